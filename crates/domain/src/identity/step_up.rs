//! Step-up: what cannot be taken back needs a person who has just proved that it is them.
//!
//! A sign-in counts, a passkey counts, and so does a fresh link or code. Programs with a key are held by their scopes.

use std::sync::Arc;

use contract::{AppError, ErrorCode, dto::Timestamp};
use secrecy::SecretString;
use store::sessions;

use super::{CONFIRMED_MINUTES, LinkRequested, next_path, request_link};
use crate::{Actor, Ctx, Result};

impl Ctx {
    /// The first line of a use case around money, secrets or deletion.
    ///
    /// # Errors
    /// `confirmation_needed` when the session was last confirmed more than [`CONFIRMED_MINUTES`] ago; forms lead to
    /// `/settings/step-up` then.
    pub async fn require_recent(&self) -> Result<()> {
        if is_recent(self).await? {
            return Ok(());
        }
        let detail =
            format!("Please confirm first that it is you, at {}. Then do it again; it holds for {CONFIRMED_MINUTES} minutes.", self.url("/settings/step-up"));
        Err(AppError::new(ErrorCode::ConfirmationNeeded, detail).into())
    }
}

/// Whether the caller has proved who they are a moment ago.
pub async fn is_recent(ctx: &Ctx) -> Result<bool> {
    let Actor::User(session) = ctx.actor else { return Ok(true) };
    let confirmed = sessions::confirmed_at(ctx.db.connection(), session).await?;
    let since: Timestamp = ctx.now().plus_seconds(-CONFIRMED_MINUTES * 60);
    Ok(confirmed.is_some_and(|at| at >= since))
}

/// Mails the signed-in person a link and a code that confirm this session.
pub async fn request(ctx: &Ctx, next: Option<&str>) -> Result<LinkRequested> {
    let Actor::User(session) = ctx.actor else { return Err(AppError::forbidden("A program cannot confirm a session.").into()) };
    request_link::limit_mail(&ctx.platform, &ctx.request, &ctx.person.email).await?;
    let browser: SecretString = crate::tokens::new_token(&ctx.platform);
    let asked = request_link::Asked { email: &ctx.person.email, browser: &browser, next: &next_path::after_sign_in(next), session: Some(session) };
    request_link::open_and_mail(&Arc::clone(&ctx.platform), asked).await?;
    Ok(LinkRequested { browser })
}
