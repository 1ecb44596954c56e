//! Name and address: the address is suggested from the name, and its availability is checked while typing.

use std::time::Duration;

use contract::dto::SlugAnswer;
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use crate::{
    Failure, browser,
    browser::form,
    features::servers::api,
    ui::{Field, Icon, Input, click, event, icon, live, nothing},
};

#[component]
pub fn NameFields(
    name: String,
    slug: String,
    /// What stands before the slug in the server's address.
    prefix: String,
    name_error: Option<String>,
    slug_error: Option<String>,
    form: NodeRef<html::Form>,
    is_new: bool,
) -> impl IntoView {
    let answer = RwSignal::new(None::<Result<SlugAnswer, Failure>>);
    // An address that somebody chose stays, whatever happens to the name.
    let chosen = RwSignal::new(!is_new && !slug.is_empty());
    let ask = move || {
        browser::after_pause("slug", Duration::from_millis(350), move || {
            let Some(form) = form.try_get_untracked().flatten() else { return };
            let slug = if chosen.try_get_untracked().unwrap_or(true) { form::text(&form, "slug") } else { String::new() };
            let name = form::text(&form, "name");
            if name.trim().is_empty() && slug.trim().is_empty() {
                let _ = answer.try_set(None);
                return;
            }
            spawn_local(async move {
                let result = api::check_slug(name, slug).await.and_then(|answer| answer.open::<SlugAnswer>());
                if let Ok(found) = &result
                    && !chosen.try_get_untracked().unwrap_or(true)
                {
                    form::set_value(&form, "slug", &found.slug);
                }
                let _ = answer.try_set(Some(result));
            });
        });
    };
    let take = move |suggestion: String| {
        if let Some(form) = form.get_untracked() {
            form::set_value(&form, "slug", &suggestion);
            chosen.set(true);
            ask();
        }
    };
    let wrong = slug_error.is_some().then_some("true");
    view! {
        <div class="name-fields">
            <div on:input=event(move |_: leptos::ev::Event| ask())>
                <Input name="name" label="Name" value=name placeholder="Team issues" help="Clients show it. Left empty, it takes the name of the source." error=name_error />
            </div>
            <Field name="slug" label="Address" error=slug_error>
                <div class="affixed">
                    <span class="affix" id="slug-prefix">{prefix}</span>
                    <input
                        class="input is-mono" id="slug" name="slug" value=slug placeholder="team-issues" autocomplete="off" autocapitalize="none"
                        spellcheck="false" aria-describedby="slug-prefix slug-state" aria-invalid=wrong
                        on:input=event(move |_: leptos::ev::Event| { chosen.set(true); ask(); })
                    />
                </div>
                <p class="slug-state" id="slug-state" role="status">{live(move || answer.get().map_or_else(nothing, |answer| state(answer, take)))}</p>
            </Field>
        </div>
    }
}

fn state(answer: Result<SlugAnswer, Failure>, take: impl Fn(String) + Copy + Send + 'static) -> AnyView {
    match answer {
        Ok(answer) if answer.available => {
            view! { <span class="text-good">{icon(Icon::Check)} " " <code>{answer.slug}</code> " is free. It cannot be changed later."</span> }.into_any()
        }
        Ok(answer) => {
            let suggestion = answer.suggestion.map(|suggestion| {
                let label = suggestion.clone();
                view! { " " <button type="button" class="link-button" on:click=click(move |_| take(suggestion.clone()))>"Use " {label}</button> }
            });
            view! { <span class="text-bad">{answer.reason.unwrap_or_else(|| "This address is taken.".to_owned())}</span> {suggestion} }.into_any()
        }
        Err(failure) => view! { <span class="muted">{failure.0.detail}</span> }.into_any(),
    }
}
