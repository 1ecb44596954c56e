//! Passkeys (Web Authentication Level 3): the second way in, and the quick way to confirm.
//!
//! A browser asks for a challenge, answers it, and the answer is checked once. Challenges live in the database, so that any
//! replica can check the answer. Every passkey is discoverable and verifies its user, so nobody types an address.

mod answer;
mod confirm;
mod list;
mod register;
mod remove;
mod rename;
mod sign_in;

pub use confirm::{challenge as confirm_challenge, confirm};
pub use list::list;
pub use register::{challenge as register_challenge, register};
pub use remove::remove;
pub use rename::rename;
pub use sign_in::{Challenged, challenge as sign_in_challenge, sign_in};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use contract::{AppError, UserId};
use url::Host;
use webauthn_rp::{
    bin::Decode,
    request::{AsciiDomain, RpId, register::UserHandle},
};

use crate::{Error, Platform, Result};

/// A challenge has to be answered within this time; the library allows five minutes, too.
const CHALLENGE_SECONDS: i64 = 5 * 60;
/// Passkeys that one person may have.
const MOST: u64 = 20;
/// Length of `usr_…`: the user handle is the person's id, which says nothing about them.
const HANDLE: usize = 30;

/// Whether browsers can have passkeys here: they belong to a name, never to an address in numbers.
pub fn are_possible(platform: &Platform) -> bool {
    matches!(platform.config.public_url.host(), Some(Host::Domain(_)))
}

/// The name that passkeys belong to, and the origin that browsers report.
fn relying_party(platform: &Platform) -> Result<(RpId, String)> {
    let url = &platform.config.public_url;
    let Some(Host::Domain(name)) = url.host() else {
        return Err(
            AppError::unavailable("Passkeys need a name such as mcp.example.com in the platform's address. The operator sets it with BMM_PUBLIC_URL.").into()
        );
    };
    let name = AsciiDomain::try_from(name.to_owned()).map_err(|cause| Error::hidden(cause.to_string()))?;
    Ok((RpId::Domain(name), url.origin().ascii_serialization()))
}

fn handle(user: UserId) -> Result<UserHandle<HANDLE>> {
    let text: [u8; HANDLE] = user.to_string().into_bytes().try_into().map_err(|_| Error::hidden("an id has another length than expected"))?;
    UserHandle::decode(text).map_err(|never| match never {})
}

fn to_text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn from_text(text: &str) -> Result<Vec<u8>> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::hidden("a stored passkey is damaged"))
}

/// The browser's answer does not fit: nothing that an honest browser sends ends here.
fn refused(cause: impl std::fmt::Display) -> Error {
    tracing::info!(%cause, "the answer to a passkey challenge was refused");
    AppError::field("credential", "This passkey could not be checked. Please try again; if it happens again, use a link by mail.").into()
}

fn expired() -> AppError {
    AppError::field("credential", "This took too long, or was answered in another tab. Please try again.")
}
