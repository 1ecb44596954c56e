//! `/admin`: what the people who run the platform see. For everybody else these addresses lead nowhere.

mod builds;
mod events;
mod frame;
mod organisation;
mod organisations;
mod overview;
mod table;
pub mod ticket;
mod tickets;
mod users;

use super::{PageRight, ServedPage, page};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    let right = PageRight::PlatformAdmin;
    vec![
        page("/admin", right, overview::page),
        page("/admin/organisations", right, organisations::page),
        page("/admin/organisations/{id}", right, organisation::page),
        page("/admin/users", right, users::page),
        page("/admin/tickets", right, tickets::page),
        page("/admin/tickets/{id}", right, ticket::page),
        page("/admin/builds", right, builds::page),
        page("/admin/events", right, events::page),
    ]
}
