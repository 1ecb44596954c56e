//! Wizard drafts: everything typed is kept, credentials are sealed beside them.

mod check;
mod check_credential;
mod choices;
mod describe;
mod keep;
mod mend;
mod own;
mod run;

use std::collections::BTreeMap;

use contract::dto::CredentialInput;
use serde::{Deserialize, Serialize};

pub use check::check;
pub use check_credential::check_credential;
pub use describe::describe;
pub use keep::{create, delete, get, list, save};
pub use mend::mend;
pub use run::run;

pub(crate) use describe::check_names;
pub(crate) use keep::{find, purge};
pub(crate) use own::{author_of, authored, named, refined, says_the_same, without_edits};

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
    /// The self-test may call read-only tools.
    pub try_reads: bool,
    /// Start in mock mode.
    pub mock: bool,
}
