//! What an owner does to a server.

use axum::{extract::Path, response::Response};
use contract::{AppError, dto::PatchServer};

use super::{Posted, failed, failed_with, see_with};
use crate::{
    flash::Flash,
    ssr::{encode, parts::server_slug},
};

fn tab(slug: &str, tab: &str) -> String {
    format!("/servers/{}?tab={tab}", encode(slug).replace("%2D", "-"))
}

async fn patch(form: &Posted, slug: &str, change: PatchServer, back: &str, done: &str) -> Response {
    let visit = &form.visit;
    let changed = async { domain::servers::update(visit.signed_in()?, &server_slug(slug)?, change).await };
    match changed.await {
        Ok(_) => see_with(visit, &tab(slug, back), &Flash::done("page", done)),
        Err(error) => failed_with(visit, &tab(slug, back), Flash::failed(back, error.into_shown(visit.meta.id)).with("name", form.text("name"))),
    }
}

/// Changes the display name.
pub async fn rename(Path(slug): Path<String>, form: Posted) -> Response {
    let change = PatchServer { name: Some(form.text("name").to_owned()), ..PatchServer::default() };
    patch(&form, &slug, change, "settings", "The name was changed.").await
}

/// Opens the server to everybody, or closes it again.
pub async fn visibility(Path(slug): Path<String>, form: Posted) -> Response {
    let public = form.text("public") == "true";
    if public && !form.has("understood") {
        let error = AppError::field("understood", "Tick the box first: a public server can be called by everybody who knows its address.");
        return failed(&form.visit, &tab(&slug, "access"), "access", error.into());
    }
    let done = if public { "The server is public now. Anybody who knows its address can call it." } else { "The server asks for a key again." };
    patch(&form, &slug, PatchServer { public: Some(public), ..PatchServer::default() }, "access", done).await
}

/// Pauses or resumes.
pub async fn pause(Path(slug): Path<String>, form: Posted) -> Response {
    let paused = form.text("paused") == "true";
    let done = if paused { "The server is paused. Calls are refused until you resume it." } else { "The server answers calls again." };
    patch(&form, &slug, PatchServer { paused: Some(paused), ..PatchServer::default() }, "settings", done).await
}

/// Switches between made-up answers and live calls.
pub async fn mock(Path(slug): Path<String>, form: Posted) -> Response {
    let mock = form.text("mock") == "true";
    let done = if mock { "Answers are made up from now on; nothing is sent." } else { "The server makes live calls from now on." };
    patch(&form, &slug, PatchServer { mock: Some(mock), ..PatchServer::default() }, "overview", done).await
}

/// Builds a server whose build failed once more, and goes to where that can be watched.
pub async fn build_again(Path(slug): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let queued = async { domain::servers::build_again(visit.signed_in()?, &server_slug(&slug)?).await };
    match queued.await {
        Ok(build) => see_with(visit, &format!("/builds/{}", build.id), &Flash::done("page", "The server is being built again.")),
        Err(error) => failed(visit, &tab(&slug, "overview"), "page", error),
    }
}

/// Seals a new value for a credential.
pub async fn secret(Path(slug): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let replaced = async {
        let value = form.filled("value").ok_or_else(|| AppError::field("value", "Enter the new value. It is sealed at once and never shown again."))?;
        domain::servers::replace_secret(visit.signed_in()?, &server_slug(&slug)?, form.text("slot"), value.to_owned().into()).await
    };
    match replaced.await {
        Ok(_) => see_with(visit, &tab(&slug, "access"), &Flash::done("page", "The new value is sealed and used from the next call on.")),
        Err(error) => {
            let message = Flash::failed("secret", error.into_shown(visit.meta.id)).with("slot", form.text("slot"));
            failed_with(visit, &tab(&slug, "access"), message)
        }
    }
}

/// Deletes the server, once its address was typed.
pub async fn delete(Path(slug): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let deleted = async {
        let slug = server_slug(&slug)?;
        if form.text("confirm").trim() != slug.as_str() {
            return Err(AppError::field("confirm", format!("Type {slug} exactly as it stands there.")).into());
        }
        domain::servers::delete(visit.signed_in()?, &slug).await
    };
    match deleted.await {
        Ok(()) => see_with(visit, "/servers", &Flash::done("page", format!("{slug} was deleted, with its credentials and its call log."))),
        Err(error) => {
            failed_with(visit, &tab(&slug, "settings"), Flash::failed("delete", error.into_shown(visit.meta.id)).with("confirm", form.text("confirm")))
        }
    }
}
