//! What surrounds every page: header with navigation and user menu, warning, footer.

mod footer;
mod header;
mod org_switcher;
mod warning;

pub use footer::{FOOTER, Footer};
pub use header::{ACCOUNT, ADMINISTRATION, Header, Mark, avatar};
pub use warning::Warning;
