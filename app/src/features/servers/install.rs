//! Install snippets, one tab per client.

use contract::dto::InstallSnippet;
use leptos::prelude::*;

use crate::ui::{Banner, Code, Icon, Picker, icon, part, picker::Choice, rows_waiting};
use crate::wire::Answer;

#[component]
pub fn Install(slug: String, snippets: Answer) -> impl IntoView {
    let access = format!("/servers/{slug}?tab=access");
    view! {
        <section class="section" aria-labelledby="connect">
            <h2 id="connect">"Connect a client"</h2>
            <p class="muted">
                "Replace " <code>"YOUR_API_KEY"</code> " with a key from " <a href=access>"Access"</a> "."
            </p>
            {part(snippets, rows_waiting, show)}
        </section>
    }
}

fn show(snippets: Vec<InstallSnippet>) -> AnyView {
    let choices = snippets.into_iter().map(|snippet| Choice { label: snippet.client.clone(), panel: panel(snippet) }).collect();
    view! { <Picker name="client" legend="Client" choices=choices /> }.into_any()
}

fn panel(snippet: InstallSnippet) -> AnyView {
    let client = snippet.client;
    view! {
        {snippet.needs.map(|needs| view! { <Banner><p>{needs}</p></Banner> })}
        <Code text=snippet.code label=snippet.place wrap=true />
        {snippet.link.map(|link| view! {
            <p class="row"><a class="button is-primary" href=link rel="external noreferrer">"Add to " {client} {icon(Icon::External)}</a></p>
        })}
    }
    .into_any()
}
