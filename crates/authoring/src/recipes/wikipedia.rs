//! Wikipedia in English, by MediaWiki's action API and the page summaries of its REST API. Needs no key.

use super::kit::{Http, Recipe, text_like, whole};

const API: &str = "https://en.wikipedia.org/w/api.php";

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "wikipedia",
        "Wikipedia",
        "Searches the English Wikipedia and reads summaries and articles. Needs no key.",
        &["wikipedia", "encyclopedia", "encyclopaedia", "wiki", "article", "articles", "knowledge", "facts"],
    )
    .tool(
        action(Http::get("search_articles", "Searches Wikipedia and gives titles with the passages that fit.", API))
            .constant("action", "query")
            .constant("list", "search")
            .needed("srsearch", "query", text_like("What to look for.", "history of the bicycle"))
            .renamed("srlimit", "limit", whole("Most results; 10 when left out.", 1, 50))
            .renamed("sroffset", "offset", whole("Results to skip.", 0, 10_000))
            .select("{total: .query.searchinfo.totalhits, articles: [(.query.search // [])[] | {title, pageid, wordcount, passage: (.snippet | gsub(\"<[^>]*>\"; \"\"))}]}")
            .pages("offset", Some("limit"))
            .done(),
    )
    .tool(
        Http::get("get_summary", "First paragraph of an article, with a description and a link.", "https://en.wikipedia.org/api/rest_v1/page/summary/{title}")
            .path("title", text_like("The article's title.", "Alan Turing"))
            .header("User-Agent", AGENT)
            .select("{title, description, extract, url: .content_urls.desktop.page}")
            .done(),
    )
    .tool(
        action(Http::get("get_article", "The whole text of an article, without formatting. Long articles are cut.", API))
            .constant("action", "query")
            .constant("prop", "extracts")
            .constant("explaintext", "1")
            .constant("redirects", "1")
            .needed("titles", "title", text_like("The article's title.", "Alan Turing"))
            .select("(.query.pages // [])[0] | {title, text: .extract, missing: (.missing // false)}")
            .done(),
    )
    .tool(
        action(Http::get("find_articles_nearby", "Articles about places around a point.", API))
            .constant("action", "query")
            .constant("list", "geosearch")
            .needed("gscoord", "point", text_like("Latitude and longitude with | between them.", "48.8584|2.2945"))
            .renamed("gsradius", "radius", whole("Metres around the point; 500 when left out.", 10, 10_000))
            .renamed("gslimit", "limit", whole("Most results; 10 when left out.", 1, 50))
            .select("{articles: [(.query.geosearch // [])[] | {title, pageid, lat, lon, dist}]}")
            .done(),
    )
}

/// Wikimedia asks every program to say who it is (meta.wikimedia.org/wiki/User-Agent_policy).
const AGENT: &str = "BuildMyMCP/0.1 (hosted MCP server)";

fn action(tool: Http) -> Http {
    tool.constant("format", "json").constant("formatversion", "2").header("User-Agent", AGENT)
}
