//! The table of contents of the REST interface: every route, once, one file for each noun.

mod account;
mod admin;
mod audit;
mod authorings;
mod billing;
mod builds;
mod keys;
mod operations;
mod organizations;
mod personal;
mod security;
mod servers;
mod support;

use super::routes::Route;

/// Every REST route.
pub fn table() -> Vec<Route> {
    [
        servers::table(),
        authorings::table(),
        builds::table(),
        keys::table(),
        account::table(),
        personal::table(),
        security::table(),
        audit::table(),
        billing::table(),
        operations::table(),
        organizations::table(),
        support::table(),
        admin::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
