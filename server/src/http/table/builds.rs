//! Builds and their events.

use axum::http::Method;
use contract::{
    Permission,
    dto::{BuildEvent, BuildView},
};

use crate::http::{
    builds,
    follow::{self, Build},
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/builds/{id}", "getBuild", builds::get)
            .about("Builds", "A build: status, and steps with their timings.")
            .needs(Permission::ViewServers)
            .answers::<BuildView>(),
        route(Method::GET, "/v1/builds/{id}/events", "followBuild", follow::follow::<Build>)
            .about("Builds", "A build's events over a WebSocket, one JSON text message each; ends with the build.")
            .needs(Permission::ViewServers)
            .query("after", "Sequence number of the last event seen; 0 for all of them.")
            .answers::<BuildEvent>()
            .status(101),
    ]
}
