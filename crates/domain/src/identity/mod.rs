//! Who somebody is: magic links, passkeys and sessions.

mod authenticate;
mod begin;
mod confirm;
mod enter;
pub(crate) mod letters;
mod next_path;
pub mod passkeys;
mod people;
mod request_link;
mod session;
pub mod sessions;
pub mod step_up;

pub use authenticate::{authenticate, is_alive};
pub use confirm::{confirm_code, confirm_link, look_at_link};
pub use enter::may_enter;
pub use next_path::local_path;
pub use people::{find_or_create, found, home, load, org, people};
pub use request_link::{admin_link, request_link};
pub use session::{session, sign_out};

use secrecy::SecretString;

/// A link and its code work for this long.
pub const LINK_MINUTES: i64 = 15;
/// A confirmation is recent for this long.
pub const CONFIRMED_MINUTES: i64 = 10;
/// A session ends after this long without a request…
pub const IDLE_DAYS: i64 = 7;
/// …and after this long in any case.
pub const SESSION_DAYS: i64 = 30;

/// A link is on its way.
pub struct LinkRequested {
    /// Goes into the login cookie: binds the attempt to this browser.
    pub browser: SecretString,
}

/// What a link is worth at the moment. Looking consumes nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// Can be confirmed in this browser, by a POST.
    Ready,
    /// Can be confirmed in this browser, and confirms the session that asked for it.
    ReadyToConfirm,
    /// Was asked for in another browser: this code can be typed there.
    OtherBrowser { code: String },
    /// Used, expired or replaced by a newer one.
    Gone,
}

/// Somebody is signed in.
pub struct SignedIn {
    /// Goes into the session cookie.
    pub session: SecretString,
    /// Where the person wanted to go: a path on this site.
    pub next: String,
}
