//! What a form that was posted has to say on the page that it leads back to.

use std::collections::BTreeMap;

use contract::{AppError, FieldError};
use serde::{Deserialize, Serialize};

/// The outcome of one form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flash {
    /// The form that it is about: `login`, `describe`, `check`…
    pub form: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<AppError>,
    /// What was done, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Short fields as they were typed. Never a credential.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub typed: BTreeMap<String, String>,
}

impl Flash {
    pub fn failed(form: &str, error: AppError) -> Self {
        Self { form: form.to_owned(), error: Some(error), ..Self::default() }
    }

    pub fn done(form: &str, notice: impl Into<String>) -> Self {
        Self { form: form.to_owned(), notice: Some(notice.into()), ..Self::default() }
    }

    pub fn with(mut self, field: &str, value: impl Into<String>) -> Self {
        self.typed.insert(field.to_owned(), value.into());
        self
    }

    /// The same with every text cut to `longest` characters and at most `fields` field errors.
    pub fn shortened(&self, longest: usize, fields: usize) -> Self {
        let cut = |text: &str| match text.char_indices().nth(longest) {
            Some((end, _)) => format!("{}…", &text[..end]),
            None => text.to_owned(),
        };
        let shorter = |error: &AppError| AppError {
            detail: cut(&error.detail),
            errors: error.errors.iter().take(fields).map(|error| FieldError::new(cut(&error.field), cut(&error.message))).collect(),
            ..error.clone()
        };
        Self {
            form: self.form.clone(),
            error: self.error.as_ref().map(shorter),
            notice: self.notice.as_deref().map(cut),
            typed: self.typed.iter().take(fields).map(|(field, value)| (field.clone(), cut(value))).collect(),
        }
    }
}
