//! Banners: something that concerns the whole section below.

use leptos::prelude::*;

use super::{Icon, Tone, icon};

#[component]
pub fn Banner(#[prop(optional)] tone: Tone, children: Children) -> impl IntoView {
    let (class, sign) = match tone {
        Tone::Bad => ("banner is-bad", Icon::Alert),
        Tone::Warn => ("banner is-warn", Icon::Alert),
        Tone::Good => ("banner is-good", Icon::Check),
        _ => ("banner", Icon::Info),
    };
    view! {
        <div class=class>
            {icon(sign)}
            <div class="banner-text">{children()}</div>
        </div>
    }
}
