//! Hosted servers.

mod add_version;
mod build_again;
mod check_slug;
mod create;
mod delete;
mod get;
mod idempotency;
mod list;
mod replace_secret;
mod update;
mod view;

pub use build_again::build_again;
pub use check_slug::check_slug;
pub use create::create;
pub use delete::delete;
pub use get::get;
pub use list::{count, list};
pub use replace_secret::replace_secret;
pub use update::update;

pub(crate) use add_version::add_version;
pub(crate) use check_slug::taken;
pub(crate) use create::{Wanted, check, write};
pub(crate) use idempotency::KEEP_SECONDS as IDEMPOTENCY_SECONDS;
pub(crate) use view::find;
