//! How the platform is and was: parts, heartbeats every ten seconds, incidents.

mod beat;
mod checks;
mod incidents;
mod parts;
mod view;

pub use beat::{beat, work};
pub use checks::{Checks, ask_due};
pub use incidents::{add_note, ongoing, open_incident};
pub use parts::parts;
pub use view::view;

use contract::dto::Timestamp;

/// Microseconds of one slot.
const SLOT: i64 = 10_000_000;
/// Slots of one day.
const SLOTS_OF_DAY: i64 = 8_640;

const fn slot_of(at: Timestamp) -> i64 {
    at.micros().div_euclid(SLOT)
}

const fn day_of(slot: i64) -> i64 {
    slot.div_euclid(SLOTS_OF_DAY)
}
