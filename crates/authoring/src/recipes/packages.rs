//! Package registries: npm (registry.npmjs.org), PyPI (docs.pypi.org/api/json) and crates.io (crates.io/data-access). No key.

use serde_json::Value;

use super::kit::{Http, Recipe, text_like, whole};

pub(super) fn recipe() -> Recipe {
    let package = |example: &str| -> Value { text_like("Name of the package.", example) };
    Recipe::new(
        "packages",
        "Package versions",
        "Looks up packages of npm, PyPI and crates.io: newest version, licence, dependencies and links. Needs no key.",
        &["npm", "pypi", "crates", "package", "packages", "package version", "latest version", "dependency", "dependencies", "library", "registry", "python package", "rust crate"],
    )
    .tool(
        Http::get("search_npm", "Searches packages of npm.", "https://registry.npmjs.org/-/v1/search")
            .needed("text", "query", text_like("Words to look for.", "date formatting"))
            .renamed("size", "limit", whole("Most results; 20 when left out.", 1, 50))
            .renamed("from", "offset", whole("Results to skip.", 0, 5_000))
            .select("{total, packages: [.objects[].package | {name, version, description, date, links}]}")
            .pages("offset", Some("limit"))
            .done(),
    )
    .tool(
        Http::get("get_npm_package", "Newest version of an npm package with licence and dependencies.", "https://registry.npmjs.org/{name}/latest")
            .path("name", package("zod"))
            .select("{name, version, description, license, homepage, repository, dependencies, peerDependencies, engines, deprecated}")
            .done(),
    )
    .tool(
        Http::get("get_pypi_package", "Newest version of a Python package with licence and requirements.", "https://pypi.org/pypi/{name}/json")
            .path("name", package("requests"))
            .select("{info: (.info | {name, version, summary, license, license_expression, requires_python, requires_dist, home_page, project_urls, yanked}), vulnerabilities: [(.vulnerabilities // [])[] | {id, summary, fixed_in}]}")
            .done(),
    )
    .tool(
        Http::get("get_crate", "Newest version of a Rust crate with licence and downloads.", "https://crates.io/api/v1/crates/{name}")
            .path("name", package("serde"))
            .header("User-Agent", "BuildMyMCP/0.1 (hosted MCP server)")
            .select("{crate: (.crate | {name, description, max_stable_version, newest_version, downloads, recent_downloads, repository, documentation, updated_at}), newest: (.versions[0] | {num, license, rust_version, created_at, yanked})}")
            .done(),
    )
}
