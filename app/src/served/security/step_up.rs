//! `/settings/step-up?next=…`: a passkey or a mail confirms the session for ten minutes.

use domain::identity::CONFIRMED_MINUTES;
use leptos::prelude::*;

use crate::{
    served::{At, Served, login::code_page, passkey},
    ssr::{encode, forms::local_path},
    ui::{Icon, Summary, icon},
};

pub(super) async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let next = local_path(at.query("next"));
    if at.query("sent").is_some() {
        return Ok(code_page(&at, "/forms/login/code", "/settings/step-up"));
    }
    if at.query("again").is_none() && domain::identity::step_up::is_recent(ctx).await? {
        return Ok(Served::elsewhere(next));
    }
    let has_passkey = !domain::identity::passkeys::list(ctx).await?.is_empty();
    let (email, error) = (ctx.person.email.to_string(), at.error_for("step-up"));
    let build = at.visit.build.to_string();
    let view = move || {
        let with_passkey =
            has_passkey.then(|| passkey::get("/forms/passkeys/confirm", "/forms/passkeys/challenge/confirm", "Confirm with a passkey", next.clone()));
        view! {
            <section class="page is-form">
                <div class="card is-raised">
                    <h1>"Confirm that it is you"</h1>
                    <p>"What you are about to do concerns money, secrets or deletion. Confirm once, and you are not asked again for " {CONFIRMED_MINUTES} " minutes."</p>
                    <p class="muted">"The link goes to " {email}</p>
                    {error.map(|error| view! { <Summary error=error /> })}
                    {with_passkey}
                    <form method="post" action="/forms/step-up" class="stack">
                        <input type="hidden" name="next" value=next.clone() />
                        <button type="submit" class="button is-primary is-wide">{icon(Icon::Mail)} "Mail me a link"</button>
                    </form>
                    <p class="muted"><a href=next>"Not now"</a></p>
                </div>
            </section>
        }
        .into_any()
    };
    Ok(Served::new("Confirm that it is you", view).head(move || passkey::script(&build)))
}

/// The page that asks for a confirmation and leads back.
pub fn path(next: &str) -> String {
    format!("/settings/step-up?next={}", encode(next))
}
