//! The table of contents of the REST interface: every route, once, one file for each noun.

mod account;
mod audit;
mod billing;
mod builds;
mod keys;
mod operations;
mod organizations;
mod personal;
mod security;
mod servers;

use super::routes::Route;

/// Every REST route.
pub fn table() -> Vec<Route> {
    [
        servers::table(),
        builds::table(),
        keys::table(),
        account::table(),
        personal::table(),
        security::table(),
        audit::table(),
        billing::table(),
        operations::table(),
        organizations::table(),
    ]
    .into_iter()
    .flatten()
    .collect()
}
