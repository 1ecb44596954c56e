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

/// Pages that stand in no list of the browser tests, and why.
const NOT_LOOKED_AT: &[(&str, &str)] = &[];

/// axe, the comparison around hydration, the crawler and the screenshots look at the pages that `end2end/lib` lists. A page
/// that does not stand there would be looked at by nobody.
#[tokio::test]
async fn every_page_is_looked_at_in_a_browser() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../end2end/lib");
    let mut files = Vec::new();
    collect(&folder, &mut files);
    let source: String = files.iter().map(|file| std::fs::read_to_string(file).expect("text")).collect();
    let listed: Vec<Vec<String>> = source.split("path: ").skip(1).filter_map(listed).collect();
    assert!(listed.len() > 20, "{listed:?}");
    let live = bmm::http::pages::routes().into_iter().map(|page| page.path().to_owned());
    let served = app::served::pages().into_iter().map(|page| page.path.to_owned());
    for page in live.chain(served).filter(|page| !NOT_LOOKED_AT.iter().any(|(path, _)| path == page)) {
        let wanted: Vec<&str> = page.split('/').collect();
        let found = listed.iter().any(|path| path.len() == wanted.len() && path.iter().zip(&wanted).all(|(part, want)| fits(part, want)));
        assert!(found, "{page} stands in no list of end2end/lib (pages.ts): add a page with something on it");
    }
}

/// The parts of a path that stands in quotes: `/support/${ticket}?x=1` is `["", "support", "${ticket}"]`.
fn listed(text: &str) -> Option<Vec<String>> {
    let quote = text.chars().next().filter(|first| "'`\"".contains(*first))?;
    let path = text[1..].split(quote).next()?;
    Some(path.split('?').next()?.split('/').map(str::to_owned).collect())
}

fn fits(listed: &str, wanted: &str) -> bool {
    let is_parameter = wanted.starts_with([':', '{']);
    // One template lists several pages of the administration.
    listed == wanted || (listed.starts_with("${") && (is_parameter || wanted.chars().all(char::is_alphabetic))) || (is_parameter && !listed.is_empty())
}
