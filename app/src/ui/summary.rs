//! The summary above a form that was refused: what is wrong, with links to the fields. It takes the focus.

use contract::AppError;
use leptos::prelude::*;

use super::{Icon, icon};

/// Leads from the path of a field in an error to the id of its input.
pub type Ids = Box<dyn Fn(&str) -> String>;

/// `ids` leads from the field's path in the error to the id of its input.
#[component]
pub fn Summary(error: AppError, #[prop(optional)] ids: Option<Ids>) -> impl IntoView {
    let id_of = ids.unwrap_or_else(|| Box::new(str::to_owned));
    let fields: Vec<_> = error
        .errors
        .iter()
        .map(|field| view! { <li><a href=format!("#{}", id_of(&field.field)) rel="external">{field.message.clone()}</a></li> }.into_any())
        .collect();
    let text = if fields.is_empty() { view! { <p>{error.detail}</p> }.into_any() } else { view! { <ul>{fields}</ul> }.into_any() };
    let reference = error.reference.map(|reference| view! { <p class="muted">"Reference " <code>{reference}</code></p> });
    view! {
        <div class="summary" role="alert" tabindex="-1" id="summary" autofocus=true>
            {icon(Icon::Alert)}
            <div>
                <h2>{error.code.title()}</h2>
                {text}
                {reference}
            </div>
        </div>
    }
}
