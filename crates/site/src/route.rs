//! The addresses of the public site.

use std::sync::Arc;

use app::ssr::Visit;
use axum::{
    Extension, Router,
    extract::{Path, Query, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::get,
};
use serde::Deserialize;
use serde_json::Value;

use crate::{docs, frame, pages, pwa, seo};

/// What the pages know about this installation. Cheap to clone.
#[derive(Clone)]
pub struct Public(Arc<Installation>);

/// What stands behind a [`Public`].
pub struct Installation {
    /// The platform's own address, without a trailing slash.
    pub url: String,
    /// Changes with every release: stands behind `?v=` of styles and scripts.
    pub build: Arc<str>,
    pub version: &'static str,
    /// The OpenAPI document of the REST interface.
    pub openapi: fn() -> Value,
}

impl Public {
    pub fn new(installation: Installation) -> Self {
        Self(Arc::new(installation))
    }
}

impl std::ops::Deref for Public {
    type Target = Installation;

    fn deref(&self) -> &Installation {
        &self.0
    }
}

type Site = State<Public>;
type Who = Extension<Visit>;

/// Every page and document of the public site. Expects a [`Visit`] among the request's extensions.
pub fn router<S: Clone + Send + Sync + 'static>(public: Public) -> Router<S> {
    Router::new()
        .route("/", get(async |State(public): Site, Extension(visit): Who| pages::landing::show(&public, &visit)))
        .route("/pricing", get(async |State(public): Site, Extension(visit): Who| pages::pricing::show(&public, &visit).await))
        .route("/changelog", get(async |State(public): Site, Extension(visit): Who| pages::text::show(&public, &visit, "changelog")))
        .route("/security", get(async |State(public): Site, Extension(visit): Who| pages::text::show(&public, &visit, "security")))
        .route("/privacy", get(async |State(public): Site, Extension(visit): Who| pages::text::show(&public, &visit, "privacy")))
        .route("/terms", get(async |State(public): Site, Extension(visit): Who| pages::text::show(&public, &visit, "terms")))
        .route("/status", get(async |State(public): Site, Extension(visit): Who| pages::status::show(&public, &visit).await))
        .route("/share", get(share))
        .route("/dev/ui", get(async |State(public): Site, Extension(visit): Who| pages::dev_ui::show(&public, &visit)))
        .route("/offline", get(async |State(public): Site, Extension(visit): Who| pages::offline::show(&public, &visit)))
        // documentation
        .route("/docs", get(async |State(public): Site, Extension(visit): Who| docs::show(&public, &visit, "index")))
        .route("/docs/search", get(search))
        .route("/docs/search.json", get(async |State(public): Site| json(docs::search::index(&public))))
        .route("/docs.md", get(async |State(public): Site| docs::plain::page(&public, "index")))
        .route("/docs/{page}", get(document))
        .route("/llms.txt", get(async |State(public): Site| docs::plain::llms(&public)))
        // for machines
        .route("/robots.txt", get(async |State(public): Site| seo::robots(&public)))
        .route("/sitemap.xml", get(async |State(public): Site| seo::sitemap(&public)))
        .route("/.well-known/security.txt", get(async |State(public): Site, Extension(visit): Who| seo::security_txt(&public, &visit)))
        .route("/og/{image}", get(async |State(public): Site, Extension(visit): Who, Path(image): Path<String>| seo::image::show(&public, &visit, image).await))
        .route("/manifest.webmanifest", get(async || pwa::manifest()))
        .route("/sw.js", get(async |State(public): Site| pwa::worker(&public)))
        .with_state(public)
}

async fn document(State(public): Site, Extension(visit): Who, Path(page): Path<String>) -> Response {
    match page.strip_suffix(".md") {
        Some(name) => docs::plain::page(&public, name),
        None => docs::show(&public, &visit, &page),
    }
}

async fn share(Query(shared): Query<pages::share::Shared>) -> Response {
    pages::share::show(&shared)
}

#[derive(Deserialize)]
struct Question {
    #[serde(default)]
    q: String,
}

async fn search(State(public): Site, Extension(visit): Who, Query(question): Query<Question>) -> Response {
    docs::search::show(&public, &visit, question.q.trim())
}

/// A document for programs, which caches ask for again each time.
pub fn plain(media_type: &'static str, body: impl Into<axum::body::Body>) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(media_type)), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, body.into()).into_response()
}

fn json(text: String) -> Response {
    plain("application/json", text)
}

/// Nothing stands at this address.
pub fn missing(public: &Public, visit: &Visit) -> Response {
    frame::respond(public, visit, 404, &pages::missing::page())
}

/// Headers of every page.
pub fn page_headers() -> [(HeaderName, HeaderValue); 4] {
    [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache")),
        (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(frame::POLICY)),
        (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    ]
}
