//! Marketing, legal and status pages, and those for when something is missing.

pub mod landing;
pub mod missing;
pub mod offline;
pub mod pricing;
mod replay;
pub mod status;
pub mod text;
