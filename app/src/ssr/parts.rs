//! Parsing the parts of paths and forms into types that cannot be wrong.

use std::str::FromStr;

use contract::{AppError, Slug};

/// An id as it stands in an address. What cannot be an id is as unknown as any other.
pub fn known<T: FromStr>(text: &str, noun: &str) -> domain::Result<T> {
    text.parse().map_err(|_| AppError::not_found(noun).into())
}

/// A server's slug as it stands in an address.
pub fn server_slug(text: &str) -> domain::Result<Slug> {
    Slug::parse(text).map_err(|_| AppError::not_found("server").into())
}
