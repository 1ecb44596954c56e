//! The signed-in person's own pages.

mod profile;

use contract::Permission;

use super::{PageRight, ServedPage, page};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    vec![page("/settings/profile", PageRight::Needs(Permission::ViewAccount), profile::page)]
}
