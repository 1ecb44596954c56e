//! The plain forms behind every button that changes something: parse, call a use case, answer 303.
//!
//! They work with and without JavaScript. What went wrong, and what was typed, travels to the next page with
//! [`crate::flash::Flash`] and, in the wizard, with the draft.

pub mod account;
pub mod admin;
pub mod authorings;
pub mod billing;
pub mod check;
pub mod drafts;
pub mod invitations;
pub mod keys;
pub mod list;
pub mod login;
pub mod members;
pub mod orgs;
pub mod passkeys;
pub mod posted;
pub mod profile;
pub mod servers;
pub mod sessions;
pub mod status;
pub mod tickets;

mod admit;

use axum::{
    Router,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::ErrorCode;

use super::{Visit, cookies, encode, flash};
use crate::{flash::Flash, served::step_up_path};
pub use domain::identity::local_path;
pub use list::{FormRight, FormRoute};
pub use posted::Posted;

/// Body limit of the route that takes documents: a multipart body with one file of at most 16 MiB. What is larger is
/// read and thrown away up to here, so that the browser gets an answer and not a broken connection.
pub const DOCUMENT_LIMIT: usize = 64 * 1024 * 1024;
/// Body limit of every other form.
pub const FORM_LIMIT: usize = 1024 * 1024;

/// Every form. Expects a [`Visit`] among the request's extensions and sets its own body limits.
pub fn forms<S: Clone + Send + Sync + 'static>() -> Router<S> {
    list::list().into_iter().fold(Router::new(), list::FormRoute::mount)
}

/// 303: the browser asks for the page with GET, and a reload repeats nothing.
pub fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

/// 303 with a message for the page.
pub fn see_with(visit: &Visit, path: &str, message: &Flash) -> Response {
    with_cookie(see(path), &cookies::flash(&visit.platform, &flash::encode(message)))
}

/// 303 after a failed form; who is signed out goes to the sign-in page first.
pub fn failed(visit: &Visit, path: &str, form: &str, error: domain::Error) -> Response {
    failed_with(visit, path, Flash::failed(form, error.into_shown(visit.meta.id)))
}

/// Like [`failed`], with short fields as they were typed. Who has to prove first who they are is led there, and back.
pub fn failed_with(visit: &Visit, path: &str, message: Flash) -> Response {
    match message.error.as_ref().map(|error| error.code) {
        Some(ErrorCode::SignedOut) => see(&format!("/login?next={}", encode(path))),
        Some(ErrorCode::ConfirmationNeeded) => see(&step_up_path(path)),
        _ => see_with(visit, path, &message),
    }
}

/// Adds a cookie to an answer.
pub fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}
