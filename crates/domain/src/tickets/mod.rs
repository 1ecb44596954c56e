//! Support tickets: what a person and the platform's team write to each other. Mail tells each of the other's words.
//!
//! A ticket belongs to its person: nobody else in the organisation sees it. What happens to it stands in the audit log of
//! the organisation that the person was looking at.

mod create;
mod get;
mod list;
mod patch;
mod reply;

pub(crate) mod letters;
pub(crate) mod texts;
pub(crate) mod view;

pub use create::create;
pub use get::get;
pub use list::list;
pub use patch::patch;
pub(crate) use reply::refuse_full;
pub use reply::reply;

/// What somebody reads who tries to send a file with a ticket.
pub const NO_FILES: &str = "Files cannot be sent with a ticket yet. Describe what the file shows, or paste its text into the message.";

/// How many messages one ticket takes; more belong into another one.
pub(crate) const MOST_MESSAGES: i32 = 200;
