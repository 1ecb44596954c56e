//! The documentation for programs that read text: `.md` behind every address, and `llms.txt` as its table of contents.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};

use super::address;
use crate::{
    content,
    route::{Public, plain},
};

const MARKDOWN: &str = "text/markdown; charset=utf-8";

/// A page as Markdown.
pub fn page(public: &Public, name: &str) -> Response {
    let Some(article) = content::article(&format!("docs/{name}")) else {
        return (StatusCode::NOT_FOUND, plain(MARKDOWN, format!("No such page. All pages: {}/llms.txt\n", public.url))).into_response();
    };
    let reference = if name == "api" { format!("\nThe whole interface as OpenAPI 3.1: {}/v1/openapi.json\n", public.url) } else { String::new() };
    plain(MARKDOWN, format!("# {}\n\n> {}\n\n{}{reference}", article.title, article.description, article.markdown))
}

/// <https://llmstxt.org>
pub fn llms(public: &Public) -> Response {
    let url = &public.url;
    let pages: String = content::folder("docs")
        .into_iter()
        .map(|(name, article)| format!("- [{}]({url}{}.md): {}\n", article.title, address(name), article.description))
        .collect();
    let text = format!(
        "# Build My MCP\n\n> Describe an MCP server, check its tools, and run it: hosted, isolated, behind a key, and connected to your AI client.\n\n\
         ## Documentation\n\n{pages}\n## For programs\n\n- [OpenAPI 3.1]({url}/v1/openapi.json): the REST interface\n\
         - [JSON Schema]({url}/v1/spec.schema.json): the specification of a server\n- [Recipes]({url}/v1/recipes): the ready-made servers\n"
    );
    plain("text/plain; charset=utf-8", text)
}
