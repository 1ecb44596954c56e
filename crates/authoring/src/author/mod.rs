//! A model as author, without the model: what it is told, what it may answer, and what of its answer is believed.
//!
//! Pure, like everything in this crate: the domain asks the model and brings its answers here. Nothing that a model says
//! is trusted. Its answer is parsed strictly, becomes a specification that passes the same gate and the same linter as
//! every other, and may use only addresses that the owner named or the source describes. What goes further is held: it
//! stays switched off, with a finding that says what the model wanted, until the owner allows it.

mod brief;
mod build;
mod change;
mod choose;
mod diff;
mod effects;
mod fences;
mod held;
mod merge;
mod proposal;
mod schemas;
mod sources;
mod words;

pub use brief::{Brief, Task, ask, repair};
pub use build::{Example, Written};
pub use diff::{Change, ChangeKind, diff};
pub use held::{Held, HeldFor, findings, release, release_origin, still_held};
pub use proposal::{Choice, Proposal, Refinement};
pub use sources::Sources;
pub use words::Words;

use contract::ServerSpec;
use serde_json::Value;

/// Answers of one model that are sent back for repair.
pub const MOST_REPAIRS: u32 = 3;

/// What one answer came to.
#[derive(Clone, Debug)]
pub enum Answered {
    /// A specification that passes gate and linter; its examples have not been tried yet.
    Written(Box<Written>),
    /// What has to be mended, one sentence each, for the model.
    Wrong(Vec<String>),
    /// The model says that it cannot be done, and why; for the owner.
    Cannot(String),
}

/// Reads the input of the tool that a task asks the model to call. `is_last`: nothing will be sent back any more, so what
/// one click could mend is mended.
pub fn read(task: &Task, input: Value, is_last: bool) -> Answered {
    match task {
        Task::Write(sources) => match proposal::parse::<Proposal>(input) {
            Ok(proposal) => build::build(proposal, sources, is_last),
            Err(problem) => Answered::Wrong(vec![problem]),
        },
        Task::Choose { spec, sources } => match proposal::parse::<Choice>(input) {
            Ok(choice) => choose::choose(choice, spec, sources, is_last),
            Err(problem) => Answered::Wrong(vec![problem]),
        },
        Task::Refine { spec, sources } => match proposal::parse::<Refinement>(input) {
            Ok(refinement) => change::change(refinement, spec, sources, is_last),
            Err(problem) => Answered::Wrong(vec![problem]),
        },
    }
}

/// The slug under which a specification is linted while it has none of its own.
fn slug(spec: &ServerSpec) -> String {
    contract::Slug::suggest(&spec.name).as_str().to_owned()
}
