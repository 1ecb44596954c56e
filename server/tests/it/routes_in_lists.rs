//! No route outside the lists: REST comes from the table, pages from the application, and nothing is mounted elsewhere.

use std::path::{Path, PathBuf};

use bmm::http::{routes::Right, table::table};

/// Files that may mount something, and what.
const MOUNTS: [&str; 2] = ["http/routes.rs", "gateway/mod.rs"];

#[test]
fn nothing_is_mounted_outside_the_lists() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&source, &mut files);
    assert!(files.len() > 30);
    for file in files {
        let name = file.strip_prefix(&source).expect("inside").display().to_string();
        let text = std::fs::read_to_string(&file).expect("text");
        let mounts = [".route(", ".route_service(", ".nest(", ".nest_service("].iter().any(|call| text.contains(call));
        assert!(!mounts || MOUNTS.contains(&name.as_str()), "{name} mounts a route beside the table");
    }
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
