//! Collecting what is wrong.

use contract::{AppError, FieldError};
use url::Url;

/// Mistakes that are told at once.
const MOST: usize = 20;

/// What was found so far.
#[derive(Debug, Default)]
pub struct Findings(Vec<FieldError>);

impl Findings {
    pub fn add(&mut self, field: impl Into<String>, message: impl Into<String>) {
        if self.0.len() < MOST {
            self.0.push(FieldError::new(field, message));
        }
    }

    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// Checks a text that people read: its length, and that it has no control characters but line breaks and tabs.
    pub fn text(&mut self, field: impl Into<String>, text: &str, longest: usize) {
        if text.len() > longest && text.chars().count() > longest {
            self.add(field, format!("This text can have {longest} characters; it has {}.", text.chars().count()));
        } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t' | '\r')) {
            self.add(field, "This text has control characters in it. Remove them.");
        }
    }

    pub fn into_result(self) -> Result<(), AppError> {
        if self.0.is_empty() { Ok(()) } else { Err(AppError::invalid(self.0)) }
    }
}

/// A complete http or https address without user and password.
pub fn is_web_address(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none() && text.len() <= 2_000)
}
