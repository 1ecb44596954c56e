//! Code blocks and copy buttons. Copying itself is one listener for the whole page (`web/copy.js`), which finds `data-copy` buttons.

use leptos::prelude::*;

use super::{Icon, icon};

/// A block of code that can be copied. The button appears once the page is alive.
#[component]
pub fn Code(#[prop(into)] text: String, #[prop(into, optional)] label: String, #[prop(optional)] wrap: bool) -> impl IntoView {
    let what = if label.is_empty() { "Copy".to_owned() } else { format!("Copy {label}") };
    view! {
        <div class="code">
            {(!label.is_empty()).then(|| view! { <div class="code-label">{label}</div> })}
            <pre class=if wrap { "code-text is-wrapped" } else { "code-text" } tabindex="0"><code>{text}</code></pre>
            <button type="button" class="code-copy needs-js" aria-label=what data-copy>
                {icon(Icon::Copy)}
                <span aria-live="polite">"Copy"</span>
            </button>
        </div>
    }
}

/// One line that can be copied, such as an address.
#[component]
pub fn CopyText(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    view! {
        <span class="copy-text">
            <code>{text}</code>
            <button type="button" class="icon-button needs-js" aria-label=format!("Copy {what}") data-copy>
                {icon(Icon::Copy)}
                <span class="visually-hidden" aria-live="polite"></span>
            </button>
        </span>
    }
}
