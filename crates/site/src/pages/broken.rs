//! The page of an error: what happened, what to do, and the reference under which the cause stands in the log.

use app::ui::{Icon, icon};
use contract::{AppError, ErrorCode};
use leptos::prelude::*;

use crate::content::escape;

/// A document by itself: it needs no database, no visitor and no script.
pub fn page(error: &AppError) -> String {
    let title = error.code.title();
    let detail = error.detail.clone();
    let reference = error.reference.clone().map(|reference| view! { <p class="muted">"Reference " <code>{reference}</code></p> });
    let temporary = matches!(error.code, ErrorCode::Unavailable | ErrorCode::RateLimited | ErrorCode::Internal);
    let again = temporary.then(|| view! { <a class="button is-primary" href="">"Try again"</a> });
    let status = temporary.then(|| view! { <a class="button" href="/status">"System status"</a> });
    let owner = Owner::new();
    let html = owner.with(|| {
        view! {
            <html lang="en">
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <meta name="robots" content="noindex" />
                    <meta name="color-scheme" content="light dark" />
                    <title inner_html=escape(&format!("{title} · Build My MCP"))></title>
                    <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                    <link rel="stylesheet" href="/pkg/bmm.css" />
                </head>
                <body>
                    <main id="main" class="alone">
                        <section class="page is-narrow">
                            <div class="problem">
                                <span class="problem-sign">{icon(Icon::Alert)}</span>
                                <h1>{title}</h1>
                                <p>{detail}</p>
                                {reference}
                                <p class="row">
                                    {again}
                                    <a class=if temporary { "button" } else { "button is-primary" } href="/">"Go to the start page"</a>
                                    {status}
                                </p>
                            </div>
                        </section>
                    </main>
                </body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{html}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_to_do_and_where_its_cause_is() {
        let html = page(&AppError::internal().with_reference("req_1"));
        assert!(html.contains("req_1") && html.contains("/status") && !html.contains("<script"), "{html}");
        assert!(page(&AppError::bad_request("<b>")).contains("&lt;b&gt;"));
    }
}
