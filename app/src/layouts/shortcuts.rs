//! The list of keyboard shortcuts, opened with `?`.

use leptos::{html, prelude::*};

use crate::ui::Dialog;

#[component]
pub fn Shortcuts(node: NodeRef<html::Dialog>) -> impl IntoView {
    let rows =
        [("/", "Search on this page"), ("g then s", "Go to your servers"), ("n", "New server"), ("Esc", "Close menus and dialogs"), ("?", "Show this list")];
    let rows: Vec<_> = rows.into_iter().map(|(keys, what)| view! { <dt><kbd>{keys}</kbd></dt><dd>{what}</dd> }.into_any()).collect();
    view! {
        <Dialog title="Keyboard shortcuts" node=node>
            <dl class="shortcuts">{rows}</dl>
        </Dialog>
    }
}
