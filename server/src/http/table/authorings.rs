//! Authorings, and the linter.

use axum::http::Method;
use contract::{
    Permission,
    dto::{AllowRequest, AuthoringEvent, AuthoringRef, AuthoringView, RefineRequest, Taken},
};

use crate::http::{
    authorings,
    follow::{self, Authoring},
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::POST, "/v1/lint", "lintSpecification", authorings::lint)
            .about("Servers", "Says what which client would refuse in a specification, and mends one finding where asked to. Nothing is stored.")
            .needs(Permission::ViewServers)
            .takes::<authorings::LintRequest>()
            .answers::<authorings::LintAnswer>(),
        route(Method::POST, "/v1/servers/{slug}/refine", "refineServer", authorings::refine)
            .about("Authoring", "Asks the model to change a server's tools. Nothing changes until the proposal is taken.")
            .needs(Permission::ManageServers)
            .takes::<RefineRequest>()
            .status(202)
            .answers::<AuthoringRef>(),
        route(Method::GET, "/v1/authorings/{id}", "getAuthoring", authorings::get)
            .about("Authoring", "What the model was asked, what happened, and what would change.")
            .needs(Permission::ViewServers)
            .answers::<AuthoringView>(),
        route(Method::GET, "/v1/authorings/{id}/events", "followAuthoring", follow::follow::<Authoring>)
            .about("Authoring", "An authoring's events over a WebSocket, one JSON text message each; ends with the authoring.")
            .needs(Permission::ViewServers)
            .query("after", "Sequence number of the last event seen; 0 for all of them.")
            .answers::<AuthoringEvent>()
            .status(101),
        route(Method::POST, "/v1/authorings/{id}/allow", "allowInAuthoring", authorings::allow)
            .about("Authoring", "Allows what a finding of a proposal holds: an address and the credentials that go there, a credential, or what a tool does.")
            .needs(Permission::ManageServers)
            .takes::<AllowRequest>()
            .answers::<AuthoringView>(),
        route(Method::POST, "/v1/authorings/{id}/take", "takeAuthoring", authorings::take)
            .about("Authoring", "Takes a proposed change over: a new version of the server is built.")
            .needs(Permission::ManageServers)
            .answers::<Taken>(),
    ]
}
