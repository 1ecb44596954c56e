//! Signing in by magic link.

mod confirm;
mod page;

pub use confirm::page as confirm;
pub use page::page;
