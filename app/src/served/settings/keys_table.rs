//! The table of API keys.

use contract::{Scope, dto::KeyView};
use leptos::prelude::*;

use crate::ui::{Time, sure};

/// Living keys with a button that revokes each. `next`: the page that the forms lead back to.
pub fn table(keys: Vec<KeyView>, next: &'static str) -> AnyView {
    if keys.is_empty() {
        return view! { <p class="quiet-empty">"No keys yet. Make one for each program that acts for you."</p> }.into_any();
    }
    let rows: Vec<_> = keys.into_iter().map(|key| row(key, next)).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="List of API keys">
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col" class="is-wide-only">"Key"</th>
                        <th scope="col" class="is-wide-only">"Access"</th>
                        <th scope="col" class="is-wide-only">"Last used"</th>
                        <th scope="col">"Expires"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(key: KeyView, next: &'static str) -> AnyView {
    let last = match key.last_used_at {
        Some(at) => view! { <Time at=at short=true /> }.into_any(),
        None => "Never".into_any(),
    };
    let ends = match key.expires_at {
        Some(at) => at.for_people(),
        None => "Never".to_owned(),
    };
    let scopes = if key.scopes.len() == Scope::ALL.len() {
        "Everything".to_owned()
    } else {
        key.scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(", ")
    };
    view! {
        <tr>
            <th scope="row">
                <span class="row-title" dir="auto">{key.name.clone()}</span>
                <span class="member-email" dir="auto">"by " {key.made_by}</span>
            </th>
            <td class="is-wide-only"><code>{key.hint} "…"</code></td>
            <td class="is-wide-only"><span class="scopes">{scopes}</span></td>
            <td class="is-wide-only muted">{last}</td>
            <td class="muted">{ends}</td>
            <td class="is-end">
                {sure("Revoke", key.name.to_string(), "Whoever uses it is refused from then on.", view! {
                    <form method="post" action="/forms/keys/revoke">
                        <input type="hidden" name="key" value=key.id.to_string() />
                        <input type="hidden" name="next" value=next />
                        <button type="submit" class="button is-small is-danger">"Revoke the key"</button>
                    </form>
                }.into_any())}
            </td>
        </tr>
    }
    .into_any()
}
