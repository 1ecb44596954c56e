//! `/login`: an address goes in, a link and a code come by mail.

use contract::AppError;
use leptos::prelude::*;

use crate::{
    flash::Flash,
    served::{At, Served},
    ssr::{cookies, forms::local_path},
    ui::{Banner, Icon, Input, Summary, Tone, icon},
};

/// Asks for the address, or says that a mail is on its way. Who is signed in already goes on to where they wanted to go.
pub async fn page(at: At) -> domain::Result<Served> {
    let next = at.query("next").unwrap_or_default().to_owned();
    if at.visit.ctx.is_some() {
        return Ok(Served::elsewhere(local_path(Some(&next).filter(|next| !next.is_empty()).map(String::as_str))));
    }
    let platform = &at.visit.platform;
    if !cookies::may_sign_in(platform) {
        let address = platform.url("");
        return Ok(Served::new("Sign in", move || frame(refused(address))));
    }
    if at.query("sent").is_some() {
        let to = at.flash.as_ref().and_then(|flash| flash.typed.get("email").cloned());
        let (error, dev_mail) = (at.error_for("code"), at.visit.dev_mail);
        return Ok(Served::new("Check your mail", move || frame(sent(to, error, dev_mail))));
    }
    let flash = at.flash_for("login").cloned().unwrap_or_default();
    Ok(Served::new("Sign in", move || frame(ask(flash, next))).describe("Sign in to Build My MCP with a link that comes by mail. No password."))
}

fn frame(card: AnyView) -> AnyView {
    view! { <section class="page is-form"><div class="card is-raised">{card}</div></section> }.into_any()
}

/// The form for the address.
fn ask(flash: Flash, next: String) -> AnyView {
    let Flash { error, typed, notice, .. } = flash;
    let field_error = error.as_ref().and_then(|error| error.for_field("email")).map(str::to_owned);
    let email = typed.get("email").cloned().unwrap_or_default();
    view! {
        <h1>"Sign in"</h1>
        <p class="muted">"No password: we mail you a link. It works for 15 minutes, once. New here? The same link makes your account."</p>
        {(notice.as_deref() == Some("signed-out")).then(|| view! { <Banner tone=Tone::Good><p>"You are signed out."</p></Banner> })}
        {error.filter(|error| error.errors.is_empty()).map(|error| view! { <Summary error=error /> })}
        <form method="post" action="/forms/login" class="stack" novalidate>
            <input type="hidden" name="next" value=next />
            <Input name="email" label="E-mail address" kind="email" autocomplete="email" value=email placeholder="you@example.com" error=field_error focus=true />
            <button type="submit" class="button is-primary is-wide">{icon(Icon::Mail)} "Mail me a link"</button>
        </form>
    }
    .into_any()
}

/// A mail is on its way.
fn sent(to: Option<String>, error: Option<AppError>, dev_mail: bool) -> AnyView {
    let message = error.map(|error| error.for_field("code").map(str::to_owned).unwrap_or(error.detail));
    let wrong = message.is_some();
    view! {
        <h1>"Check your mail"</h1>
        <p>
            {match to {
                Some(email) => view! { "We sent a link to " <strong>{email}</strong> ". Open it in this browser, or type the code from the mail." }.into_any(),
                None => view! { "We sent you a link. Open it in this browser, or type the code from the mail." }.into_any(),
            }}
        </p>
        {dev_mail.then(|| view! {
            <Banner>
                <p>"This installation sends no real mail yet. " <a href="/dev/mail">"Open the development mailbox"</a> " to find the link."</p>
            </Banner>
        })}
        <form method="post" action="/forms/login/code" class="stack" novalidate>
            <div class=if wrong { "field is-wrong" } else { "field" }>
                <label class="field-label" for="code">"Six-digit code"</label>
                <input class="input is-code" id="code" name="code" inputmode="numeric" autocomplete="one-time-code" maxlength="7" placeholder="000000" autofocus=true aria-describedby="code-error" />
                {message.map(|message| view! { <p class="field-error" id="code-error">{message}</p> })}
            </div>
            <button type="submit" class="button is-primary is-wide">"Sign in"</button>
        </form>
        <p class="muted">"Nothing came? Look into the spam folder, or " <a href="/login">"use another address"</a> "."</p>
    }
    .into_any()
}

/// Session cookies would travel in the clear.
fn refused(address: String) -> AnyView {
    view! {
        <h1>"Sign-in is switched off"</h1>
        <Banner tone=Tone::Warn>
            <p>
                "This installation is reached at " <code>{address}</code>
                ", without encryption. Anybody on the way could read your session, so nobody can sign in."
            </p>
        </Banner>
        <p>"The operator can put a proxy with https in front and set " <code>"BMM_PUBLIC_URL"</code> " to its https address."</p>
    }
    .into_any()
}
