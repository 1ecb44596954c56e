//! Code blocks and copy buttons.

use leptos::{html, prelude::*};

use super::{Icon, click, icon, live, nothing, text as live_text};
use crate::browser;

/// A block of code that can be copied. The button appears once the page is alive.
#[component]
pub fn Code(#[prop(into)] text: String, #[prop(into, optional)] label: String, #[prop(optional)] wrap: bool) -> impl IntoView {
    let block = NodeRef::<html::Pre>::new();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = block.get_untracked().and_then(|block| block.text_content()).unwrap_or_default();
        browser::copy(text, move || browser::flash_signal(copied));
    };
    let what = if label.is_empty() { "Copy".to_owned() } else { format!("Copy {label}") };
    view! {
        <div class="code">
            {(!label.is_empty()).then(|| view! { <div class="code-label">{label}</div> })}
            <pre class=if wrap { "code-text is-wrapped" } else { "code-text" } node_ref=block tabindex="0"><code>{text}</code></pre>
            <button type="button" class="code-copy needs-js" aria-label=what on:click=click(copy)>
                {icon(Icon::Copy)}
                <span aria-live="polite">{live_text(move || if copied.get() { "Copied" } else { "Copy" })}</span>
            </button>
        </div>
    }
}

/// One line that can be copied, such as an address.
#[component]
pub fn CopyText(#[prop(into)] text: String, #[prop(into)] what: String) -> impl IntoView {
    let line = NodeRef::<html::Code>::new();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let text = line.get_untracked().and_then(|line| line.text_content()).unwrap_or_default();
        browser::copy(text, move || browser::flash_signal(copied));
    };
    view! {
        <span class="copy-text">
            <code node_ref=line>{text}</code>
            <button type="button" class="icon-button needs-js" aria-label=format!("Copy {what}") on:click=click(copy)>
                {live(move || icon(if copied.get() { Icon::Check } else { Icon::Copy }).into_any())}
            </button>
            <span class="visually-hidden" role="status">{live(move || if copied.get() { "Copied".into_any() } else { nothing() })}</span>
        </span>
    }
}
