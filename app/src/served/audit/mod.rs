//! `/audit`: who did what and when, with the check of the chain and exports.

mod list;
mod row;

pub use list::log;
