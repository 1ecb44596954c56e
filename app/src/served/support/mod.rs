//! Support: the person's tickets.

mod list;
pub mod new;
pub mod show;
pub(super) mod thread;

use contract::Permission;

use super::{PageRight, ServedPage, page};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    let right = PageRight::Needs(Permission::UseSupport);
    vec![page("/support", right, list::page), page("/support/new", right, new::page), page("/support/{id}", right, show::page)]
}
