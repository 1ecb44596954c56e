//! Text, surfaces and signs.

use app::ui::{Icon, icon};
use leptos::prelude::*;

use crate::content;

pub fn code(_: &'static str) -> AnyView {
    let html = content::render("```bash title=\"Terminal\"\ncurl -s \"$BMM_URL/v1/keys\" --json '{\"name\": \"Laptop\"}' | jq -r .key # once\n```\n\nThen:\n\n```json tab=\"One\"\n{ \"result\": 22 }\n```\n```toml tab=\"Two\"\n[mcp_servers.a]\nurl = \"https://mcp.example.com\"\n```\n").html;
    view! { <div class="text" inner_html=html></div> }.into_any()
}

pub fn notes(_: &'static str) -> AnyView {
    let html = content::render(
        "Text with `code` and a [link](/docs).\n\n> [!NOTE]\n> Worth knowing.\n\n> [!TIP]\n> Worth trying.\n\n> [!WARNING]\n> Worth avoiding.\n",
    )
    .html;
    view! { <div class="text" inner_html=html></div> }.into_any()
}

pub fn cards(_: &'static str) -> AnyView {
    view! {
        <div class="stack">
            <div class="card is-wide"><h3>"Card"</h3><p class="muted">"A plain surface."</p></div>
            <div class="card is-raised is-wide"><h3>"Raised card"</h3><p class="muted">"For the one thing on a page."</p></div>
        </div>
    }
    .into_any()
}

pub fn icons(_: &'static str) -> AnyView {
    let list: Vec<_> = Icon::ALL.into_iter().map(|sign| view! { <span class="feature-sign">{icon(sign)}</span> }.into_any()).collect();
    view! { <p class="row">{list}</p> }.into_any()
}
