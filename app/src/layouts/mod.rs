//! What surrounds every page: header with navigation and user menu, warning, footer, list of shortcuts.

mod footer;
mod header;
mod org_switcher;
mod shortcuts;
mod warning;

pub use footer::{FOOTER, Footer};
pub use header::{ACCOUNT, ADMINISTRATION, Header, Mark, avatar};
pub use shortcuts::Shortcuts;
pub use warning::Warning;
