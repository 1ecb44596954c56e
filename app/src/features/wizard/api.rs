//! Server functions of the wizard.

use contract::dto::DraftInput;
use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// The catalogue of recipes.
#[server(name = ListRecipes, prefix = "/_fn", endpoint = "recipes/list", input = Wire, output = Wire)]
pub async fn list_recipes() -> Result<Packed, Failure> {
    crate::ssr::ctx()?;
    Packed::of(domain::authoring::recipes())
}

/// Step 1 of a draft.
#[server(name = OpenDraft, prefix = "/_fn", endpoint = "drafts/open", input = Wire, output = Wire)]
pub async fn open_draft(id: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::known, reply};
    let ctx = ctx()?;
    let id = reply(known(&id, "draft"))?;
    Packed::of(super::model::DraftForm::from(reply(domain::drafts::get(&ctx, id).await)?))
}

/// Keeps what is being typed. Texts that the server holds already (`kept`, by kind) are not sent again.
#[server(name = SaveDraft, prefix = "/_fn", endpoint = "drafts/save", input = Wire, output = Wire)]
pub async fn save_draft(org: String, id: Option<String>, input: DraftInput, kept: Vec<String>) -> Result<Packed, Failure> {
    use crate::ssr::{ctx_in, forms::drafts, reply};
    let ctx = ctx_in(&org)?;
    Packed::of(reply(drafts::keep(&ctx, id.as_deref(), input, &kept).await)?)
}

/// Step 2 of a draft; `None` while step 1 has not been left.
#[server(name = OpenCheck, prefix = "/_fn", endpoint = "drafts/check", input = Wire, output = Wire)]
pub async fn open_check(id: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::known, reply};
    let ctx = ctx()?;
    let id = reply(known(&id, "draft"))?;
    Packed::of(super::model::CheckPage::of(reply(domain::drafts::get(&ctx, id).await)?))
}

/// One tool of a draft with its schemas.
#[server(name = GetDraftTool, prefix = "/_fn", endpoint = "drafts/tool", input = Wire, output = Wire)]
pub async fn get_draft_tool(id: String, tool: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::known, reply};
    let ctx = ctx()?;
    let id = reply(known(&id, "draft"))?;
    let draft = reply(domain::drafts::get(&ctx, id).await)?;
    let found = draft.preview.and_then(|preview| preview.spec.tools.into_iter().find(|row| row.name == tool));
    let found = reply(found.ok_or_else(|| contract::AppError::not_found("tool").into()))?;
    Packed::of(crate::features::servers::model::ToolDetail::of(&found))
}
