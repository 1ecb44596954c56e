//! The person and the organisation.

use axum::http::Method;
use contract::{Permission, dto::SessionView};

use crate::http::{
    account,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/account", "getAccount", account::account)
            .about("Account", "The person behind the caller, and their organisation.")
            .needs(Permission::ViewAccount)
            .answers::<SessionView>(),
    ]
}
