//! The search: an index that the browser keeps, and the same search on the server for pages without script.

use std::sync::OnceLock;

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;
use serde::Serialize;
use serde_json::Value;

use super::{address, reference, sidebar};
use crate::{
    content,
    frame::{self, Page},
    route::Public,
};

/// One section of one page.
#[derive(Clone, Debug, Serialize)]
struct Section {
    /// Its address.
    url: String,
    /// Title of the page.
    page: String,
    /// Heading of the section; empty for a page's beginning.
    title: String,
    text: String,
}

/// Everything that can be found: made on first use, the same for as long as this program runs.
fn sections(public: &Public) -> &'static [Section] {
    static SECTIONS: OnceLock<Vec<Section>> = OnceLock::new();
    SECTIONS.get_or_init(|| gather(&(public.openapi)()))
}

/// The sections of every page, and the routes of the reference.
fn gather(document: &Value) -> Vec<Section> {
    let mut sections = Vec::new();
    for (name, article) in content::folder("docs") {
        let page = article.title.clone();
        sections.push(Section { url: address(name), page: page.clone(), title: String::new(), text: article.description.clone() });
        for heading in &article.headings {
            let text = heading.body.split_whitespace().collect::<Vec<_>>().join(" ");
            sections.push(Section { url: format!("{}#{}", address(name), heading.id), page: page.clone(), title: heading.text.clone(), text });
        }
        if name == "api" {
            let route = |(id, title, text)| Section { url: format!("{}#{id}", address(name)), page: page.clone(), title, text };
            sections.extend(reference::summaries(document).into_iter().map(route));
        }
    }
    sections
}

/// The index as JSON: a list of sections.
pub fn index(public: &Public) -> String {
    serde_json::to_string(sections(public)).unwrap_or_else(|_| "[]".to_owned())
}

/// How many sections the page lists.
const SHOWN: usize = 20;

/// Sections that hold every word, the best first. `web/search.js` ranks alike.
fn find<'a>(sections: &'a [Section], question: &str) -> Vec<&'a Section> {
    let question = question.to_lowercase();
    let words: Vec<_> = question.split_whitespace().collect();
    if words.is_empty() {
        return Vec::new();
    }
    let score = |section: &Section| -> u32 {
        let (title, text) = (format!("{} {}", section.page, section.title).to_lowercase(), section.text.to_lowercase());
        let of = |word: &&str| if title.contains(*word) { 10 } else { u32::from(text.contains(*word)) };
        let scores: Vec<_> = words.iter().map(of).collect();
        if scores.contains(&0) { 0 } else { scores.iter().sum() }
    };
    let mut found: Vec<_> = sections.iter().map(|section| (score(section), section)).filter(|(score, _)| *score > 0).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, section)| section).collect()
}

/// The page with what was found.
pub fn show(public: &Public, visit: &Visit, question: &str) -> Response {
    let found = find(sections(public), question);
    let results: Vec<_> = found
        .iter()
        .take(SHOWN)
        .map(|section| {
            let title = if section.title.is_empty() { section.page.clone() } else { format!("{} › {}", section.page, section.title) };
            let text: String = section.text.chars().take(160).collect();
            view! { <li><a href=section.url.clone()>{title}</a><p class="muted">{text}"…"</p></li> }.into_any()
        })
        .collect();
    let summary = match (question.is_empty(), found.len()) {
        (true, _) => "Type a word into the search field.".to_owned(),
        (false, 0) => format!("Nothing was found for “{question}”. Try fewer or other words."),
        (false, 1) => format!("1 section mentions “{question}”."),
        (false, count) if count > SHOWN => format!("{count} sections mention “{question}”. These are the {SHOWN} that fit best."),
        (false, count) => format!("{count} sections mention “{question}”."),
    };
    let body = view! {
        <div class="docs">
            {sidebar("")}
            <article class="docs-text">
                <header class="docs-head">
                    <h1>"Search"</h1>
                    <p class="lead" role="status">{summary}</p>
                </header>
                <ol class="docs-results">{results}</ol>
            </article>
            <div class="docs-contents"></div>
        </div>
    };
    let page = Page { path: String::new(), title: "Search".to_owned(), description: String::new(), structured: Vec::new(), body: frame::html(body) };
    frame::respond(public, visit, 200, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_their_section() {
        let sections = gather(&Value::Null);
        let found = find(&sections, "master key");
        assert!(found.iter().any(|section| section.url.starts_with("/docs/self-hosting")), "{found:?}");
        assert!(find(&sections, "xyzzy-nothing").is_empty());
        assert!(find(&sections, "  ").is_empty());
    }

    #[test]
    fn routes_are_found_by_path_and_by_what_they_do() {
        let document = serde_json::json!({ "paths": { "/v1/keys/{id}": { "delete": { "operationId": "revokeKey", "summary": "Revokes the key at once." } } } });
        let sections = gather(&document);
        for question in ["/v1/keys", "delete /v1/keys/{id}", "revokes once"] {
            let found = find(&sections, question);
            assert!(found.iter().any(|section| section.url == "/docs/api#revokeKey" && section.title == "DELETE /v1/keys/{id}"), "{question}: {found:?}");
        }
    }
}
