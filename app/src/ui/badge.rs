//! Badges: one word about a state, with a dot that repeats it in colour.

use leptos::prelude::*;

/// What a state means for its reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Neutral,
    Good,
    Busy,
    Warn,
    Bad,
    Accent,
}

impl Tone {
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "badge",
            Self::Good => "badge is-good",
            Self::Busy => "badge is-busy",
            Self::Warn => "badge is-warn",
            Self::Bad => "badge is-bad",
            Self::Accent => "badge is-accent",
        }
    }
}

#[component]
pub fn Badge(#[prop(into)] label: String, #[prop(optional)] tone: Tone, #[prop(optional)] dot: bool) -> impl IntoView {
    view! {
        <span class=tone.class()>
            {dot.then(|| view! { <span class="badge-dot" aria-hidden="true"></span> })}
            {label}
        </span>
    }
}
