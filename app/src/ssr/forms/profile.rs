//! The person's profile.

use axum::response::Response;
use contract::dto::PatchProfile;

use super::{Posted, failed_with, see_with};
use crate::flash::Flash;

/// Changes the display name.
pub async fn update(form: Posted) -> Response {
    let (visit, name) = (&form.visit, form.text("name"));
    let updated = async { domain::account::update_profile(visit.signed_in()?, PatchProfile { name: Some(name.to_owned()) }).await };
    match updated.await {
        Ok(_) => see_with(visit, "/settings/profile", &Flash::done("page", "Your profile was saved.")),
        Err(error) => failed_with(visit, "/settings/profile", Flash::failed("profile", error.into_shown(visit.meta.id)).with("name", name)),
    }
}
