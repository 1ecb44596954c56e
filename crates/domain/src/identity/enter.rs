//! Who may have an account.

use contract::Email;
use store::{ConnectionTrait, Tx, invitations, settings, users};

use crate::{Platform, Result, platform::Signup};

/// Whether somebody with this address gets in: people with an account, invited people, the people who run the platform,
/// and strangers as far as `BMM_SIGNUP` lets them.
pub async fn may_enter(db: &impl ConnectionTrait, platform: &Platform, email: &Email) -> Result<bool> {
    let config = &platform.config;
    if config.admin_emails.contains(email) || users::by_email(db, email).await?.is_some() || invitations::is_invited(db, email, platform.now()).await? {
        return Ok(true);
    }
    Ok(match &config.signup {
        Signup::Open => true,
        Signup::Domains(domains) => domains.iter().any(|domain| email.as_str().rsplit_once('@').is_some_and(|(_, host)| host == domain)),
        Signup::Invite => false,
        // Whoever sets the platform up is the first to sign in. Where its people are named, nobody has to be first.
        Signup::InviteAfterFirst => config.admin_emails.is_empty() && !users::exist(db).await?,
    })
}

/// Like [`may_enter`], for somebody who gets their account in this transaction: of many first strangers one gets in.
pub(super) async fn may_enter_now(tx: &Tx, platform: &Platform, email: &Email) -> Result<bool> {
    if platform.config.signup == Signup::InviteAfterFirst && !users::exist(tx).await? {
        settings::lock(tx, "first_account").await?;
    }
    may_enter(tx, platform, email).await
}
