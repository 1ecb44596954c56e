//! Hosted servers: a server's own page. The list of all is a served page.

pub mod access;
pub mod api;
pub mod calls;
pub mod install;
pub mod model;
pub mod overview;
pub mod page;
pub mod playground;
pub mod settings;
pub mod tools;

use contract::dto::ServerStatus;

use crate::ui::Tone;

/// The colour of a server's status.
pub const fn tone(status: ServerStatus) -> Tone {
    match status {
        ServerStatus::Building => Tone::Busy,
        ServerStatus::Live => Tone::Good,
        ServerStatus::Failed => Tone::Bad,
        ServerStatus::Paused => Tone::Warn,
    }
}
