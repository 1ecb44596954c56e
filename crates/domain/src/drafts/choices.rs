//! What was chosen on step 2, kept apart from what the source compiles to, so that both can change independently.

use std::collections::BTreeMap;

use authoring::author::Held;
use contract::{
    AuthoringId, ServerSpec,
    dto::{CredentialInput, Skipped},
};
use serde::{Deserialize, Serialize};

use super::ToolEdit;

/// The choices of step 2. Absent parts are as the source has them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Choices {
    /// By the name that the source gave the tool.
    pub edits: BTreeMap<String, Edit>,
    /// Slots added by hand.
    pub added: Vec<CredentialInput>,
    pub allow_plain_http: bool,
    pub try_reads: bool,
    pub mock: bool,
}

/// What was changed about one tool.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Edit {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub read_only: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub destructive: Option<bool>,
}

/// What the source compiled to, before any choice.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Compiled {
    pub spec: ServerSpec,
    pub skipped: Vec<Skipped>,
    pub notes: Vec<String>,
    /// It stands on its own: a model wrote it, or it was mended or refined. It is not compiled from the source again.
    #[serde(default)]
    pub own: bool,
    /// The authoring that wrote it, if a model did.
    #[serde(default)]
    pub authored: Option<AuthoringId>,
    /// What a model wanted and may not have until the owner allows it; by the tool's name in `spec`.
    #[serde(default)]
    pub held: Vec<Held>,
}

impl Choices {
    /// Takes in what leaving step 2 sent. Tools are named as they were shown, that is, with earlier edits applied.
    pub fn take(&mut self, edits: Vec<ToolEdit>, compiled: &ServerSpec) {
        // One look for all edits: with every tool renamed, names may also trade places.
        let originals: BTreeMap<String, String> = compiled.tools.iter().rev().map(|tool| (self.shown_name(&tool.name).to_owned(), tool.name.clone())).collect();
        for edit in edits {
            let Some(original) = originals.get(&edit.tool) else { continue };
            let kept = self.edits.entry(original.clone()).or_default();
            kept.enabled = Some(edit.enabled);
            kept.name = edit.name.or(kept.name.take()).filter(|name| name != original);
            kept.description = edit.description.or(kept.description.take());
            kept.read_only = edit.read_only.or(kept.read_only);
            kept.destructive = edit.destructive.or(kept.destructive);
        }
    }

    /// Adds slots by hand; one of the same name is replaced. `true` when that changes anything.
    pub fn add(&mut self, added: Vec<CredentialInput>) -> bool {
        let before = self.added.clone();
        for slot in added {
            self.added.retain(|known| known.name != slot.name);
            self.added.push(slot);
        }
        before != self.added
    }

    /// The name that the owner sees for a tool.
    pub fn shown_name<'a>(&'a self, original: &'a str) -> &'a str {
        self.edits.get(original).and_then(|edit| edit.name.as_deref()).unwrap_or(original)
    }

    /// The specification with every choice applied, where the tool is still there.
    pub fn apply(&self, mut spec: ServerSpec) -> ServerSpec {
        for tool in &mut spec.tools {
            let Some(edit) = self.edits.get(&tool.name) else { continue };
            if let Some(enabled) = edit.enabled {
                tool.enabled = enabled;
            }
            if let Some(description) = &edit.description {
                tool.description.clone_from(description);
            }
            if let Some(read_only) = edit.read_only {
                tool.annotations.read_only = read_only;
            }
            if let Some(destructive) = edit.destructive {
                tool.annotations.destructive = destructive;
            }
            if let Some(name) = &edit.name {
                tool.name.clone_from(name);
            }
        }
        spec
    }
}
