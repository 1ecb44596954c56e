//! Incidents on the status page, written by the people who run the platform.

use axum::{extract::Path, response::Response};
use contract::{AppError, IncidentId, dto::IncidentState};

use super::{Posted, failed, see};
use crate::ssr::parts::known;

const PAGE: &str = "/status#incidents";

/// Says that something is wrong.
pub async fn open(form: Posted) -> Response {
    let opened = async {
        let admin = domain::admin::enter(form.visit.signed_in()?)?;
        domain::status::open_incident(&admin, form.text("title"), form.text("text")).await
    };
    match opened.await {
        Ok(_) => see(PAGE),
        Err(error) => failed(&form.visit, PAGE, "incident", error),
    }
}

/// Writes what an incident has come to.
pub async fn note(Path(id): Path<String>, form: Posted) -> Response {
    let noted = async {
        let admin = domain::admin::enter(form.visit.signed_in()?)?;
        let id: IncidentId = known(&id, "incident")?;
        let state = IncidentState::named(form.text("state")).ok_or_else(|| AppError::bad_request("Please say what the incident has come to."))?;
        domain::status::add_note(&admin, id, state, form.text("text")).await
    };
    match noted.await {
        Ok(()) => see(PAGE),
        Err(error) => failed(&form.visit, PAGE, "incident", error),
    }
}
