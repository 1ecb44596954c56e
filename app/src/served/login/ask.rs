//! The form for the address, and the passkey beside it.

use leptos::prelude::*;

use super::Asking;
use crate::{
    served::passkey,
    ui::{Banner, Icon, Input, Summary, Tone, icon},
};

pub(super) fn form(asking: Asking) -> AnyView {
    let Asking { next, email, error, notice, open, passkeys } = asking;
    let field_error = error.as_ref().and_then(|error| error.for_field("email")).map(str::to_owned);
    let other_error = error.filter(|error| error.for_field("email").is_none());
    let newcomers = if open { "New here? The same link makes your account." } else { "New here? You need an invitation to this address first." };
    view! {
        <section class="page is-form">
            <div class="card is-raised">
                <h1>{if open { "Sign in or create an account" } else { "Sign in" }}</h1>
                <p class="muted">"No password: we mail you a link. It works for 15 minutes, once. " {newcomers}</p>
                {notice.map(|notice| view! { <Banner tone=Tone::Good><p>{notice}</p></Banner> })}
                {other_error.map(|error| view! { <Summary error=error /> })}
                <form method="post" action="/forms/login" class="stack" novalidate>
                    <input type="hidden" name="next" value=next.clone() />
                    <Input name="email" label="E-mail address" kind="email" autocomplete="email" value=email placeholder="you@example.com" error=field_error focus=true />
                    <button type="submit" class="button is-primary is-wide">{icon(Icon::Mail)} "Mail me a link"</button>
                </form>
                {passkeys.then(|| passkey::get("/forms/passkeys/sign-in", "/forms/passkeys/challenge/sign-in", "Sign in with a passkey", next))}
            </div>
        </section>
    }
    .into_any()
}
