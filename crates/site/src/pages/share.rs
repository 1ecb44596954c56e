//! What another app shared with the installed one: a text or an address, on its way into step 1 of the wizard.

use app::{
    ssr::{Visit, encode},
    ui::{Icon, icon},
};
use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{dto::DraftInput, spec::SourceKind};
use leptos::prelude::*;
use serde::Deserialize;

use crate::{
    frame::{self, Page},
    route::Public,
};

/// What the manifest's share target sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shared {
    title: String,
    text: String,
    url: String,
}

impl Shared {
    /// Step 1 as if it had been typed.
    fn draft(&self) -> DraftInput {
        let text = self.text.trim();
        let address = [self.url.trim(), text].into_iter().find(|one| is_address(one)).unwrap_or_default();
        let kind = kind_of(text, address);
        let url = if kind == SourceKind::Openapi { address.to_owned() } else { String::new() };
        let text = if url == text { String::new() } else { text.to_owned() };
        DraftInput {
            kind,
            name: self.title.trim().chars().take(80).collect(),
            slug: String::new(),
            text,
            url,
            base_url: String::new(),
            other_texts: Default::default(),
        }
    }

    fn query(&self) -> String {
        format!("/share?title={}&text={}&url={}", encode(&self.title), encode(&self.text), encode(&self.url))
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}

fn kind_of(text: &str, address: &str) -> SourceKind {
    let head: String = text.chars().take(2_000).collect();
    if text.split_whitespace().any(|word| word == "curl") {
        SourceKind::Curl
    } else if head.contains("schema.getpostman.com") {
        SourceKind::Postman
    } else if !address.is_empty() || head.contains("openapi") || head.contains("swagger") {
        SourceKind::Openapi
    } else {
        SourceKind::Prompt
    }
}

/// Starts a draft when the person's own device asks for it. A link on another site only gets a page with a button.
pub async fn show(public: &Public, visit: &Visit, headers: &HeaderMap, shared: Shared) -> Response {
    let Some(ctx) = &visit.ctx else { return see(&format!("/login?next={}", encode(&shared.query()))) };
    let from = headers.get("sec-fetch-site").and_then(|site| site.to_str().ok()).unwrap_or("cross-site");
    if !matches!(from, "none" | "same-origin") {
        return ask(public, visit, &shared);
    }
    match domain::drafts::create(ctx, shared.draft()).await {
        Ok(draft) => see(&format!("/servers/new?draft={}&step=describe", draft.id)),
        Err(cause) => {
            tracing::error!(%cause, "a shared text could not be kept");
            ask(public, visit, &shared)
        }
    }
}

fn see(path: &str) -> Response {
    (StatusCode::SEE_OTHER, [(header::LOCATION, path)]).into_response()
}

fn ask(public: &Public, visit: &Visit, shared: &Shared) -> Response {
    let text: String = [&shared.title, &shared.text, &shared.url].map(|text| text.as_str()).join("\n").trim().chars().take(400).collect();
    let body = view! {
        <section class="page is-narrow">
            <h1>"Make a server of this?"</h1>
            <pre class="code-text is-wrapped shared" tabindex="0">{text}</pre>
            <p class="row">
                <a class="button is-primary" href=shared.query()>"Open in the wizard" {icon(Icon::ArrowRight)}</a>
                <a class="button" href="/servers">"Cancel"</a>
            </p>
        </section>
    };
    let page = Page { path: String::new(), title: "Shared".to_owned(), description: String::new(), structured: Vec::new(), body: frame::html(body) };
    frame::respond(public, visit, 200, &page)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(text: &str, url: &str) -> DraftInput {
        Shared { title: "Title".into(), text: text.into(), url: url.into() }.draft()
    }

    #[test]
    fn the_kind_follows_from_what_was_shared() {
        assert_eq!(shared("curl https://api.example.com", "").kind, SourceKind::Curl);
        assert_eq!(shared("", "https://example.com/openapi.json").url, "https://example.com/openapi.json");
        let address = shared("https://example.com/openapi.yaml", "");
        assert_eq!((address.kind, address.url.as_str(), address.text.as_str()), (SourceKind::Openapi, "https://example.com/openapi.yaml", ""));
        assert_eq!(shared("a list of our customers", "").kind, SourceKind::Prompt);
        assert_eq!(shared("{\"openapi\": \"3.1.0\"}", "").kind, SourceKind::Openapi);
        assert_eq!(shared("javascript:alert(1)", "javascript:alert(1)").url, "");
    }
}
