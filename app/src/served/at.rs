//! What a served page knows about its request.

use axum::http::{Extensions, Uri};
use contract::AppError;
use domain::Ctx;

use crate::{flash::Flash, ssr::Visit};

/// One request for a served page.
pub struct At {
    pub visit: Visit,
    /// Path and query, for `next` fields.
    pub here: String,
    /// What the last form had to say; shown by the page next to that form. Notices of form `page` are shown by the frame.
    pub flash: Option<Flash>,
    params: Vec<(String, String)>,
    query: Vec<(String, String)>,
}

impl At {
    pub(super) fn new(visit: Visit, uri: &Uri, flash: Option<Flash>, params: Vec<(String, String)>) -> Self {
        let query = uri.query().map(|query| form_urlencoded::parse(query.as_bytes()).into_owned().collect()).unwrap_or_default();
        Self { visit, here: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(), flash, params, query }
    }

    /// The context of the signed-in person.
    ///
    /// # Errors
    /// `signed_out`; the router sends to the sign-in page.
    pub fn ctx(&self) -> domain::Result<&Ctx> {
        Ok(self.visit.signed_in()?)
    }

    /// A part of the path: `param("id")` for `/support/{id}`.
    ///
    /// # Errors
    /// `not_found` when it cannot be read as what it should be.
    pub fn param<T: std::str::FromStr>(&self, name: &str, noun: &str) -> domain::Result<T> {
        let text = self.params.iter().find(|(param, _)| param == name).map_or("", |(_, value)| value);
        text.parse().map_err(|_| AppError::not_found(noun).into())
    }

    /// A query value, if it is there and not blank.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(field, _)| field == name).map(|(_, value)| value.trim()).filter(|value| !value.is_empty())
    }

    /// What the last attempt of a form had to say.
    pub fn flash_for(&self, form: &str) -> Option<&Flash> {
        self.flash.as_ref().filter(|flash| flash.form == form)
    }

    /// What was wrong with the last attempt of a form.
    pub fn error_for(&self, form: &str) -> Option<AppError> {
        self.flash_for(form).and_then(|flash| flash.error.clone())
    }
}

/// What a layer before this one has put into the request.
pub(super) fn visit_of(extensions: &Extensions) -> Result<Visit, AppError> {
    extensions.get::<Visit>().cloned().ok_or_else(AppError::internal)
}
