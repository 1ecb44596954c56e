//! The documentation: sidebar, text, "on this page", previous and next.

pub mod plain;
mod reference;
pub mod search;

pub use reference::bodies;

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{
    content::{self, Article, Heading},
    frame::{self, Page},
    route::{Public, missing},
    seo,
};

/// The address of a documentation page.
pub fn address(name: &str) -> String {
    if name == "index" { "/docs".to_owned() } else { format!("/docs/{name}") }
}

/// A page, or the page that says that there is none.
pub fn show(public: &Public, visit: &Visit, name: &str) -> Response {
    let known = content::folder("docs").into_iter().any(|(known, _)| known == name);
    let Some(article) = content::article(&format!("docs/{name}")).filter(|_| known) else { return missing(public, visit) };
    let path = address(name);
    let (mut text, mut headings) = (article.html.clone(), article.headings.clone());
    if name == "api" {
        let reference = reference::Reference::of(&(public.openapi)());
        text.push_str(&reference.html);
        headings.extend(reference.headings);
    }
    // Only the reference is long enough for two levels.
    headings.retain(|heading| heading.level == 2 || name == "api");
    let mut structured = vec![seo::breadcrumbs(public, &path, &article.title)];
    if name == "faq" {
        structured.push(questions(article));
    }
    let page = Page {
        title: article.title.clone(),
        description: article.description.clone(),
        structured,
        body: frame::html(layout(name, article, text, &headings)),
        path,
    };
    frame::respond(public, visit, 200, &page)
}

fn layout(name: &str, article: &'static Article, text: String, headings: &[Heading]) -> AnyView {
    let pages = content::folder("docs");
    let here = pages.iter().position(|(page, _)| *page == name).unwrap_or_default();
    let before = here.checked_sub(1).and_then(|place| pages.get(place)).copied();
    let after = pages.get(here + 1).copied();
    view! {
        <div class="docs">
            {sidebar(name)}
            <article class="docs-text">
                <header class="docs-head">
                    <h1>{article.title.clone()}</h1>
                    <p class="lead">{article.description.clone()}</p>
                    <p class="docs-actions">
                        <a href=format!("{}.md", address(name))>"View as Markdown"</a>
                    </p>
                </header>
                {contents_small(headings)}
                <div class="text" inner_html=text></div>
                <nav class="docs-steps" aria-label="Previous and next page">
                    {before.map(|page| step(page, "Previous", "is-before"))}
                    {after.map(|page| step(page, "Next", "is-after"))}
                </nav>
            </article>
            {contents(headings)}
        </div>
    }
    .into_any()
}

/// The column on the left, 240 px wide and sticky; on small screens a list that opens.
pub fn sidebar(current: &str) -> AnyView {
    let links = || -> Vec<AnyView> {
        let link = |(name, article): (&'static str, &'static Article)| {
            view! { <li><a href=address(name) aria-current=(name == current).then_some("page")>{article.title.clone()}</a></li> }.into_any()
        };
        content::folder("docs").into_iter().map(link).collect()
    };
    view! {
        <div class="docs-side">
            <form class="docs-search" action="/docs/search" role="search" data-docs-search="">
                <input type="search" name="q" class="input" placeholder="Search the docs" aria-label="Search the documentation" autocomplete="off" data-search="" />
                <kbd class="needs-js" aria-hidden="true">"/"</kbd>
                <div class="docs-found" data-found="" hidden=true></div>
            </form>
            <nav class="docs-nav" aria-label="Documentation">
                <ul>{links()}</ul>
            </nav>
            <details class="docs-nav-small">
                <summary>"All pages"</summary>
                <nav aria-label="All documentation pages">
                    <ul>{links()}</ul>
                </nav>
            </details>
        </div>
    }
    .into_any()
}

/// The column on the right: the section that is being read is marked, and shows what is below it.
fn contents(headings: &[Heading]) -> AnyView {
    match listed(headings) {
        None => view! { <div class="docs-contents"></div> }.into_any(),
        Some(list) => view! {
            <nav class="docs-contents" aria-labelledby="on-this-page" data-contents="">
                <p id="on-this-page">"On this page"</p>
                {list}
            </nav>
        }
        .into_any(),
    }
}

/// The same above the text, where there is no room for a third column.
fn contents_small(headings: &[Heading]) -> Option<AnyView> {
    let list = listed(headings)?;
    Some(
        view! {
            <details class="docs-contents-small">
                <summary>"On this page"</summary>
                <nav aria-label="Parts of this page">{list}</nav>
            </details>
        }
        .into_any(),
    )
}

/// Headings of the second level with those of the third below them; nothing when there is hardly anything to list.
fn listed(headings: &[Heading]) -> Option<AnyView> {
    let link = |heading: &Heading| view! { <a href=format!("#{}", heading.id)>{heading.text.clone()}</a> }.into_any();
    let groups: Vec<&[Heading]> = headings.chunk_by(|_, next| next.level > 2).collect();
    let items: Vec<_> = groups
        .iter()
        .filter_map(|group| group.split_first())
        .map(|(first, below)| {
            let below: Vec<_> = below.iter().map(|heading| view! { <li>{link(heading)}</li> }.into_any()).collect();
            let below = (!below.is_empty()).then(|| view! { <ul>{below}</ul> });
            view! { <li>{link(first)} {below}</li> }.into_any()
        })
        .collect();
    (items.len() > 1).then(|| view! { <ul>{items}</ul> }.into_any())
}

fn step((name, article): (&'static str, &'static Article), label: &'static str, class: &'static str) -> AnyView {
    view! {
        <a class=class href=address(name)>
            <span class="muted">{label}</span>
            <strong>{article.title.clone()}</strong>
        </a>
    }
    .into_any()
}

/// Questions and answers for search engines: each heading of the second level is a question.
fn questions(article: &Article) -> Value {
    let entries: Vec<_> = article
        .headings
        .iter()
        .filter(|heading| heading.text.ends_with('?'))
        .map(|heading| json!({ "@type": "Question", "name": heading.text, "acceptedAnswer": { "@type": "Answer", "text": heading.body.trim() } }))
        .collect();
    json!({ "@context": "https://schema.org", "@type": "FAQPage", "mainEntity": entries })
}
