//! Problem documents (RFC 9457): what every REST answer outside 2xx looks like.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{AppError, ErrorCode, FieldError, RequestId};
use serde::Serialize;

/// An error on its way to a REST client.
#[derive(Debug)]
pub struct Problem(pub AppError);

/// A problem document.
#[derive(Serialize, schemars::JsonSchema)]
#[schemars(rename = "Problem")]
pub struct Document {
    /// `about:blank`: the status and the code say what kind of problem it is.
    pub r#type: &'static str,
    /// The kind of problem, the same sentence every time.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    pub code: ErrorCode,
    /// What happened and what to do next.
    pub detail: String,
    /// Every field that needs attention.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Seconds after which trying again makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// The request id under which the cause stands in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
}

impl Problem {
    /// A use case's error; a hidden cause is logged here, once.
    pub fn of(error: domain::Error, request: RequestId) -> Self {
        Self(error.into_shown(request))
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document::of(self.0.clone());
        answer(self.0, document)
    }
}

/// A problem document with members of its own beside the usual ones.
pub fn with(error: AppError, members: impl Serialize) -> Response {
    #[derive(Serialize)]
    struct Extended<T> {
        #[serde(flatten)]
        document: Document,
        #[serde(flatten)]
        members: T,
    }
    let document = Document::of(error.clone());
    answer(error, Extended { document, members })
}

impl Document {
    fn of(error: AppError) -> Self {
        let AppError { code, detail, errors, retry_after, reference } = error;
        let reference = reference.or_else(super::middleware::client::reference);
        Self { r#type: "about:blank", title: code.title(), status: code.status(), code, detail, errors, retry_after, reference }
    }
}

fn answer(error: AppError, document: impl Serialize) -> Response {
    let (code, retry_after) = (error.code, error.retry_after);
    let status = StatusCode::from_u16(code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(document)).into_response();
    // For those who would rather read a page (`middleware::readable`).
    response.extensions_mut().insert(error);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(seconds) = retry_after {
        headers.insert(header::RETRY_AFTER, seconds.into());
    }
    if code == ErrorCode::SignedOut {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

/// Nothing answers at this address.
pub async fn unknown_path() -> Problem {
    Problem(AppError::new(ErrorCode::NotFound, "Nothing answers at this address. GET /v1/openapi.json lists everything that does."))
}

/// The address exists, the method does not; axum adds `Allow`.
pub async fn wrong_method() -> Problem {
    Problem(AppError::new(ErrorCode::MethodNotAllowed, "This address does not answer this method. The Allow header names those that it does."))
}
