//! The live region for what was just done.

use leptos::prelude::*;

use super::{Icon, icon, later, nothing};
use crate::session::use_page;

/// Shows the notice of the last form. Forms with a place of their own for it use other names than `page`.
#[component]
pub fn Toasts() -> impl IntoView {
    let page = use_page();
    view! {
        <div class="toasts" role="status" aria-live="polite">
            {later(nothing, move || async move {
                    let flash = page.info().await.ok().and_then(|info| info.flash).filter(|flash| flash.form == "page");
                    let error = flash.as_ref().and_then(|flash| flash.error.as_ref()).map(|error| error.detail.clone());
                    match (error, flash.and_then(|flash| flash.notice)) {
                        (Some(text), _) => toast(true, text),
                        (None, Some(text)) => toast(false, text),
                        (None, None) => nothing(),
                    }
            })}
        </div>
    }
}

/// One notice.
pub fn toast(failed: bool, text: String) -> AnyView {
    let (class, sign) = if failed { ("toast is-bad", Icon::Alert) } else { ("toast", Icon::Check) };
    view! {
        <div class=class>
            {icon(sign)}
            <p>{text}</p>
            <button type="button" class="icon-button needs-js" aria-label="Close" data-dismiss>
                {icon(Icon::Cross)}
            </button>
        </div>
    }
    .into_any()
}
