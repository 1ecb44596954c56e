//! What makes the site an app: the manifest, and the service worker with the list of what it keeps.

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use serde_json::json;

use crate::{
    map,
    route::{Public, plain},
};

pub fn manifest() -> Response {
    let icon = |file: &str, size: &str, purpose: &str| json!({ "src": format!("/icons/{file}.png"), "sizes": size, "type": "image/png", "purpose": purpose });
    let shortcut = |name: &str, url: &str| json!({ "name": name, "url": url, "icons": [icon("icon-192", "192x192", "any")] });
    let manifest = json!({
        "id": "/",
        "name": "Build My MCP",
        "short_name": "Build My MCP",
        "description": "Describe an MCP server, check its tools, and run it.",
        "lang": "en",
        "dir": "ltr",
        "start_url": "/servers",
        "scope": "/",
        "display": "standalone",
        "display_override": ["window-controls-overlay", "standalone"],
        "background_color": "#0e1016",
        "theme_color": "#4f46d8",
        "categories": ["developer", "productivity"],
        "icons": [
            icon("icon-192", "192x192", "any"), icon("icon-512", "512x512", "any"),
            icon("maskable-192", "192x192", "maskable"), icon("maskable-512", "512x512", "maskable"),
        ],
        "shortcuts": [shortcut("New server", "/servers/new"), shortcut("Your servers", "/servers"), shortcut("Documentation", "/docs"), shortcut("System status", "/status")],
        "share_target": { "action": "/share", "method": "GET", "enctype": "application/x-www-form-urlencoded", "params": { "title": "title", "text": "text", "url": "url" } },
        "launch_handler": { "client_mode": ["navigate-existing", "auto"] },
    });
    plain("application/manifest+json", manifest.to_string())
}

/// The worker's own policy: it fetches from this site and does nothing else.
const WORKER_POLICY: &str = "default-src 'none'; connect-src 'self'";

/// The service worker. Its text changes with every build, which is how browsers learn of a new version.
pub fn worker(public: &Public) -> Response {
    let build = &public.build;
    let pages = map::PAGES.iter().filter(|page| page.offline).map(|page| page.path.to_owned());
    let rest = ["/offline", "/docs/search.json", "/favicon.svg", "/icons/icon-192.png"].map(str::to_owned);
    let files = ["bmm.css", "site.js"].map(|file| format!("/pkg/{file}?v={build}"));
    let list: Vec<String> = pages.chain(rest).chain(files).collect();
    let text = include_str!("worker.js").replace("'BUILD'", &json!(&**build).to_string()).replace("['KEPT']", &json!(list).to_string());
    let mut answer = plain("text/javascript; charset=utf-8", text);
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(WORKER_POLICY));
    answer.into_response()
}
