//! Pages that are text: changelog, security, privacy, terms.

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    content,
    frame::{self, Page},
    route::{Public, missing},
};

pub fn show(public: &Public, visit: &Visit, name: &'static str) -> Response {
    let Some(article) = content::article(name) else { return missing(public, visit) };
    let updated = (!article.updated.is_empty())
        .then(|| view! { <p class="muted">"Last changed on " <time datetime=article.updated.clone()>{article.updated.clone()}</time></p> });
    let body = view! {
        <article class=format!("page is-article is-{name}")>
            <header class="docs-head">
                <h1>{article.title.clone()}</h1>
                <p class="lead">{article.description.clone()}</p>
                {updated}
            </header>
            <div class="text" inner_html=article.html.clone()></div>
        </article>
    };
    let page = Page {
        path: format!("/{name}"),
        title: article.title.clone(),
        description: article.description.clone(),
        structured: Vec::new(),
        body: frame::html(body),
    };
    frame::respond(public, visit, 200, &page)
}
