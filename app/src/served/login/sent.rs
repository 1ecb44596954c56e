//! A mail is on its way: the code can be typed here.

use leptos::prelude::*;

use crate::{
    served::{At, Served},
    ui::Banner,
};

/// `action`: where the code is posted; `again`: where another mail is asked for.
pub fn page(at: &At, action: &'static str, again: &'static str) -> Served {
    let flash = at.flash_for("code").or_else(|| at.flash_for("login"));
    let error = flash.and_then(|flash| flash.error.clone());
    let message = error.map(|error| error.for_field("code").map(str::to_owned).unwrap_or(error.detail));
    let to = flash.and_then(|flash| flash.typed.get("email")).cloned();
    let dev_mail = at.visit.dev_mail;
    Served::new("Check your mail", move || view(to, message, dev_mail, action, again))
}

fn view(to: Option<String>, message: Option<String>, dev_mail: bool, action: &'static str, again: &'static str) -> AnyView {
    let wrong = message.is_some();
    view! {
        <section class="page is-form">
            <div class="card is-raised">
                <h1>"Check your mail"</h1>
                <p>
                    {match to {
                        Some(email) => view! { "We sent a mail to " <strong>{email}</strong> ". Open its link in this browser, or type the code from it." }.into_any(),
                        None => view! { "We sent you a mail. Open its link in this browser, or type the code from it." }.into_any(),
                    }}
                </p>
                {dev_mail.then(|| view! {
                    <Banner>
                        <p>"This installation sends no real mail yet. " <a href="/dev/mail">"Open the development mailbox"</a> " to find the link."</p>
                    </Banner>
                })}
                <form method="post" action=action class="stack" novalidate>
                    <div class=if wrong { "field is-wrong" } else { "field" }>
                        <label class="field-label" for="code">"Six-digit code"</label>
                        <input class="input is-code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" placeholder="000000" autofocus=true aria-describedby=wrong.then_some("code-error") aria-invalid=wrong.then_some("true") />
                        {message.map(|message| view! { <p class="field-error" id="code-error">{message}</p> })}
                    </div>
                    <button type="submit" class="button is-primary is-wide">"Continue"</button>
                </form>
                <p class="muted">"Nothing came? Look into the spam folder, or " <a href=again>"ask again"</a> "."</p>
            </div>
        </section>
    }
    .into_any()
}
