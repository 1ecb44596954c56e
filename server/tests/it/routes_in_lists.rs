//! No route outside the lists: REST comes from the table, pages from the application, and nothing is mounted elsewhere.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use bmm::http::{routes::Right, table::table};

use crate::matrix::expected::{LIVE_PAGES, SERVED_PAGES, SITE};

/// Files that may mount something, and nothing but what a list says: the table of REST, the list of forms, the list of
/// served pages, the public site (compared below), and the one endpoint of MCP.
const MOUNTS: [&str; 5] =
    ["server/src/http/routes.rs", "server/src/gateway/mod.rs", "app/src/ssr/forms/list.rs", "app/src/served/router.rs", "crates/site/src/route.rs"];

/// Every way to put a route into a router.
const CALLS: [&str; 6] = [".route(", ".route_service(", ".nest(", ".nest_service(", ".leptos_routes_with_handler(", ".leptos_routes_with_context("];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}

#[test]
fn nothing_is_mounted_outside_the_lists() {
    let root = root();
    let crates = std::fs::read_dir(root.join("crates")).expect("a folder").flatten().map(|entry| entry.path().join("src"));
    // The test kit is in no product.
    let folders = crates.filter(|folder| !folder.starts_with(root.join("crates/testkit"))).chain([root.join("server/src"), root.join("app/src")]);
    let mut files = Vec::new();
    folders.for_each(|folder| collect(&folder, &mut files));
    assert!(files.len() > 300, "only {} files", files.len());
    let mut mounting = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        // What unit tests start for themselves is behind the code.
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        if CALLS.iter().any(|call| code.contains(call)) {
            mounting.insert(file.strip_prefix(&root).expect("inside").display().to_string());
        }
    }
    assert_eq!(mounting, MOUNTS.map(str::to_owned).into(), "files that mount routes");
}

#[test]
fn the_public_site_answers_get_at_the_addresses_of_the_matrix_and_nothing_else() {
    let text = std::fs::read_to_string(root().join("crates/site/src/route.rs")).expect("text");
    let mounted: Vec<(&str, &str)> = text.split(".route(\"").skip(1).map(|call| call.split_once("\", ").expect("a path and a handler")).collect();
    assert_eq!(mounted.len(), text.matches(".route(").count(), "every route is written as a text and a handler");
    let paths: BTreeSet<&str> = mounted.iter().map(|(path, _)| *path).collect();
    assert_eq!(paths, SITE.iter().copied().collect());
    for (path, handler) in mounted {
        assert!(handler.starts_with("get("), "{path} answers more than GET");
        assert!(!handler.lines().next().unwrap_or_default().contains(").post("), "{path} answers more than GET");
    }
    let pages: BTreeSet<&str> = site::addresses().into_iter().collect();
    assert!(pages.iter().any(|page| page.starts_with("/docs/")), "{pages:?}");
}

/// `end2end/lib/routes.json` is what the browser tests go by when they make sure that they look at every page.
#[test]
fn the_browser_tests_know_every_page() {
    let text = std::fs::read_to_string(root().join("end2end/lib/routes.json")).expect("text");
    let known: BTreeSet<String> = serde_json::from_str(&text).expect("a list of paths");
    let live = LIVE_PAGES.iter().map(|(path, _)| path.replace(":slug", "{slug}").replace(":id", "{id}"));
    assert_eq!(known, SERVED_PAGES.iter().map(|(path, _)| (*path).to_owned()).chain(live).collect());
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

#[test]
fn only_documents_prices_stripe_and_health_are_for_everybody() {
    let open: Vec<_> = table().into_iter().filter(|route| route.right == Right::Everybody).map(|route| route.path).collect();
    assert_eq!(open, ["/v1/recipes", "/v1/billing/prices", "/v1/billing/webhook", "/v1/spec.schema.json", "/v1/openapi.json", "/api/health", "/api/version",]);
}

#[test]
fn every_method_and_path_stands_once() {
    let mut all: Vec<_> = table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    all.sort();
    let count = all.len();
    all.dedup();
    assert_eq!(all.len(), count);
}
