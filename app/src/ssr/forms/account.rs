//! Deleting the account, and keeping it after all.

use axum::response::Response;

use super::{Posted, failed, see_with};
use crate::flash::Flash;

const PAGE: &str = "/settings/data";

/// Notes the wish; everything is removed when the days of grace are over.
pub async fn delete(form: Posted) -> Response {
    let visit = &form.visit;
    let noted = async { domain::account::request_deletion(visit.signed_in()?, form.text("confirm")).await };
    match noted.await {
        Ok(deletion) => see_with(visit, PAGE, &Flash::done("page", format!("Your account is going to be deleted on {}.", deletion.due_at.for_people()))),
        Err(error) => failed(visit, PAGE, "deletion", error),
    }
}

/// Takes the wish back.
pub async fn keep(form: Posted) -> Response {
    let visit = &form.visit;
    let kept = async { domain::account::cancel(visit.signed_in()?).await };
    match kept.await {
        Ok(()) => see_with(visit, PAGE, &Flash::done("page", "Your account stays.")),
        Err(error) => failed(visit, PAGE, "deletion", error),
    }
}
