//! What people look at: lists, figures, tools.

use app::ui::{Badge, Code, Empty, Icon, Picker, Tone, icon, picker::Choice, skeleton, sparkline};
use leptos::prelude::*;

pub fn empty(_: &'static str) -> AnyView {
    view! {
        <Empty sign=Icon::Server title="No servers yet">
            <p>"Describe the first one: a curl command is enough."</p>
            <p class="row is-centred"><a class="button is-primary" href="/servers/new">"New server"</a></p>
        </Empty>
    }
    .into_any()
}

pub fn waiting(_: &'static str) -> AnyView {
    skeleton::rows_waiting()
}

pub fn table(_: &'static str) -> AnyView {
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

pub fn figures(_: &'static str) -> AnyView {
    const DAYS: [u64; 14] = [0, 2, 5, 3, 0, 0, 8, 13, 11, 7, 9, 4, 1, 6];
    view! {
        <dl class="figures">
            <div><dt>"Servers"</dt><dd>"12"</dd></div>
            <div><dt>"Live"</dt><dd>"11"</dd></div>
            <div><dt>"Calls"</dt><dd>{sparkline(&DAYS, "69 calls in the last 14 days".to_owned())}</dd></div>
        </dl>
    }
    .into_any()
}

pub fn usage(_: &'static str) -> AnyView {
    view! {
        <ul class="usage">
            <li><span>"Servers"</span><span class="usage-figure">"12 of 25"</span><progress class="usage-bar" aria-label="Servers" value="12" max="25"></progress></li>
            <li><span>"Calls this month"</span><span class="usage-figure">"97,203 of 100,000"</span><progress class="usage-bar is-full" aria-label="Calls" value="97203" max="100000"></progress></li>
        </ul>
    }
    .into_any()
}

pub fn facts(_: &'static str) -> AnyView {
    view! {
        <dl class="facts">
            <div><dt>"Reaches"</dt><dd><code>"https://api.example.com"</code></dd></div>
            <div><dt>"Changed"</dt><dd>"22 Nov 2026, 17:03 UTC"</dd></div>
        </dl>
    }
    .into_any()
}

pub fn tabs(_: &'static str) -> AnyView {
    view! { <nav class="tabs" aria-label="Example"><a href="#" aria-current="page">"Overview"</a><a href="#">"Tools"</a><a href="#">"Playground"</a></nav> }
        .into_any()
}

pub fn picker(side: &'static str) -> AnyView {
    let panel = |text: &'static str| view! { <Code text=text label="Run in a terminal" /> }.into_any();
    let choices = [("Claude Code", "claude mcp add"), ("Codex", "codex mcp add")];
    let choices = choices.into_iter().map(|(label, text)| Choice { label: label.to_owned(), panel: panel(text) }).collect();
    view! { <Picker name=format!("ui-client-{side}") legend="Client" choices=choices /> }.into_any()
}

pub fn tools(_: &'static str) -> AnyView {
    view! {
        <ul class="tool-list">
            <li class="tool">
                <div class="tool-head">
                    <span class="tool-name">"list_issues"</span>
                    <Badge label="Reads" tone=Tone::Good />
                    <code class="tool-does">"GET /repos/{owner}/{repo}/issues"</code>
                </div>
                <p class="tool-text">"Lists the issues of a repository, newest first."</p>
                <ul class="findings">
                    <li class="finding is-warn">{icon(Icon::Alert)}<span>"Nothing says what to enter for page."</span><button type="button" class="button is-small">"Describe it"</button></li>
                    <li class="finding is-bad">{icon(Icon::Alert)}<span>"The name is too long for Cursor."</span></li>
                </ul>
            </li>
        </ul>
    }
    .into_any()
}
