//! The import rules of docs/ARCHITECTURE.md: arrows point down only, the browser gets `app` and `contract` and nothing
//! else of the project, and the two halves of `app` are told apart in at most two files.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::Value;

/// Who may use whom. A crate that is missing here fails the test: a new crate finds its place in this list first.
const MAY_USE: &[(&str, &[&str])] = &[
    ("contract", &[]),
    ("migrations", &[]),
    ("authoring", &["contract"]),
    ("egress", &["contract"]),
    // Hostile documents are parsed inside the runner's confinement, hence `authoring`.
    ("runner", &["authoring", "contract"]),
    ("store", &["contract", "migrations"]),
    ("domain", &["authoring", "contract", "store"]),
    ("adapters", &["contract", "domain", "egress", "runner"]),
    ("app", &["contract", "domain"]),
    ("frontend", &["app"]),
    ("site", &["app", "contract", "domain"]),
    ("bmm", &["adapters", "app", "authoring", "contract", "domain", "egress", "migrations", "runner", "site", "store"]),
    ("testkit", &["adapters", "authoring", "bmm", "contract", "domain", "egress", "migrations", "runner", "store"]),
    ("bindgen", &[]),
    ("architecture", &[]),
];

/// Crates that belong to tests and never into a product.
const TESTS_ONLY: &str = "testkit";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).current_dir(root()).output().expect("cargo starts");
    assert!(output.status.success(), "cargo {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// Every member with the members it depends on, and whether the dependency is for tests only.
fn members() -> BTreeMap<String, Vec<(String, bool)>> {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--no-deps", "--format-version", "1"])).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list");
    let name = |package: &Value| package["name"].as_str().unwrap_or_default().to_owned();
    let names: BTreeSet<String> = packages.iter().map(name).collect();
    let edges = |package: &Value| {
        let dependencies = package["dependencies"].as_array().expect("a list");
        dependencies.iter().map(|it| (name(it), it["kind"] == "dev")).filter(|(name, _)| names.contains(name)).collect()
    };
    packages.iter().map(|package| (name(package), edges(package))).collect()
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "rs") {
                let text = fs::read_to_string(&path).expect("source is UTF-8");
                found.push((path.strip_prefix(root()).expect("inside").to_owned(), text));
            }
        }
    }
    found.sort();
    found
}

/// The files under `folder` with a line of code (not a comment) in which `matches` holds.
fn files_where(folder: &str, matches: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let code = |line: &&str| !line.trim_start().starts_with("//");
    sources(folder).into_iter().filter(|(_, text)| text.lines().filter(code).any(&matches)).map(|(path, _)| path).collect()
}

#[test]
fn arrows_point_down_only() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_USE.iter().copied().collect();
    for (member, uses) in members() {
        let allowed = allowed.get(member.as_str()).unwrap_or_else(|| panic!("{member} has no place in the import rules yet"));
        for (used, for_tests) in uses {
            let fine = allowed.contains(&used.as_str()) || (for_tests && (used == TESTS_ONLY || allowed_in_tests(&member, &used)));
            assert!(fine, "{member} must not depend on {used}");
        }
    }
}

/// Tests may look one layer further: an adapter's test may open a store, a store's test may migrate.
fn allowed_in_tests(member: &str, used: &str) -> bool {
    let layer = |name: &str| MAY_USE.iter().position(|(it, _)| *it == name);
    layer(used) < layer(member)
}

#[test]
fn the_rules_have_no_cycle() {
    for (place, (member, uses)) in MAY_USE.iter().enumerate() {
        for used in *uses {
            let layer = MAY_USE.iter().position(|(name, _)| name == used);
            assert!(layer.is_some_and(|layer| layer < place), "{member} -> {used} points up");
        }
    }
}

#[test]
fn the_browser_gets_app_and_contract_and_nothing_else() {
    let tree = cargo(&["tree", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    let known = members();
    let shipped: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).filter(|name| known.contains_key(*name)).collect();
    assert_eq!(shipped, BTreeSet::from(["app", "contract", "frontend"]));
}

#[test]
fn the_browser_gets_no_server_library() {
    let tree = cargo(&["tree", "--package", "frontend", "--target", "wasm32-unknown-unknown", "--edges", "normal", "--prefix", "none", "--format", "{p}"]);
    for library in ["axum", "tokio", "sea-orm", "hyper", "rustls", "schemars", "jsonschema", "rmcp", "reqwest"] {
        assert!(!tree.lines().any(|line| line.split(' ').next() == Some(library)), "{library} would be shipped to browsers");
    }
}

#[test]
fn the_two_halves_of_app_are_told_apart_in_at_most_two_files() {
    let gates = files_where("app/src", |line| line.contains("cfg") && (line.contains("feature = \"ssr\"") || line.contains("feature = \"hydrate\"")));
    assert!(gates.len() <= 2, "feature gates stand in {gates:?}");
}

#[test]
fn the_browsers_own_interfaces_stay_in_one_folder() {
    let users = files_where("app/src", |line| ["web_sys::", "js_sys::", "gloo_net::", "wasm_bindgen::"].iter().any(|it| line.contains(it)));
    let outside: Vec<_> = users.into_iter().filter(|path| !path.starts_with("app/src/browser")).collect();
    assert!(outside.is_empty(), "use the functions of app/src/browser instead in {outside:?}");
}

#[test]
fn the_design_system_knows_no_feature() {
    let users = files_where("app/src/ui", |line| line.contains("crate::features") || line.contains("crate::layouts"));
    assert!(users.is_empty(), "{users:?}");
}

#[test]
fn pages_reach_use_cases_through_server_functions_and_the_servers_half_only() {
    let users = files_where("app/src", |line| line.contains("domain::") && !line.contains("_domain::"));
    let on_the_server = |path: &PathBuf| {
        path.ends_with("api.rs") || path.starts_with("app/src/served") || path.starts_with("app/src/ssr") || path == Path::new("app/src/ssr.rs")
    };
    let pages: Vec<_> = users.into_iter().filter(|path| !on_the_server(path)).collect();
    assert!(pages.is_empty(), "move these calls into the feature's api.rs or into app/src/ssr: {pages:?}");
}

#[test]
fn no_page_has_an_inline_style() {
    let users = files_where("app/src", |line| line.contains(" style=") || line.contains("style:"));
    assert!(users.is_empty(), "the content security policy forbids inline styles: {users:?}");
}

#[test]
fn tls_is_rustls_with_ring() {
    let lock = fs::read_to_string(root().join("Cargo.lock")).expect("the lock file is there");
    for banned in ["openssl", "openssl-sys", "native-tls", "aws-lc-rs", "aws-lc-sys"] {
        assert!(!lock.contains(&format!("name = \"{banned}\"\n")), "{banned} came in through a dependency");
    }
}

/// `make run` builds the binary, `make test` everything: a library that the second wants with other features would be
/// compiled twice, with all that depends on it.
#[test]
fn run_and_test_compile_every_dependency_once() {
    let tree = |selection: &[&str], edges: &str| -> BTreeSet<String> {
        let shape = ["--edges", edges, "--prefix", "none", "--format", "{p} {f}"];
        let tree = cargo(&[&["tree"], selection, &shape[..]].concat());
        tree.lines().map(|line| line.trim_end_matches(" (*)").to_owned()).collect()
    };
    let run = tree(&["--package", "bmm"], "normal,build");
    let test = tree(&["--workspace", "--exclude", "frontend", "--exclude", "bindgen"], "normal,build,dev");
    let again: Vec<_> = run.difference(&test).collect();
    assert!(again.is_empty(), "the tests want these with other features: {again:?}");
}
