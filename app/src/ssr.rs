//! What the server's half of the application needs. Everything here exists with feature `ssr` only.
//!
//! The binary does three things with it:
//! 1. for every page, `/_fn` and `/forms` request it puts one [`Visit`] into the request's extensions ([`Visit::of`]);
//! 2. it merges [`forms::forms`] into its router, behind its own check of where a request comes from;
//! 3. it serves [`crate::App`] with [`shell::shell`] and calls [`crate::server_functions`] once at start.
//!
//! Server functions use [`ctx`], [`visit`] and [`reply`] and nothing else of this module.

pub mod cookies;
pub mod flash;
pub mod forms;
pub mod parts;
pub mod payments;
pub mod shell;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts};
use contract::{AppError, ErrorCode};
use domain::{Ctx, Platform, RequestMeta};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

use crate::{failure::Failure, session::Theme};

/// One request as pages, server functions and forms see it. Cheap to clone.
#[derive(Clone)]
pub struct Visit {
    pub platform: Arc<Platform>,
    pub meta: RequestMeta,
    /// The signed-in person and their organisation.
    pub ctx: Option<Ctx>,
    /// The cookie that binds a sign-in attempt to this browser.
    pub browser: Option<String>,
    /// The cookie that binds a passkey challenge to this browser.
    pub passkey: Option<String>,
    pub theme: Theme,
    /// The development mailbox may be shown to this visitor: no SMTP, and listener, public URL, peer and Host are all
    /// loopback with no forwarding header.
    pub dev_mail: bool,
    /// Changes with every release: stands behind `?v=` of styles, script and wasm.
    pub build: Arc<str>,
}

impl Visit {
    /// Reads the cookies of a request and authenticates its session.
    ///
    /// # Errors
    /// When the session could not be looked up; a missing or expired one is not an error.
    pub async fn of(platform: &Arc<Platform>, meta: RequestMeta, headers: &HeaderMap, dev_mail: bool, build: Arc<str>) -> Result<Self, AppError> {
        let request = meta.id;
        let ctx = match cookies::read(headers, cookies::session_name(platform)) {
            Some(session) => domain::identity::authenticate(platform, meta.clone(), &session).await.map_err(|error| error.into_shown(request))?,
            None => None,
        };
        Ok(Self {
            ctx,
            meta,
            browser: cookies::read(headers, cookies::login_name(platform)),
            passkey: cookies::read(headers, cookies::passkey_name(platform)),
            theme: cookies::read(headers, cookies::THEME).and_then(|name| Theme::named(&name)).unwrap_or_default(),
            platform: Arc::clone(platform),
            dev_mail,
            build,
        })
    }

    /// The context of the signed-in person.
    pub fn signed_in(&self) -> Result<&Ctx, AppError> {
        self.ctx.as_ref().ok_or_else(|| AppError::new(ErrorCode::SignedOut, "Please sign in."))
    }
}

/// The visit that the current page or server function belongs to.
pub fn visit() -> Result<Visit, Failure> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Visit>().cloned()).ok_or_else(|| Failure(AppError::internal()))
}

/// The context of a use case. Nobody signed in: a page is sent to `/login`, a server function answers 401.
pub fn ctx() -> Result<Ctx, Failure> {
    visit()?.signed_in().cloned().map_err(|error| {
        match page_path() {
            Some(path) => redirect_to(&format!("/login?next={}", encode(&path))),
            None => set_status(error.status()),
        }
        Failure(error)
    })
}

/// The context of a change to the organisation that the page was made for; 409 when another one is open in this browser now.
pub fn ctx_in(org: &str) -> Result<Ctx, Failure> {
    let ctx = ctx()?;
    if ctx.org.id.to_string() == org {
        return Ok(ctx);
    }
    let sentence = format!("Another organisation ({}) is open in this browser now, so nothing was done. Reload this page to go on there.", ctx.org.name);
    set_status(409);
    Err(Failure(AppError::conflict(sentence)))
}

/// Turns a use case's result into a server function's: logs a hidden cause once and makes the status line tell the truth.
pub fn reply<T>(result: domain::Result<T>) -> Result<T, Failure> {
    result.map_err(|cause| {
        let shown = match visit() {
            Ok(visit) => cause.into_shown(visit.meta.id),
            Err(Failure(error)) => error,
        };
        set_status(shown.status());
        Failure(shown)
    })
}

/// Sends the visitor elsewhere: a 302 for a page, a marked answer for a server function.
pub fn redirect_to(path: &str) {
    // A path with control characters cannot become a header; the start page is always right.
    leptos_axum::redirect(if HeaderValue::from_str(path).is_ok() { path } else { "/servers" });
    if page_path().is_some() {
        set_status(302);
    }
}

/// Sets the status of the answer that is being made.
pub fn set_status(status: u16) {
    if let (Some(options), Ok(status)) = (use_context::<ResponseOptions>(), StatusCode::from_u16(status)) {
        options.set_status(status);
    }
}

/// Adds a header to the answer that is being made; other headers of that name stay.
pub fn add_header(name: HeaderName, value: &str) {
    if let (Some(options), Ok(value)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(value)) {
        options.append_header(name, value);
    }
}

/// Takes the message of the last form out of its cookie, once.
pub fn take_flash() -> Option<crate::flash::Flash> {
    let parts = use_context::<Parts>()?;
    let text = cookies::read(&parts.headers, cookies::FLASH)?;
    let visit = visit().ok()?;
    add_header(header::SET_COOKIE, &cookies::clear(&visit.platform, cookies::FLASH));
    flash::decode(&text)
}

/// Path and query of the page being rendered; `None` inside a call from the browser.
fn page_path() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let path = parts.uri.path_and_query()?.as_str();
    (!path.starts_with("/_fn/")).then(|| path.to_owned())
}

/// Percent-encodes a text for a query value.
pub fn encode(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}
