//! Pages that are text: changelog, security, privacy, terms.

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    content::{self, escape},
    frame::{self, Page},
    route::{Public, missing},
};

pub fn show(public: &Public, visit: &Visit, name: &'static str) -> Response {
    let Some(article) = content::article(name) else { return missing(public, visit) };
    let text = article.html.replace(CONTACT, &contact(visit));
    let updated = (!article.updated.is_empty())
        .then(|| view! { <p class="muted">"Last changed on " <time datetime=article.updated.clone()>{day(&article.updated)}</time></p> });
    let body = view! {
        <article class=format!("page is-article is-{name}")>
            <header class="docs-head">
                <h1>{article.title.clone()}</h1>
                <p class="lead">{article.description.clone()}</p>
                {updated}
            </header>
            <div class="text" inner_html=text></div>
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

/// Stands in `security.md` where the sentence about reports belongs.
const CONTACT: &str = "<!-- contact -->";

/// Where to report a weakness, as far as the operator has said it.
fn contact(visit: &Visit) -> String {
    let Some(contact) = &visit.platform.config.security_contact else {
        return "<p>Please report a weakness in private before you tell others. The operator of this platform has not named an address for reports from outside.</p>".to_owned();
    };
    let shown = if contact.scheme() == "mailto" { contact.path() } else { contact.as_str() };
    format!("<p>Please report a weakness in private before you tell others: <a href=\"{}\">{}</a>.</p>", escape(contact.as_str()), escape(shown))
}

/// `2026-11-22` as `22 November 2026`.
fn day(date: &str) -> String {
    const MONTHS: [&str; 12] = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
    let parts: Vec<usize> = date.split('-').filter_map(|part| part.parse().ok()).collect();
    match parts[..] {
        [year, month @ 1..=12, day] => format!("{day} {} {year}", MONTHS[month - 1]),
        _ => date.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_date_is_written_out() {
        assert_eq!(super::day("2026-11-02"), "2 November 2026");
        assert_eq!(super::day("2026-13-02"), "2026-13-02");
        assert_eq!(super::day("soon"), "soon");
    }
}
