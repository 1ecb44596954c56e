//! Pages and server functions: where the web application is mounted.

use app::{
    served,
    ssr::{Visit, forms, shell},
};
use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::{Next, from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
};
use contract::{AppError, ErrorCode};
use leptos_axum::{AxumRouteListing, LeptosRoutes, generate_route_list};

use super::{
    middleware::{client::Client, functions},
    problem::Problem,
    state::AppState,
};

/// Every page's path.
pub fn routes() -> Vec<AxumRouteListing> {
    generate_route_list(app::App)
}

/// Pages, server functions and plain forms.
pub fn router(state: &AppState) -> Router<AppState> {
    app::server_functions();
    Router::new()
        .leptos_routes(state, routes(), app_shell(state))
        .merge(forms::forms())
        .merge(served::router(state.leptos.clone()))
        .merge(site::router(public(state)))
        .layer(from_fn(functions::refuse_unreadable))
        .layer(from_fn_with_state(state.clone(), visit))
}

/// What the public site knows about this installation.
fn public(state: &AppState) -> site::Public {
    let url = state.public_url.as_str().trim_end_matches('/').to_owned();
    let installation = site::Installation { url, build: state.site.build.clone(), version: env!("CARGO_PKG_VERSION"), openapi: super::openapi::document };
    site::Public::new(installation)
}

fn app_shell(state: &AppState) -> impl Fn() -> leptos::prelude::AnyView + Clone + Send + Sync + 'static {
    use leptos::prelude::IntoAny;
    let options = state.leptos.clone();
    move || shell::shell(options.clone()).into_any()
}

/// Puts the visit into the request: who is signed in, which theme, whether mail may be read.
async fn visit(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let client = request.extensions().get::<Client>().cloned();
    match visit_of(&state, client, request.headers().clone()).await {
        Ok(visit) => {
            let hidden = request.uri().path().starts_with("/dev/") && !visit.dev_mail;
            request.extensions_mut().insert(visit);
            if hidden { missing_page(&state, request).await } else { next.run(request).await }
        }
        Err(error) => Problem(error).into_response(),
    }
}

async fn visit_of(state: &AppState, client: Option<Client>, headers: HeaderMap) -> Result<Visit, AppError> {
    let client = client.ok_or_else(AppError::internal)?;
    Visit::of(&state.platform, client.meta, &headers, client.may_read_mail, state.site.build.clone()).await
}

/// Files of the site; then a page that says that nothing is here.
pub fn fallback(state: &AppState) -> Router {
    Router::new().fallback(elsewhere).layer(from_fn_with_state(state.clone(), visit)).layer(from_fn_with_state(state.clone(), files)).with_state(state.clone())
}

async fn files(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD)
        && let Some(mut file) = state.site.serve(request.uri(), request.headers()).await
    {
        if request.uri().path().ends_with(".html") {
            // The page for the time of maintenance may load its style.
            file.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(shell::STANDALONE_POLICY));
        }
        return file;
    }
    next.run(request).await
}

async fn elsewhere(State(state): State<AppState>, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/_fn/") {
        return Problem(AppError::new(ErrorCode::NotFound, "This page is older than the platform. Please reload it.")).into_response();
    }
    let wants_page = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"));
    if wants_page && *request.method() == Method::GET { missing_page(&state, request).await } else { super::problem::unknown_path().await.into_response() }
}

/// The page for addresses that lead nowhere, with status 404.
async fn missing_page(state: &AppState, request: Request) -> Response {
    match request.extensions().get::<Visit>() {
        Some(visit) => site::missing(&public(state), visit),
        None => super::problem::unknown_path().await.into_response(),
    }
}
