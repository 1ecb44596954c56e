//! Authorings: jobs that ask a model to write or change tools. Stored with their events like builds, so that a reload
//! rejoins; what came of one is stored whole or not at all.

mod allow;
mod answer;
mod attempt;
mod begin;
mod budget;
mod examples;
mod keep;
mod pipeline;
mod shown;
mod take;
mod task;
mod view;
mod work;

use contract::dto::DraftInput;
use serde::{Deserialize, Serialize};

pub use allow::allow;
pub use begin::{describe, refine_draft, refine_server, wants_model};
pub use budget::{ModelSpending, spending};
pub use take::take;
pub use view::{events_after, get};
pub use work::{work, work_off_one};

pub(crate) use keep::purge;
pub(crate) use pipeline::preview;
pub(crate) use task::prompt_for_model;

use authoring::author::{Change, Held};
use contract::{ServerSpec, dto::Skipped};

/// What is stored of a wish.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Wish {
    /// Step 1 of the wizard as it was when the job began.
    Describe { input: Box<DraftInput> },
    /// A change of what exists.
    Refine { text: String, digest: String, spec: Box<ServerSpec> },
}

/// What is stored of the result.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Outcome {
    pub spec: ServerSpec,
    #[serde(default)]
    pub held: Vec<Held>,
    /// What was held and the owner has allowed since.
    #[serde(default)]
    pub allowed: Vec<Held>,
    #[serde(default)]
    pub skipped: Vec<Skipped>,
    #[serde(default)]
    pub notes: Vec<String>,
    /// Empty for new servers.
    #[serde(default)]
    pub changes: Vec<Change>,
}
