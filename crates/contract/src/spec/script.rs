//! JavaScript actions.

use serde::{Deserialize, Serialize};

use super::origin::Origin;

/// How the error of a script begins whose code cannot run at all, whatever its arguments.
pub const SCRIPT_BROKEN: &str = "The script cannot run: ";

/// A script that runs in the sandbox (QuickJS, ES2023).
///
/// The code defines a function `run(args)`, plain or async; what it returns is the answer, what it throws is the error.
/// The documented host API is all that it has: `fetch` (through the egress service, only to `origins`), `URL`,
/// `TextEncoder`, `TextDecoder`, `atob`, `btoa`, `crypto.subtle.digest`-like hashes and time zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ScriptAction {
    /// At most 64 KiB.
    pub code: String,
    /// Origins that `fetch` may reach. Empty: the script has no network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub origins: Vec<Origin>,
    /// Names of the secret slots that the egress service adds to the script's requests.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
}
