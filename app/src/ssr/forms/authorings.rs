//! Asking the model for a change, allowing what it holds, and taking it over.

use axum::response::Response;
use contract::{AuthoringId, DraftId};

use super::{Posted, failed_with, see, see_with};
use crate::{
    flash::Flash,
    ssr::{
        encode,
        parts::{known, server_slug},
    },
};

/// Asks for a change of a draft (`draft`) or a server (`server`).
pub async fn refine(form: Posted) -> Response {
    let visit = &form.visit;
    let here = match form.filled("draft") {
        Some(draft) => format!("/servers/new/refine?draft={}", encode(draft).replace("%5F", "_")),
        None => format!("/servers/{}/refine", encode(form.text("server")).replace("%2D", "-")),
    };
    let asked = async {
        let ctx = visit.signed_in()?;
        match form.filled("draft") {
            Some(draft) => {
                let id: DraftId = known(draft, "draft")?;
                domain::authorings::refine_draft(ctx, id, form.text("text")).await
            }
            None => domain::authorings::refine_server(ctx, &server_slug(form.text("server"))?, form.text("text")).await,
        }
    };
    match asked.await {
        Ok(id) => see(&format!("/authorings/{id}")),
        Err(error) => {
            let typed: String = form.text("text").chars().take(1_000).collect();
            failed_with(visit, &here, Flash::failed("refine", error.into_shown(visit.meta.id)).with("text", typed))
        }
    }
}

/// The page of the proposal that a form is about.
fn proposal(form: &Posted) -> String {
    format!("/authorings/{}", encode(form.text("id")).replace("%5F", "_"))
}

/// Allows what a proposed change holds (`rule`, `tool`).
pub async fn allow(form: Posted) -> Response {
    let visit = &form.visit;
    let here = proposal(&form);
    let allowed = async {
        let ctx = visit.signed_in()?;
        let id: AuthoringId = known(form.text("id"), "authoring")?;
        domain::authorings::allow(ctx, id, form.text("rule"), form.text("tool")).await
    };
    match allowed.await {
        Ok(()) => see(&here),
        Err(error) => failed_with(visit, &here, Flash::failed("take", error.into_shown(visit.meta.id))),
    }
}

/// Takes a proposed change over.
pub async fn take(form: Posted) -> Response {
    let visit = &form.visit;
    let here = proposal(&form);
    let taken = async {
        let ctx = visit.signed_in()?;
        let id: AuthoringId = known(form.text("id"), "authoring")?;
        let view = domain::authorings::get(ctx, id).await?;
        domain::authorings::take(ctx, id).await.map(|taken| (taken, view))
    };
    match taken.await {
        Ok((taken, view)) => match (taken.build, view.draft) {
            (Some(build), _) => {
                let notice = "The change is being built. Until then the server answers as before.";
                see_with(visit, &format!("/builds/{}", build.id), &Flash::done("page", notice))
            }
            (None, Some(draft)) => see_with(visit, &format!("/servers/new?draft={draft}&step=check"), &Flash::done("check", "The change was taken over.")),
            (None, None) => see("/servers"),
        },
        Err(error) => failed_with(visit, &here, Flash::failed("take", error.into_shown(visit.meta.id))),
    }
}
