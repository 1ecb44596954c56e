//! What waits in the outbox.

use std::sync::Arc;

use contract::Email;
use serde::{Deserialize, Serialize};

use crate::{Platform, Result, identity, ports::Mail};

/// A letter before it is sent.
#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Letter {
    /// Ready.
    Written { to: Email, subject: String, text: String },
    /// Somebody asked to sign in. Whether the address may is looked up when the letter is written, not when it was asked
    /// for: the request does the same for every address.
    SignIn { to: Email, token: String },
    /// A signed-in person confirms that it is them.
    Confirm { to: Email, token: String },
}

impl Letter {
    pub(super) async fn write(self, platform: &Arc<Platform>) -> Result<Mail> {
        match self {
            Self::Written { to, subject, text } => Ok(Mail { to, subject, text }),
            Self::SignIn { to, token } => {
                let known = identity::may_enter(platform.db.connection(), platform, &to).await?;
                Ok(if known { identity::letters::sign_in(platform, to, &token) } else { identity::letters::stranger(platform, to) })
            }
            Self::Confirm { to, token } => Ok(identity::letters::confirm(platform, to, &token)),
        }
    }
}
