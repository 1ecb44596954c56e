//! Reading requests: bodies, path parts and queries, with errors that name the field.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Request},
    http::{header, request::Parts},
};
use contract::{AppError, FieldError};
use serde::de::DeserializeOwned;

use super::problem::Problem;

/// A JSON body.
pub struct Body<T>(pub T);

/// The parts of the path, parsed; a part that is no id or name of its kind is a 404 like a missing one.
pub struct Path<T>(pub T);

/// The query, parsed.
pub struct Query<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let is_json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(is_json);
        let bytes = Bytes::from_request(request, state).await.map_err(|error| match error.status().as_u16() {
            413 => Problem(AppError::too_large("The request is larger than this address takes. Send a smaller document, or one without examples.")),
            _ => Problem(AppError::bad_request("The request's body broke off before it was complete. Please send it again.")),
        })?;
        if !is_json {
            return Err(AppError::bad_request("Send JSON, with the header Content-Type: application/json.").into());
        }
        parse(&bytes).map(Self).map_err(Problem)
    }
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}

/// Reads JSON. Text that is not JSON is `bad_request` with its position; JSON that does not fit is `invalid` with the field.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, AppError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(AppError::bad_request("The request has no body. Send JSON."));
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        describe(&path, error.inner())
    })?;
    reader.end().map_err(|error| describe(".", &error))?;
    Ok(value)
}

fn describe(path: &str, error: &serde_json::Error) -> AppError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text);
    if !error.is_data() {
        return AppError::bad_request(format!("This is not valid JSON: {message} at line {line}, column {column}."));
    }
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let missing = message.strip_prefix("missing field `").and_then(|rest| rest.split('`').next());
    let parent = if path == "." { "" } else { path };
    let inside = |name: &str| match parent.rsplit('.').next() {
        _ if parent.is_empty() => name.to_owned(),
        // Some deserializers put the unknown field's own name at the end of the path.
        Some(last) if last == name => parent.to_owned(),
        _ => format!("{parent}.{name}"),
    };
    let (field, message) = match (unknown, missing) {
        (Some(name), _) => (inside(name), format!("There is no field “{name}” here; {}.", expected(message))),
        (_, Some(name)) => (inside(name), format!("The field “{name}” is missing.")),
        _ => (if parent.is_empty() { "body".to_owned() } else { parent.to_owned() }, format!("This does not fit: {message} (line {line}, column {column}).")),
    };
    AppError::invalid(vec![FieldError::new(field, message)])
}

fn expected(message: &str) -> &str {
    message.split_once(", ").map_or("leave it out", |(_, rest)| rest)
}

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for Path<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match axum::extract::Path::<T>::from_request_parts(parts, state).await {
            Ok(axum::extract::Path(value)) => Ok(Self(value)),
            Err(_) => Err(AppError::not_found("address").into()),
        }
    }
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        axum::extract::Query::<T>::try_from_uri(&parts.uri).map(|axum::extract::Query(value)| Self(value)).map_err(|error| {
            AppError::bad_request(format!(
                "The query of this address cannot be read: {}.",
                std::error::Error::source(&error).map_or_else(|| error.to_string(), ToString::to_string)
            ))
            .into()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{ErrorCode, dto::PreviewRequest};

    fn error(text: &str) -> AppError {
        parse::<PreviewRequest>(text.as_bytes()).expect_err("wrong on purpose")
    }

    #[test]
    fn text_that_is_not_json_is_refused_with_its_position() {
        let error = error("{\n  \"source\": nonsense\n}");
        assert_eq!(error.code, ErrorCode::BadRequest);
        assert!(error.detail.contains("line 2, column"), "{}", error.detail);
        assert_eq!(self::error("{} {}").code, ErrorCode::Invalid, "the first document is judged first");
        assert_eq!(self::error("  ").code, ErrorCode::BadRequest);
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_read_or_refused_with_a_sentence(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
            if let Err(error) = parse::<PreviewRequest>(&bytes) {
                proptest::prop_assert!(error.detail.ends_with('.') || error.detail.ends_with(')'), "{}", error.detail);
            }
        }
    }

    #[test]
    fn fields_are_named() {
        let unknown = error(r#"{"source":{"kind":"curl","txt":"curl x"}}"#);
        assert_eq!((unknown.code, unknown.errors[0].field.as_str()), (ErrorCode::Invalid, "source.txt"));
        assert!(unknown.detail.contains("kind"), "{}", unknown.detail);
        assert_eq!(error(r#"{"name":"x"}"#).errors[0].field, "source");
        assert_eq!(error(r#"{"source":{"kind":"wsdl"}}"#).errors[0].field, "source.kind");
        assert_eq!(error(r#"{"source":{"kind":"curl"},"operations":[1]}"#).errors[0].field, "operations[0]");
        assert_eq!(error("[]").errors[0].field, "body");
    }
}
