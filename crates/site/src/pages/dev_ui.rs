//! `/dev/ui`: every component in every state, light beside dark. Shown where the development mailbox is shown, and
//! nowhere else.

use app::{
    ssr::Visit,
    ui::{Area, Badge, Banner, Empty, Icon, Input, Summary, Tone, icon, skeleton},
};
use axum::response::Response;
use contract::{AppError, FieldError};
use leptos::prelude::*;

use crate::{
    content,
    frame::{self, Page},
    route::Public,
};

type Sample = (&'static str, fn() -> AnyView);

const SAMPLES: [Sample; 12] = [
    ("Buttons", buttons),
    ("Badges", badges),
    ("Banners", banners),
    ("Fields", fields),
    ("A form that was refused", refused),
    ("Empty list", empty),
    ("Waiting list", waiting),
    ("Table", table),
    ("Code", code),
    ("Notes in text", notes),
    ("Cards", cards),
    ("Icons", icons),
];

pub fn show(public: &Public, visit: &Visit) -> Response {
    let sections: Vec<_> = SAMPLES
        .into_iter()
        .map(|(title, sample)| {
            view! {
                <section class="ui-sample">
                    <h2>{title}</h2>
                    <div class="ui-themes">
                        // Forms, so that radio buttons of one side know nothing of the other's.
                        <form class="ui-theme is-light">{sample()}</form>
                        <form class="ui-theme is-dark" inert=true>{sample()}</form>
                    </div>
                </section>
            }
            .into_any()
        })
        .collect();
    let body = view! {
        <div class="page ui-page">
            <header class="docs-head">
                <h1>"Components"</h1>
                <p class="lead">"Every component in every state, light on the left and dark on the right."</p>
            </header>
            {sections}
        </div>
    };
    let page = Page { path: String::new(), title: "Components".to_owned(), description: String::new(), structured: Vec::new(), body: frame::html(body) };
    frame::respond(public, visit, 200, &page)
}

fn buttons() -> AnyView {
    view! {
        <p class="row">
            <button class="button is-primary" type="button">"Primary"</button>
            <button class="button" type="button">"Plain"</button>
            <button class="button is-danger" type="button">"Delete"</button>
            <button class="button is-plain" type="button">"Quiet"</button>
            <button class="button is-primary" type="button" data-busy="">"Waiting"</button>
            <button class="button is-small" type="button">"Small"</button>
            <button class="button is-primary is-large" type="button">"Large" {icon(Icon::ArrowRight)}</button>
            <button class="icon-button" type="button" aria-label="Copy">{icon(Icon::Copy)}</button>
        </p>
    }
    .into_any()
}

fn badges() -> AnyView {
    view! {
        <p class="row">
            <Badge label="Paused" dot=true />
            <Badge label="Live" tone=Tone::Good dot=true />
            <Badge label="Building" tone=Tone::Busy dot=true />
            <Badge label="Changes" tone=Tone::Warn />
            <Badge label="Failed" tone=Tone::Bad dot=true />
            <Badge label="Pro" tone=Tone::Accent />
        </p>
    }
    .into_any()
}

fn banners() -> AnyView {
    view! {
        <div class="stack">
            <Banner>"Something worth knowing."</Banner>
            <Banner tone=Tone::Good>"It worked."</Banner>
            <Banner tone=Tone::Warn>"This will stop tomorrow."</Banner>
            <Banner tone=Tone::Bad>"The upstream refused the credential."</Banner>
        </div>
    }
    .into_any()
}

fn fields() -> AnyView {
    view! {
        <div class="stack">
            <Input name="ui-name" label="Name" value="Weather" help="Shown to people." />
            <Input name="ui-url" label="Base address" placeholder="https://api.example.com" mono=true optional=true />
            <Input name="ui-wrong" label="Slug" value="Not a slug!" mono=true error=Some("Only letters, digits and hyphens.".to_owned()) />
            <Area name="ui-area" label="Source" value="curl https://api.example.com/notes" mono=true rows=3 />
        </div>
    }
    .into_any()
}

fn refused() -> AnyView {
    let error = AppError::invalid(vec![FieldError::new("ui-wrong", "Only letters, digits and hyphens.")]);
    view! { <Summary error=error /> }.into_any()
}

fn empty() -> AnyView {
    view! {
        <Empty sign=Icon::Server title="No servers yet">
            <p>"Describe the first one: a curl command is enough."</p>
            <p class="row is-centred"><a class="button is-primary" href="/servers/new">"New server"</a></p>
        </Empty>
    }
    .into_any()
}

fn waiting() -> AnyView {
    skeleton::rows_waiting()
}

fn table() -> AnyView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Example">
            <table>
                <thead><tr><th scope="col">"Tool"</th><th scope="col">"Calls"</th><th scope="col">"State"</th></tr></thead>
                <tbody>
                    <tr><td><code>"list_issues"</code></td><td>"1,204"</td><td><Badge label="Live" tone=Tone::Good dot=true /></td></tr>
                    <tr><td><code>"create_issue"</code></td><td>"17"</td><td><Badge label="Off" dot=true /></td></tr>
                </tbody>
            </table>
        </div>
    }
    .into_any()
}

fn code() -> AnyView {
    let html = content::render("```bash title=\"Terminal\"\ncurl -s \"$BMM_URL/v1/keys\" --json '{\"name\": \"Laptop\"}' | jq -r .key # once\n```\n\nThen:\n\n```json tab=\"One\"\n{ \"result\": 22 }\n```\n```toml tab=\"Two\"\n[mcp_servers.a]\nurl = \"https://mcp.example.com\"\n```\n").html;
    view! { <div class="text" inner_html=html></div> }.into_any()
}

fn notes() -> AnyView {
    let html = content::render(
        "Text with `code` and a [link](/docs).\n\n> [!NOTE]\n> Worth knowing.\n\n> [!TIP]\n> Worth trying.\n\n> [!WARNING]\n> Worth avoiding.\n",
    )
    .html;
    view! { <div class="text" inner_html=html></div> }.into_any()
}

fn cards() -> AnyView {
    view! {
        <div class="stack">
            <div class="card is-wide"><h3>"Card"</h3><p class="muted">"A plain surface."</p></div>
            <div class="card is-raised is-wide"><h3>"Raised card"</h3><p class="muted">"For the one thing on a page."</p></div>
        </div>
    }
    .into_any()
}

fn icons() -> AnyView {
    const ALL: [Icon; 12] = [
        Icon::Alert,
        Icon::Check,
        Icon::Code,
        Icon::Document,
        Icon::Globe,
        Icon::Key,
        Icon::Lock,
        Icon::Mail,
        Icon::Pen,
        Icon::Server,
        Icon::Terminal,
        Icon::Wand,
    ];
    let list: Vec<_> = ALL.into_iter().map(|sign| view! { <span class="feature-sign">{icon(sign)}</span> }.into_any()).collect();
    view! { <p class="row">{list}</p> }.into_any()
}
