//! `/settings/profile`: name, address and number of the signed-in person.

use leptos::prelude::*;

use crate::{
    served::{At, Served, settings::frame},
    ssr::encode,
    ui::{Icon, Input, Summary, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let profile = domain::account::profile(at.ctx()?).await?;
    let refused = at.error_for("profile");
    let typed = at.flash_for("profile").and_then(|flash| flash.typed.get("name").cloned());
    Ok(Served::new("Profile", move || {
        let email = profile.email.to_string();
        let phone = profile.phone.map(|phone| phone.to_string());
        let ask_email = ask("Change my e-mail address", &format!("Please change the address of my account from {email} to: "));
        let ask_phone = ask("Change my telephone number", "Please change the telephone number of my account to: ");
        let wrong = refused.as_ref().and_then(|error| error.for_field("name")).map(str::to_owned);
        let sections = view! {
            <section class="section" aria-labelledby="profile">
                <h2 id="profile">"Profile"</h2>
                {refused.map(|error| view! { <Summary error=error /> })}
                <form method="post" action="/forms/profile" class="card">
                    <Input
                        name="name"
                        label="Display name"
                        value=typed.unwrap_or(profile.name)
                        error=wrong
                        autocomplete="name"
                        help="Shown to the people of your organisations, in the audit log and to our support team."
                    />
                    <p class="row"><button type="submit" class="button is-primary">"Save"</button></p>
                </form>
            </section>
            <section class="section" aria-labelledby="contact">
                    <h2 id="contact">"Contact"</h2>
                    <p class="muted">
                        "You sign in with your address, so we change it by hand: write to us, and we tell the old and the new address. You are signed out everywhere when it changes."
                    </p>
                    <dl class="facts">
                        <div>
                            <dt>"E-mail"</dt>
                            <dd>
                                <span id="email">{email}</span>
                                " "
                                <a href=ask_email class="facts-change" aria-label="Change your e-mail address">{icon(Icon::Pen)} "Change"</a>
                            </dd>
                        </div>
                        <div>
                            <dt>"Telephone"</dt>
                            <dd>
                                <span id="phone">{phone.unwrap_or_else(|| "Not given".to_owned())}</span>
                                " "
                                <a href=ask_phone class="facts-change" aria-label="Change your telephone number">{icon(Icon::Pen)} "Change"</a>
                            </dd>
                        </div>
                    </dl>
            </section>
        };
        frame("/settings/profile", "Settings", sections.into_any())
    }))
}

/// The form for a new ticket, filled in.
fn ask(subject: &str, text: &str) -> String {
    format!("/support/new?subject={}&text={}", encode(subject), encode(text))
}
