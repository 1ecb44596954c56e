//! Settings of the organisation: what it is, who belongs to it, which programs may act for it.

mod encryption;
mod frame;
mod keys;
mod keys_table;
mod members;
mod members_table;
mod organization;
mod organizations;
pub mod usage;

pub use frame::frame;

use contract::Permission;

use super::{PageRight, ServedPage, page};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    vec![
        page("/settings", PageRight::Needs(Permission::ViewOrganization), organization::page),
        page("/settings/members", PageRight::Needs(Permission::ViewOrganization), members::page),
        page("/settings/keys", PageRight::Needs(Permission::ManageKeys), keys::page),
    ]
}
