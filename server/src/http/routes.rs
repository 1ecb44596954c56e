//! How REST routes are registered: one helper that feeds the router, the OpenAPI document and the list of rights.

use axum::{
    Router,
    handler::Handler,
    http::Method,
    middleware::from_fn_with_state,
    routing::{MethodFilter, MethodRouter, on},
};
use contract::Permission;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::{auth, problem, state::AppState};

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Right {
    /// Everybody.
    Everybody,
    /// A signed-in person or a program with a key that has this permission in its organisation.
    Needs(Permission),
    /// The people who run the platform; for everybody else the route does not exist. A route that says nothing else is theirs.
    PlatformAdmin,
}

/// A parameter outside path and body.
#[derive(Clone, Copy, Debug)]
pub struct Parameter {
    pub place: &'static str,
    pub name: &'static str,
    pub about: &'static str,
}

type SchemaOf = fn(&mut SchemaGenerator) -> Schema;

/// One route: everything that is known about it stands here.
pub struct Route {
    pub method: Method,
    pub path: &'static str,
    pub right: Right,
    pub id: &'static str,
    pub tag: &'static str,
    pub summary: &'static str,
    pub parameters: Vec<Parameter>,
    pub request: Option<SchemaOf>,
    pub response: Option<SchemaOf>,
    pub status: u16,
    pub media_type: &'static str,
    handler: MethodRouter<AppState>,
}

/// Begins a route. `id` is its operation id in the OpenAPI document.
pub fn route<H, T>(method: Method, path: &'static str, id: &'static str, handler: H) -> Route
where
    H: Handler<T, AppState>,
    T: 'static,
{
    // Every method of the table is one that axum can filter by; anything else would be refused by a test.
    let filter = MethodFilter::try_from(method.clone()).unwrap_or(MethodFilter::GET);
    Route {
        method,
        path,
        right: Right::PlatformAdmin,
        id,
        tag: "",
        summary: "",
        parameters: Vec::new(),
        request: None,
        response: None,
        status: 200,
        media_type: "application/json",
        handler: on(filter, handler),
    }
}

impl Route {
    pub fn about(mut self, tag: &'static str, summary: &'static str) -> Self {
        (self.tag, self.summary) = (tag, summary);
        self
    }

    pub fn needs(mut self, permission: Permission) -> Self {
        self.right = Right::Needs(permission);
        self
    }

    pub fn for_everybody(mut self) -> Self {
        self.right = Right::Everybody;
        self
    }

    pub fn query(self, name: &'static str, about: &'static str) -> Self {
        self.parameter("query", name, about)
    }

    pub fn header(self, name: &'static str, about: &'static str) -> Self {
        self.parameter("header", name, about)
    }

    fn parameter(mut self, place: &'static str, name: &'static str, about: &'static str) -> Self {
        self.parameters.push(Parameter { place, name, about });
        self
    }

    pub fn takes<T: JsonSchema>(mut self) -> Self {
        self.request = Some(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn answers<T: JsonSchema>(mut self) -> Self {
        self.response = Some(|generator| generator.subschema_for::<T>());
        self
    }

    pub fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    pub fn media_type(mut self, media_type: &'static str) -> Self {
        self.media_type = media_type;
        self
    }
}

/// Builds the router from the table. Routes that need a caller get the gate before their handler, here and nowhere else.
pub fn router(table: Vec<Route>, state: &AppState) -> Router<AppState> {
    let router = table.into_iter().fold(Router::new(), |router, route| {
        let handler = match route.right {
            Right::Everybody => route.handler,
            right => route.handler.route_layer(from_fn_with_state((state.clone(), right), auth::admit)),
        };
        router.route(route.path, handler)
    });
    router.method_not_allowed_fallback(problem::wrong_method)
}
