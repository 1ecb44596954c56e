//! The error of server functions: [`AppError`] in a form that Leptos can carry.

use contract::{AppError, ErrorCode};
use leptos::server_fn::{error::FromServerFnError, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What a server function failed with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Failure(pub AppError);

/// Stands in [`AppError::reference`] when page and server are of different releases.
const STALE: &str = "stale-build";

impl Failure {
    /// The page is older than the server: what was asked is unknown there, or its answer cannot be read here.
    pub fn stale() -> Self {
        Self(AppError::unavailable("A new version is available. Reload the page to go on; what you typed has been kept.").with_reference(STALE))
    }

    /// The server could not read the arguments: they are malformed, or come from a page of another release.
    pub fn unreadable() -> Self {
        let sentence = "The request could not be read: its body is empty or malformed, or comes from an older release. Reload the page and try again.";
        Self(AppError::bad_request(sentence).with_reference(STALE))
    }

    pub fn is_stale(&self) -> bool {
        self.0.reference.as_deref() == Some(STALE)
    }

    pub fn is_signed_out(&self) -> bool {
        self.0.code == ErrorCode::SignedOut
    }
}

impl FromServerFnError for Failure {
    type Encoder = crate::wire::WireEncoding;

    fn from_server_fn_error(cause: ServerFnErrorErr) -> Self {
        match cause {
            ServerFnErrorErr::Request(_) => Self(AppError::unavailable("The server cannot be reached. Check your connection and try again.")),
            ServerFnErrorErr::Deserialization(_) | ServerFnErrorErr::Response(_) => Self::stale(),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self(AppError::bad_request("The request could not be read. Reload the page and try again."))
            }
            _ => Self(AppError::internal()),
        }
    }
}

impl From<AppError> for Failure {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}
