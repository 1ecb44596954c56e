//! Wizard drafts: what was typed, kept until the server exists. Credentials never stand here.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{PreviewResponse, Timestamp};
use crate::{ids::DraftId, spec::SourceKind};

/// Everything that somebody typed into the wizard.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftView {
    pub id: DraftId,
    pub input: DraftInput,
    /// What the source compiled to, with the changes made on step 2. Absent until step 1 was left once.
    pub preview: Option<PreviewResponse>,
    /// Slot names whose value is sealed already.
    pub entered: Vec<String>,
    /// The self-test may call read-only tools.
    pub try_reads: bool,
    /// The server starts in mock mode.
    pub mock: bool,
    pub updated_at: Timestamp,
}

/// Step 1 as it was typed: kept even when it is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftInput {
    pub kind: SourceKind,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub slug: String,
    #[serde(default)]
    pub text: String,
    #[serde(default)]
    pub url: String,
    #[serde(default)]
    pub base_url: String,
    /// Texts typed for kinds of source other than `kind`, by kind (`curl`, `postman`…), so that changing one's mind loses nothing.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub other_texts: BTreeMap<String, String>,
}
