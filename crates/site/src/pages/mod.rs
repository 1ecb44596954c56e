//! Marketing, legal and status pages, and those for when something is missing.

pub mod broken;
pub mod dev_ui;
pub mod landing;
pub mod missing;
pub mod offline;
pub mod pricing;
pub mod replay;
pub mod share;
pub mod status;
pub mod text;
