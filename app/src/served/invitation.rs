//! `/invitations/{token}`: accept or decline. Looking consumes nothing.

use contract::{AppError, Role, dto::InvitationOffer};
use domain::invitations::{Offer, offer};
use leptos::prelude::*;

use super::{At, PageRight, Served, ServedPage, page};
use crate::{
    ssr::encode,
    ui::{Banner, Summary, Tone},
};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    vec![page("/invitations/declined", PageRight::Everybody, declined), page("/invitations/{token}", PageRight::Everybody, invitation)]
}

async fn invitation(at: At) -> domain::Result<Served> {
    let token: String = at.param("token", "invitation")?;
    let offer = offer(&at.visit.platform, at.visit.ctx.as_ref(), &token).await?;
    let (error, here) = (at.error_for("invitation"), at.here.clone());
    Ok(Served::new("Invitation", move || {
        let answer = match &offer {
            Offer::Yours(_) => accept(&token),
            Offer::SignIn(offer) => sign_in(offer, &here),
            Offer::Other(offer) => other(offer),
        };
        let (Offer::Yours(offer) | Offer::SignIn(offer) | Offer::Other(offer)) = offer;
        show(offer, error, answer, token)
    }))
}

fn show(offer: InvitationOffer, error: Option<AppError>, answer: AnyView, token: String) -> AnyView {
    view! {
        <section class="page is-form">
            <div class="card is-raised">
                <h1>"Join “" <span dir="auto">{offer.org.to_string()}</span> "”"</h1>
                {error.map(|error| view! { <Summary error=error /> })}
                <p class="lead">
                    <strong dir="auto">{offer.invited_by}</strong> " invites " <strong>{offer.email.to_string()}</strong> " to join this organisation as "
                    {with_article(offer.role)} ". The invitation is open until " {offer.expires_at.for_people()} "."
                </p>
                <div class="row">
                    {answer}
                    <form method="post" action="/forms/invitations/decline">
                        <input type="hidden" name="token" value=token />
                        <button type="submit" class="button">"Decline"</button>
                    </form>
                </div>
            </div>
        </section>
    }
    .into_any()
}

fn accept(token: &str) -> AnyView {
    view! {
        <form method="post" action="/forms/invitations/accept">
            <input type="hidden" name="token" value=token.to_owned() />
            <button type="submit" class="button is-primary">"Accept and open it"</button>
        </form>
    }
    .into_any()
}

fn sign_in(offer: &InvitationOffer, here: &str) -> AnyView {
    view! {
        <p class="is-whole-row">"To accept, sign in with " <strong>{offer.email.to_string()}</strong> ". If you have no account yet, that makes one."</p>
        <a class="button is-primary" href=format!("/login?next={}", encode(here))>"Sign in to accept"</a>
    }
    .into_any()
}

fn other(offer: &InvitationOffer) -> AnyView {
    let email = offer.email.to_string();
    view! {
        <div class="is-whole-row">
            <Banner tone=Tone::Warn>
                <p>"You are signed in with another address. Sign out, then open this link again and sign in with " <strong>{email}</strong> "."</p>
            </Banner>
        </div>
        <form method="post" action="/forms/sign-out">
            <button type="submit" class="button is-primary">"Sign out"</button>
        </form>
    }
    .into_any()
}

/// `an admin`, `a member`.
fn with_article(role: Role) -> String {
    let label = role.label().to_lowercase();
    let article = if label.starts_with(['a', 'o']) { "an" } else { "a" };
    format!("{article} {label}")
}

async fn declined(_: At) -> domain::Result<Served> {
    Ok(Served::new("Invitation declined", || {
        view! {
            <section class="page is-form">
                <div class="card is-raised">
                    <h1>"You have declined"</h1>
                    <p class="lead">"The invitation is gone, and nothing was changed. If you change your mind, ask for a new one."</p>
                    <p class="row"><a class="button" href="/">"Go to the start page"</a></p>
                </div>
            </section>
        }
        .into_any()
    }))
}
