//! The one public error. Causes stay in the log; what stands here is meant for the person who reads it.

use serde::{Deserialize, Serialize};

/// What kind of thing went wrong; decides the HTTP status and is stable for programs to match on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Some fields need attention; `errors` says which (422).
    Invalid,
    /// The request could not be read at all: malformed JSON, wrong content type (400).
    BadRequest,
    /// Nobody is signed in, or the key is wrong (401).
    SignedOut,
    /// The plan's limit is reached or the organisation is suspended (402).
    PaymentRequired,
    /// Signed in, but without the right to do this (403).
    Forbidden,
    /// Signed in, but not proved a moment ago: `/settings/step-up` asks for it (403).
    ConfirmationNeeded,
    /// Missing, or somebody else's: the two look alike (404).
    NotFound,
    /// The path exists, the method does not (405).
    MethodNotAllowed,
    /// Somebody else was faster, or the name is taken (409).
    Conflict,
    /// More bytes than the limit (413).
    TooLarge,
    /// Too many requests; try again later (429).
    RateLimited,
    /// Our fault; the reference leads to the cause in the log (500).
    Internal,
    /// An outside system did not answer as it should (502).
    Upstream,
    /// Temporarily not able to answer (503).
    Unavailable,
}

impl ErrorCode {
    /// The HTTP status that goes with this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::BadRequest => 400,
            Self::SignedOut => 401,
            Self::PaymentRequired => 402,
            Self::Forbidden | Self::ConfirmationNeeded => 403,
            Self::NotFound => 404,
            Self::MethodNotAllowed => 405,
            Self::Conflict => 409,
            Self::TooLarge => 413,
            Self::Invalid => 422,
            Self::RateLimited => 429,
            Self::Internal => 500,
            Self::Upstream => 502,
            Self::Unavailable => 503,
        }
    }

    /// The `title` of a problem document.
    pub const fn title(self) -> &'static str {
        match self {
            Self::BadRequest => "The request could not be read",
            Self::SignedOut => "Please sign in",
            Self::PaymentRequired => "The plan does not allow this",
            Self::Forbidden => "Not allowed",
            Self::ConfirmationNeeded => "Please confirm that it is you",
            Self::NotFound => "Not found",
            Self::MethodNotAllowed => "Method not allowed",
            Self::Conflict => "Conflict",
            Self::TooLarge => "Too large",
            Self::Invalid => "Some fields need attention",
            Self::RateLimited => "Too many requests",
            Self::Internal => "Something broke on our side",
            Self::Upstream => "An outside service did not answer",
            Self::Unavailable => "Not available right now",
        }
    }
}

/// What is wrong with one field of a form or a JSON body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{message}")]
pub struct FieldError {
    /// Path of the field as the sender wrote it: `name`, `source.text`, `credentials.API_KEY`.
    pub field: String,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
}

impl FieldError {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// The error that people and programs see. In REST it is sent as `application/problem+json` (RFC 9457).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[error("{detail}")]
pub struct AppError {
    pub code: ErrorCode,
    /// What happened and what to do next, in the reader's words.
    pub detail: String,
    /// Every field that needs attention, not only the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds after which trying again makes sense.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The request id under which the cause stands in the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl AppError {
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), errors: Vec::new(), retry_after: None, reference: None }
    }

    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::BadRequest, detail)
    }

    pub fn signed_out() -> Self {
        Self::new(ErrorCode::SignedOut, "Please sign in, or send an API key as a bearer token.")
    }

    pub fn forbidden(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Forbidden, detail)
    }

    /// `noun` is what was looked for, with its article left out: `server`, `build`.
    pub fn not_found(noun: &str) -> Self {
        Self::new(ErrorCode::NotFound, format!("This {noun} was not found. It may have been deleted, or belong to another organisation."))
    }

    pub fn conflict(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Conflict, detail)
    }

    pub fn too_large(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::TooLarge, detail)
    }

    pub fn upstream(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Upstream, detail)
    }

    pub fn unavailable(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::Unavailable, detail)
    }

    pub fn payment_required(detail: impl Into<String>) -> Self {
        Self::new(ErrorCode::PaymentRequired, detail)
    }

    /// `wait` is what a limiter says: after how long the next request is free. At least one second is told.
    pub fn rate_limited(wait: std::time::Duration) -> Self {
        let retry_after = u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1);
        let detail = format!("Too many requests. Please try again in {retry_after} seconds.");
        Self { retry_after: Some(retry_after), ..Self::new(ErrorCode::RateLimited, detail) }
    }

    /// Our fault. The cause is logged by the caller, once; it never stands here.
    pub fn internal() -> Self {
        Self::new(ErrorCode::Internal, "Something broke on our side. Please try again; if it happens again, tell us the reference.")
    }

    /// Several fields at once; the detail repeats them so that a reader of the detail alone knows what to do.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors.iter().map(|error| error.message.as_str()).collect::<Vec<_>>().join(" ");
        Self { errors, ..Self::new(ErrorCode::Invalid, detail) }
    }

    /// One field.
    pub fn field(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::invalid(vec![FieldError::new(field, message)])
    }

    /// The message for one field, if it has one.
    pub fn for_field(&self, field: &str) -> Option<&str> {
        self.errors.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }

    pub fn with_reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    pub const fn status(&self) -> u16 {
        self.code.status()
    }
}

impl From<FieldError> for AppError {
    fn from(error: FieldError) -> Self {
        Self::invalid(vec![error])
    }
}
