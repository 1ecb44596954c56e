//! The start page: the product at work, what it takes, what it keeps safe, and where to begin.

use app::{
    ssr::Visit,
    ui::{Icon, icon},
};
use axum::response::Response;
use leptos::prelude::*;
use serde_json::json;

use super::replay;
use crate::{
    content::titled,
    frame::{self, Page},
    route::Public,
};

pub const TITLE: &str = "Your API as an MCP server, in minutes";
const ABOUT: &str = "Paste an OpenAPI document, curl commands or a Postman collection. Check every tool. Run it: hosted, isolated, behind a key, and connected to your AI client.";

pub fn show(public: &Public, visit: &Visit) -> Response {
    let begin = if visit.ctx.is_some() { "/servers/new" } else { "/login?next=%2Fservers%2Fnew" };
    let page = Page {
        path: "/".to_owned(),
        title: format!("Build My MCP: {}", lower_first(TITLE)),
        description: ABOUT.to_owned(),
        structured: vec![json!({
            "@context": "https://schema.org", "@type": "SoftwareApplication", "name": "Build My MCP", "url": format!("{}/", public.url), "description": ABOUT,
            "applicationCategory": "DeveloperApplication", "operatingSystem": "Linux, web", "softwareVersion": public.version,
            "license": "https://www.apache.org/licenses/LICENSE-2.0",
        })],
        body: frame::html(body(begin)),
    };
    frame::respond(public, visit, 200, &page)
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().collect::<String>() + letters.as_str()).unwrap_or_default()
}

fn body(begin: &'static str) -> AnyView {
    view! {
        <section class="hero">
            <div class="hero-inner">
                <h1>{TITLE}</h1>
                <p class="hero-lead">
                    "So that Claude, Cursor or VS Code can use it. Describe the server that you want and check every tool; then it runs in a sandbox of its own, behind a key."
                </p>
                <p class="row is-centred">
                    <a class="button is-primary is-large" href=begin>"Build a server" {icon(Icon::ArrowRight)}</a>
                    <a class="button is-large" href="/docs/quickstart">"Read the quickstart"</a>
                </p>
                <p class="hero-note muted">"It needs no model key and no credit card. Or run it yourself: one binary, SQLite inside."</p>
            </div>
            {demonstration()}
        </section>
        {sources()}
        {clients()}
        {safety()}
        {own()}
        <section class="band is-centred">
            <h2>"Your first server is three steps away"</h2>
            <p class="lead">"Take a ready recipe and you will call its first tool before the coffee is done."</p>
            <p class="row is-centred">
                <a class="button is-primary is-large" href=begin>"Build a server" {icon(Icon::ArrowRight)}</a>
                <a class="button is-large" href="/pricing">"See the plans"</a>
            </p>
        </section>
    }
    .into_any()
}

/// Three panels of one size behind radio buttons: they can be chosen without script; `web/replay.js` plays them.
fn demonstration() -> AnyView {
    let tabs = [("describe", "Describe"), ("check", "Check"), ("run", "Run")];
    let labels: Vec<_> = tabs
        .into_iter()
        .enumerate()
        .map(|(place, (value, label))| {
            view! {
                <label>
                    <input type="radio" name="replay" value=value checked=place == 0 />
                    <span class="replay-number" aria-hidden="true">{place + 1}</span>
                    {label}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <figure class="replay" data-replay="">
            <div class="replay-bar">
                <div class="replay-tabs" role="radiogroup" aria-label="Step of the recorded build">{labels}</div>
                <button type="button" class="button is-small is-plain needs-js" data-play="" aria-pressed="false">{icon(Icon::Play)} <span>"Play"</span></button>
            </div>
            <div class="replay-stage">
                <div class="replay-panel is-describe">{describe()}</div>
                <div class="replay-panel is-check">{check()}</div>
                <div class="replay-panel is-run">{run()}</div>
            </div>
            <figcaption>
                {format!(
                    "A real build, recorded on {} on a small machine with two cores: live {} ms after it was ordered, {} ms of them in the six steps. It plays at a speed that can be read.",
                    replay::RECORDED,
                    replay::TOTAL,
                    replay::in_steps()
                )}
            </figcaption>
        </figure>
    }
    .into_any()
}

fn describe() -> AnyView {
    let code = titled("bash", "Source", replay::SOURCE);
    view! {
        <p class="replay-title">"Paste what you have"</p>
        <div inner_html=code></div>
        <p class="muted">"Two curl commands become two tools. Arguments, types and the credential are detected; the token's value is never part of a tool."</p>
    }
    .into_any()
}

fn check() -> AnyView {
    let rows: Vec<_> = replay::TOOLS
        .into_iter()
        .map(|(name, sends, arguments, reads)| {
            let (class, mark) = if reads { ("badge is-good", "reads") } else { ("badge is-warn", "changes") };
            view! {
                <li class="replay-tool">
                    <label class="replay-switch">
                        <input type="checkbox" checked=true />
                        <code>{name}</code>
                    </label>
                    <span class=class>{mark}</span>
                    <span class="muted is-mono">{sends}</span>
                    <span class="muted">"Arguments: " {arguments}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <p class="replay-title">"See what it can do before it can do it"</p>
        <ul class="replay-tools">{rows}</ul>
        <p class="replay-secret">{icon(Icon::Lock)} <span><strong>"GITHUB_TOKEN"</strong> " is sealed for api.github.com. The sandbox never sees it."</span></p>
        <p class="muted">{format!("Both tools cost about {} tokens of a conversation. No client would refuse them.", replay::TOKENS)}</p>
    }
    .into_any()
}

fn run() -> AnyView {
    let rows: Vec<_> = replay::STEPS
        .into_iter()
        .map(|(step, millis, message)| {
            let time = if millis == 0 { "< 1 ms".to_owned() } else { format!("{millis} ms") };
            view! {
                <li>
                    <span class="replay-done">{icon(Icon::Check)}</span>
                    <strong>{replay::label(step)}</strong>
                    <span class="muted replay-message">{message}</span>
                    <span class="replay-time">{time}</span>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <p class="replay-title">"Watch it go live"</p>
        <ol class="replay-log" aria-label="Build log">{rows}</ol>
        <p class="replay-live">{icon(Icon::Check)} <span><strong>"Issues is live."</strong> " Connect a client with one snippet, or call a tool in the playground."</span></p>
    }
    .into_any()
}

fn sources() -> AnyView {
    let cards = [
        (
            Icon::Document,
            "OpenAPI and Swagger",
            "3.0, 3.1 and 2.0, JSON or YAML, pasted, uploaded or from a URL. GitHub’s whole document, 1,223 operations, takes about a second.",
        ),
        (
            Icon::Terminal,
            "curl commands",
            "The ones from your notes or from an API’s documentation. Variables become arguments, tokens become sealed credentials.",
        ),
        (Icon::Code, "Postman collections", "Folders, variables and authorisation included, version 2.0 and 2.1."),
        (Icon::Wand, "Ready recipes", "19 servers to start from: GitHub issues, weather, exchange rates, Wikipedia, calculators, converters and more."),
        (
            Icon::Pen,
            "Plain words",
            "Write what you need. Documents, commands and recipes in your text are found and compiled; words alone need a language model, which the operator sets up.",
        ),
    ];
    let cards: Vec<_> = cards.into_iter().map(|(sign, title, text)| card(sign, title, text)).collect();
    view! {
        <section class="band">
            <h2>"It takes what you already have"</h2>
            <p class="lead">"No SDK, no template repository, no code to keep. A build produces data, not code: the same document or command always gives the same tools."</p>
            <ul class="cards">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(sign: Icon, title: &'static str, text: &'static str) -> AnyView {
    view! {
        <li class="feature">
            <span class="feature-sign">{icon(sign)}</span>
            <h3>{title}</h3>
            <p>{text}</p>
        </li>
    }
    .into_any()
}

fn clients() -> AnyView {
    const CLIENTS: [&str; 8] = ["Claude Code", "Claude Desktop", "Cursor", "VS Code", "Codex", "Gemini CLI", "Windsurf", "Zed"];
    let names: Vec<_> = CLIENTS.into_iter().map(|name| view! { <li>{name}</li> }.into_any()).collect();
    view! {
        <section class="band is-split">
            <div>
                <h2>"It speaks to the clients you use"</h2>
                <p class="lead">"Current and older clients connect to the same address: it answers MCP 2026-07-28 and the revisions back to 2024-11-05. Each client gets its own snippet, with your address filled in."</p>
                <ul class="chips">{names}</ul>
                <p class="muted">"Claude.ai and ChatGPT connect from their makers’ clouds and cannot send a key: for them a server has to be public, on a platform with a public https address."</p>
            </div>
            <div inner_html=titled("bash", "Claude Code", "claude mcp add --transport http issues \\\n  https://mcp.example.com/mcp/acme/issues \\\n  --header \"Authorization: Bearer $BMM_KEY\"")></div>
        </section>
    }
    .into_any()
}

fn safety() -> AnyView {
    let cards = [
        (
            Icon::Lock,
            "A sandbox for every server",
            "System calls filtered, no files, no network, an unprivileged user. It checks this itself before the first call.",
        ),
        (
            Icon::Key,
            "Credentials stay out of reach",
            "Sealed per organisation, opened only by the egress service, put into the request on its way out, and masked in what comes back.",
        ),
        (
            Icon::Globe,
            "One way out",
            "A tool can reach the addresses that you approved and nothing else; private networks are refused unless the operator names them.",
        ),
        (
            Icon::Search,
            "A log of every call",
            "Which tool was called with what, what came back and how long it took. Every change of a setting stands in a chained, signed audit log.",
        ),
    ];
    let cards: Vec<_> = cards.into_iter().map(|(sign, title, text)| card(sign, title, text)).collect();
    view! {
        <section class="band">
            <h2>"You know what is exposed, and to whom"</h2>
            <p class="lead">
                "Servers are private until you say otherwise. " <a href="/security">"How it is kept safe"</a> ", in eight parts."
            </p>
            <ul class="cards is-four">{cards}</ul>
        </section>
    }
    .into_any()
}

fn own() -> AnyView {
    view! {
        <section class="band is-split">
            <div>
                <h2>"Or host all of it yourself"</h2>
                <p class="lead">
                    "The whole platform is one binary. SQLite inside, PostgreSQL and Redis when you want more processes. The same product, without limits, under MIT or Apache-2.0."
                </p>
                <p><a href="/docs/self-hosting">"How to run it yourself"</a></p>
            </div>
            <div inner_html=titled("bash", "Terminal", "bmm serve\n# Build My MCP is running: http://localhost:3000\n\nbmm admin create-key --email you@example.com\n# bmm_…")></div>
        </section>
    }
    .into_any()
}
