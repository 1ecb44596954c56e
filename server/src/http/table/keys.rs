//! API keys.

use axum::http::Method;
use contract::{
    Permission,
    dto::{CreateKey, CreatedKey, KeyView},
};

use crate::http::{
    keys,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/keys", "listKeys", keys::list)
            .about("Keys", "The organisation's API keys, without the keys themselves.")
            .needs(Permission::ManageKeys)
            .answers::<Vec<KeyView>>(),
        route(Method::POST, "/v1/keys", "createKey", keys::create)
            .about("Keys", "Makes an API key. This is the only time that it is shown.")
            .needs(Permission::ManageKeys)
            .takes::<CreateKey>()
            .answers::<CreatedKey>()
            .status(201),
        route(Method::DELETE, "/v1/keys/{id}", "revokeKey", keys::revoke)
            .about("Keys", "Revokes an API key at once.")
            .needs(Permission::ManageKeys)
            .status(204),
    ]
}
