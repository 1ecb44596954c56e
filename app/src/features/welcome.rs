//! The start page: what this is, in a few honest sentences. Who is signed in goes to the dashboard.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;

use crate::session::{PageInfo, use_page};
use crate::ui::{Icon, icon, later, problem, text_waiting};

#[component]
pub fn WelcomePage() -> impl IntoView {
    let page = use_page();
    view! {
        <Title text="" />
        {later(text_waiting, move || async move {
            match page.info().await {
                Ok(PageInfo { session: Some(_), .. }) => view! { <Redirect path="/servers" /> }.into_any(),
                Ok(_) => view! { <Welcome /> }.into_any(),
                Err(failure) => problem(failure),
            }
        })}
    }
    .into_any()
}

#[component]
fn Welcome() -> impl IntoView {
    let steps = [
        (Icon::Pen, "Describe", "Paste an OpenAPI document, curl commands or a Postman collection, or pick a ready recipe."),
        (Icon::Check, "Check", "See every tool, what it can change, and what each client would refuse. Switch off what you do not want."),
        (Icon::Play, "Run", "Watch it start in its own sandbox, then connect Claude, Cursor, VS Code or ChatGPT with one snippet."),
    ];
    let steps: Vec<_> = steps
        .into_iter()
        .map(|(sign, title, text)| {
            view! {
                <li>
                    <span class="empty-sign">{icon(sign)}</span>
                    <h2>{title}</h2>
                    <p>{text}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="page welcome">
            <h1>"Your API, in your AI client, in minutes"</h1>
            <p class="lead">
                "Describe the MCP server that you want. It is built, hosted and isolated here, and its credentials never leave the platform."
            </p>
            <p class="row is-centred">
                <a class="button is-primary is-large" href="/login">"Sign in and build one" {icon(Icon::ArrowRight)}</a>
            </p>
            <ol class="welcome-steps">{steps}</ol>
        </section>
    }
}
