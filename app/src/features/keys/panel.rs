//! API keys: list, make, revoke. A new key is shown once.

use contract::dto::KeyView;
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::{NewKey as Made, api};
use crate::{
    Failure,
    browser::form,
    session::{org_field, refused},
    ui::{Banner, Code, Icon, Time, Tone, attribute, event, icon, live, loaded, nothing, rows_waiting},
    wire::{Answer, Packed, open},
};

/// `next`: the page that the forms lead back to.
#[component]
pub fn Keys(next: String, keys: Answer) -> impl IntoView {
    let again = StoredValue::new(next.clone());
    view! {
        <section class="section" aria-labelledby="keys">
            <h2 id="keys">"API keys"</h2>
            <p class="muted">"A key made here calls the tools of every server of your organisation and does nothing else. Give each client its own, so that you can take one back without disturbing the others."</p>
            {refused("keys")}
            <NewKey next=next made=move || keys.refetch() />
            {loaded(keys, rows_waiting, move |keys: Vec<KeyView>| show(keys, &again.get_value()))}
        </section>
    }
}

/// Makes a key in place; without script the form leads to a page of its own.
#[component]
fn NewKey(next: String, made: impl Fn() + Copy + Send + 'static) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let answer = RwSignal::new(None::<Result<Packed, Failure>>);
    let busy = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(node) = node.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let result = api::create_key(form::text(&node, "org"), form::text(&node, "name")).await;
            if result.is_ok() {
                node.reset();
                made();
            }
            let _ = answer.try_set(Some(result));
            let _ = busy.try_set(false);
        });
    };
    view! {
        <form method="post" action="/forms/keys/create" class="inline-form" node_ref=node on:submit=event(submit)>
            {org_field()}
            <input type="hidden" name="next" value=next />
            <input type="hidden" name="scope" value="tools:call" />
            <label class="visually-hidden" for="key-name">"Name of the new key"</label>
            <input class="input" id="key-name" name="name" placeholder="Claude on my laptop" autocomplete="off" dir="auto" />
            <button type="submit" class="button" data-busy=attribute(move || busy.get().then_some(""))>{icon(Icon::Plus)} "New key"</button>
        </form>
        <div role="status">
            {live(move || match answer.get().map(open::<Made>) {
                Some(Ok(key)) => new_key(key),
                Some(Err(failure)) => view! { <p class="field-error">{failure.0.detail}</p> }.into_any(),
                None => nothing(),
            })}
        </div>
    }
}

fn new_key(made: Made) -> AnyView {
    view! {
        <div class="new-key">
            <Banner tone=Tone::Warn>
                <p>"Copy the key “" <span dir="auto">{made.name}</span> "” now. It is shown this one time; we keep only its fingerprint."</p>
            </Banner>
            <Code text=made.key label="Key" wrap=true />
        </div>
    }
    .into_any()
}

/// The page of a new key, for browsers without script.
#[component]
pub fn NewKeyPage(made: Made, next: String) -> impl IntoView {
    view! {
        <section class="page is-narrow">
            <h1>"Your new API key"</h1>
            {new_key(made)}
            <p class="row"><a class="button is-primary" href=next>"I have copied it"</a></p>
        </section>
    }
}

fn show(keys: Vec<KeyView>, next: &str) -> AnyView {
    if keys.is_empty() {
        return view! { <p class="quiet-empty">"No keys yet. Make one for each client that you connect."</p> }.into_any();
    }
    let rows: Vec<_> = keys
        .into_iter()
        .map(|key| {
            let last = match key.last_used_at {
                Some(at) => view! { <Time at=at short=true /> }.into_any(),
                None => "Never".into_any(),
            };
            view! {
                <tr>
                    <th scope="row"><span dir="auto">{key.name}</span></th>
                    <td class="is-wide-only"><code>{key.hint} "…"</code></td>
                    <td class="is-wide-only muted"><Time at=key.created_at short=true /></td>
                    <td class="muted">{last}</td>
                    <td class="is-end">
                        <form method="post" action="/forms/keys/revoke">
                            {org_field()}
                            <input type="hidden" name="key" value=key.id.to_string() />
                            <input type="hidden" name="next" value=next.to_owned() />
                            <button type="submit" class="button is-small is-danger">"Revoke"</button>
                        </form>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="List of API keys">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="is-wide-only">"Key"</th>
                        <th scope="col" class="is-wide-only">"Made"</th>
                        <th scope="col">"Last used"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
