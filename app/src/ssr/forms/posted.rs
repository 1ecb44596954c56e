//! The body of a form: url-encoded or multipart, in the order of its fields.

use axum::{
    extract::{Form, FromRequest, Multipart, Request, multipart::Field},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::AppError;

use super::{FormRight, admit};
use crate::ssr::Visit;

/// Bytes that one uploaded document may have.
pub const LONGEST_FILE: usize = 16 * 1024 * 1024;

/// A posted form and the visit that it belongs to.
pub struct Posted {
    pub visit: Visit,
    fields: Vec<(String, String)>,
    /// A file was sent, whatever was in it.
    pub has_file: bool,
    /// What was wrong with an uploaded file.
    pub file_error: Option<AppError>,
}

impl Posted {
    /// The last value of a field; empty when it is missing.
    pub fn text(&self, name: &str) -> &str {
        self.fields.iter().rev().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }

    /// The value of a field, if it is there and not blank.
    pub fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|value| !value.trim().is_empty())
    }

    /// Whether the form had that field at all.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }

    /// Every value of a repeated field.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// Fields named `prefix:rest`, by their rest.
    pub fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.fields.iter().filter_map(move |(field, value)| Some((field.strip_prefix(prefix)?.strip_prefix(':')?, value.as_str())))
    }
}

impl<S: Send + Sync> FromRequest<S> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let Some(visit) = request.extensions().get::<Visit>().cloned() else {
            return Err(StatusCode::INTERNAL_SERVER_ERROR.into_response());
        };
        // A form that is not in the list says nothing about who may send it.
        let right = request.extensions().get::<FormRight>().copied().unwrap_or(FormRight::PlatformAdmin);
        let came_from = admit::came_from(request.headers());
        let posted = read(visit, request, state).await?;
        admit::admit(&posted, right, &came_from).await?;
        Ok(posted)
    }
}

async fn read<S: Send + Sync>(visit: Visit, request: Request, state: &S) -> Result<Posted, Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if kind.starts_with("multipart/form-data") {
        let body = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        return Ok(read_multipart(visit, body).await);
    }
    let Form(fields) = Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(IntoResponse::into_response)?;
    Ok(Posted { visit, fields, has_file: false, file_error: None })
}

/// Reads as far as it goes: what came before a broken part is kept, because it is somebody's typing.
async fn read_multipart(visit: Visit, mut body: Multipart) -> Posted {
    let mut posted = Posted { visit, fields: Vec::new(), has_file: false, file_error: None };
    loop {
        let field = match body.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => return posted,
            Err(_) => {
                posted.file_error.get_or_insert_with(too_large);
                return posted;
            }
        };
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = field.file_name().is_some();
        posted.has_file |= field.file_name().is_some_and(|name| !name.is_empty());
        match read_text(field).await {
            Ok(text) if is_file && text.is_empty() => {}
            Ok(text) => posted.fields.push((name, if is_file { text } else { text.replace("\r\n", "\n") })),
            Err(error) => posted.file_error = Some(error),
        }
    }
}

/// One part as text. Reads to its end even when it is too large, so that the parts after it are not lost.
async fn read_text(mut field: Field<'_>) -> Result<String, AppError> {
    let (mut bytes, mut length) = (Vec::new(), 0_usize);
    loop {
        match field.chunk().await {
            Ok(Some(chunk)) => {
                length += chunk.len();
                if length <= LONGEST_FILE {
                    bytes.extend_from_slice(&chunk);
                }
            }
            Ok(None) => break,
            Err(_) => return Err(too_large()),
        }
    }
    if length > LONGEST_FILE {
        return Err(too_large_by(length));
    }
    String::from_utf8(bytes)
        .map_err(|_| AppError::field("source.text", "This file is not text in UTF-8. Save it as JSON or YAML in UTF-8 and upload it again."))
}

fn too_large_by(bytes: usize) -> AppError {
    let size = format!("{:.1} MB", bytes as f64 / 1_000_000.0);
    AppError::field("source.text", format!("This document has {size}; the limit is 16 MB. Leave out parts that you do not need, or use its address."))
}

fn too_large() -> AppError {
    AppError::field("source.text", "This document is too large; the limit is 16 MB. Leave out parts that you do not need.")
}
