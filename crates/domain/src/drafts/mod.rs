//! Wizard drafts: everything typed is kept, credentials are sealed beside them.

use std::collections::BTreeMap;

use contract::{
    DraftId,
    dto::{CreatedServer, CredentialCheck, CredentialInput, DraftInput, DraftView, Timestamp},
};
use serde::{Deserialize, Serialize};

use crate::{Ctx, Result};

/// What step 2 can change about one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolEdit {
    /// The tool's name before the change.
    pub tool: String,
    pub enabled: bool,
    /// `None` leaves it as it is.
    pub name: Option<String>,
    pub description: Option<String>,
    pub read_only: Option<bool>,
    pub destructive: Option<bool>,
}

/// What leaving step 2 sends.
#[derive(Clone, Default, Serialize, Deserialize)]
pub struct CheckInput {
    pub edits: Vec<ToolEdit>,
    /// A new base URL, where it was changed on step 2.
    pub base_url: Option<String>,
    /// Slots added by hand.
    pub added: Vec<CredentialInput>,
    /// Values by slot name; empty values are ignored. Sealed at once.
    pub credentials: BTreeMap<String, String>,
    pub allow_plain_http: bool,
}

/// Starts a draft with what was typed, valid or not.
pub async fn create(_ctx: &Ctx, _input: DraftInput) -> Result<DraftView> {
    todo!()
}

pub async fn get(_ctx: &Ctx, _id: DraftId) -> Result<DraftView> {
    todo!()
}

/// Unfinished drafts, newest first: id, name or kind, and time.
pub async fn list(_ctx: &Ctx) -> Result<Vec<(DraftId, String, Timestamp)>> {
    todo!()
}

/// Keeps step 1 as it was typed (autosave); checks nothing.
pub async fn save(_ctx: &Ctx, _id: DraftId, _input: DraftInput) -> Result<()> {
    todo!()
}

/// Leaves step 1: keeps the text first, then compiles it. An error loses nothing that was typed.
pub async fn describe(_ctx: &Ctx, _id: DraftId, _input: DraftInput) -> Result<DraftView> {
    todo!()
}

/// Saves step 2: tools switched and edited, credentials sealed. Can be called again and again.
pub async fn check(_ctx: &Ctx, _id: DraftId, _input: CheckInput) -> Result<DraftView> {
    todo!()
}

/// Makes one read-only call with the sealed credential and says whether it was accepted.
pub async fn check_credential(_ctx: &Ctx, _id: DraftId, _slot: &str) -> Result<CredentialCheck> {
    todo!()
}

/// Enters step 3: makes the server from the draft, moves its sealed credentials, removes the draft. Safe to repeat.
pub async fn run(_ctx: &Ctx, _id: DraftId) -> Result<CreatedServer> {
    todo!()
}

pub async fn delete(_ctx: &Ctx, _id: DraftId) -> Result<()> {
    todo!()
}
