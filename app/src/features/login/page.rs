//! `/login`: an address goes in, a link and a code come by mail.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_query_map};

use crate::{
    flash::Flash,
    session::{PageInfo, use_page},
    ui::{Banner, Icon, Input, Summary, Tone, icon, later, problem, text_waiting},
};

#[component]
pub fn LoginPage() -> impl IntoView {
    let page = use_page();
    let query = use_query_map();
    view! {
        <Title text="Sign in" />
        <section class="page is-form">
            {later(text_waiting, move || {
                let (sent, next) = query.with(|query| (query.get("sent").is_some(), query.get("next").unwrap_or_default()));
                async move {
                    match page.info().await {
                        Ok(PageInfo { session: Some(_), .. }) => {
                            let path = if next.starts_with('/') && !next.starts_with("//") { next } else { "/servers".to_owned() };
                            view! { <Redirect path=path /> }.into_any()
                        }
                        Ok(info) if !info.may_sign_in => view! { <Refused address=info.public_url /> }.into_any(),
                        Ok(info) if sent => view! { <Sent info=info /> }.into_any(),
                        Ok(info) => view! { <Ask info=info next=next /> }.into_any(),
                        Err(failure) => problem(failure),
                    }
                }
            })}
        </section>
    }
    .into_any()
}

/// The form for the address.
#[component]
fn Ask(info: PageInfo, next: String) -> impl IntoView {
    let flash = info.flash.filter(|flash| flash.form == "login").unwrap_or_default();
    let Flash { error, typed, notice, .. } = flash;
    let field_error = error.as_ref().and_then(|error| error.for_field("email")).map(str::to_owned);
    let email = typed.get("email").cloned().unwrap_or_default();
    view! {
        <div class="card is-raised">
            <h1>"Sign in"</h1>
            <p class="muted">"No password: we mail you a link. It works for 15 minutes, once. New here? The same link makes your account."</p>
            {(notice.as_deref() == Some("signed-out")).then(|| view! { <Banner tone=Tone::Good><p>"You are signed out."</p></Banner> })}
            {error.filter(|error| error.errors.is_empty()).map(|error| view! { <Summary error=error /> })}
            <form method="post" action="/forms/login" class="stack" novalidate>
                <input type="hidden" name="next" value=next />
                <Input name="email" label="E-mail address" kind="email" autocomplete="email" value=email placeholder="you@example.com" error=field_error focus=true />
                <button type="submit" class="button is-primary is-wide">{icon(Icon::Mail)} "Mail me a link"</button>
            </form>
        </div>
    }
}

/// A mail is on its way.
#[component]
fn Sent(info: PageInfo) -> impl IntoView {
    let flash = info.flash.unwrap_or_default();
    let error = flash.error.filter(|_| flash.form == "code");
    let message = error.map(|error| error.for_field("code").map(str::to_owned).unwrap_or(error.detail));
    let wrong = message.is_some();
    let to = flash.typed.get("email").cloned();
    view! {
        <div class="card is-raised">
            <h1>"Check your mail"</h1>
            <p>
                {match to {
                    Some(email) => view! { "We sent a link to " <strong>{email}</strong> ". Open it in this browser, or type the code from the mail." }.into_any(),
                    None => view! { "We sent you a link. Open it in this browser, or type the code from the mail." }.into_any(),
                }}
            </p>
            {info.dev_mail.then(|| view! {
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
        </div>
    }
}

/// Session cookies would travel in the clear.
#[component]
fn Refused(address: String) -> impl IntoView {
    view! {
        <div class="card is-raised">
            <h1>"Sign-in is switched off"</h1>
            <Banner tone=Tone::Warn>
                <p>
                    "This installation is reached at " <code>{address}</code>
                    ", without encryption. Anybody on the way could read your session, so nobody can sign in."
                </p>
            </Banner>
            <p>"The operator can put a proxy with https in front and set " <code>"BMM_PUBLIC_URL"</code> " to its https address."</p>
        </div>
    }
}
