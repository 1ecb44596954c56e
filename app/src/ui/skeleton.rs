//! Placeholders of the height of what is to come.

use leptos::prelude::*;

/// Rows of a list.
pub fn rows_waiting() -> AnyView {
    view! {
        <div class="skeleton" role="status" aria-busy="true" aria-label="Loading">
            <div class="skeleton-row"></div>
            <div class="skeleton-row"></div>
            <div class="skeleton-row"></div>
        </div>
    }
    .into_any()
}

/// A heading and a few lines.
pub fn text_waiting() -> AnyView {
    view! {
        <div class="skeleton" role="status" aria-busy="true" aria-label="Loading">
            <div class="skeleton-title"></div>
            <div class="skeleton-line"></div>
            <div class="skeleton-line"></div>
            <div class="skeleton-row"></div>
        </div>
    }
    .into_any()
}
