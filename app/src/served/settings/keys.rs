//! `/settings/keys`: API keys with scopes and an end.

use contract::{AppError, Scope};
use leptos::prelude::*;

use super::{frame, keys_table};
use crate::{
    served::{At, Served},
    ui::{Icon, Input, Summary, icon},
};

/// Days until a key ends, as the form offers them; nothing: never.
const ENDS: [(&str, &str); 5] = [("30", "In 30 days"), ("90", "In 90 days"), ("365", "In a year"), ("7", "In a week"), ("", "Never")];

pub async fn page(at: At) -> domain::Result<Served> {
    let keys = domain::keys::list(at.ctx()?).await?;
    let error = at.error_for("keys");
    let typed = at.flash_for("keys").and_then(|flash| flash.typed.get("name").cloned()).unwrap_or_default();
    Ok(Served::new("API keys", move || {
        let sections = view! {
            <section class="section" aria-labelledby="keys">
                <h2 id="keys">"API keys"</h2>
                <p class="muted">
                    "A key acts for the person who made it: it may what they may, as far as its scopes reach, and stops when they leave. "
                    "Give each program its own, so that you can take one back without disturbing the others."
                </p>
                {keys_table::table(keys, "/settings/keys")}
            </section>
            {new_key(typed, error)}
        };
        frame("/settings/keys", "Settings", sections.into_any())
    }))
}

fn new_key(typed: String, error: Option<AppError>) -> AnyView {
    let wrong = |field: &str| error.as_ref().and_then(|error| error.for_field(field).map(str::to_owned));
    let (wrong_name, wrong_scopes) = (wrong("name"), wrong("scopes"));
    let boxes: Vec<_> = Scope::ALL.into_iter().map(scope).collect();
    let ends: Vec<_> = ENDS.into_iter().map(|(days, label)| view! { <option value=days>{label}</option> }.into_any()).collect();
    let summary = error.filter(|_| wrong_name.is_none());
    view! {
        <section class="section" aria-labelledby="new">
            <h2 id="new">"New key"</h2>
            {summary.map(|error| view! { <Summary error=error /> })}
            <form method="post" action="/forms/keys/create" class="stack is-short-form">
                <input type="hidden" name="next" value="/settings/keys" />
                <Input name="name" label="Name" value=typed error=wrong_name placeholder="Deployment script" />
                <fieldset class="field scopes-field" id="scopes">
                    <legend class="field-label">"What it may do"</legend>
                    {boxes}
                    {wrong_scopes.map(|message| view! { <p class="field-error">{message}</p> })}
                </fieldset>
                <div class="field">
                    <label class="field-label" for="expires_in_days">"It stops working"</label>
                    <select class="input is-short" id="expires_in_days" name="expires_in_days" autocomplete="off">{ends}</select>
                </div>
                <button type="submit" class="button is-primary">{icon(Icon::Key)} "Make the key"</button>
            </form>
        </section>
    }
    .into_any()
}

/// What clients of servers need is ticked; everything else is asked for.
fn scope(scope: Scope) -> AnyView {
    let id = format!("scope-{}", scope.as_str().replace(':', "-"));
    view! {
        <label class="check" for=id.clone()>
            <input type="checkbox" id=id.clone() name="scope" value=scope.as_str() checked=scope == Scope::ToolsCall autocomplete="off" />
            <span>{scope.about()} " " <code class="muted">{scope.as_str()}</code></span>
        </label>
    }
    .into_any()
}
