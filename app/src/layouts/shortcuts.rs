//! The list of keyboard shortcuts, opened with `?`.

use leptos::{html, prelude::*};

use crate::ui::Dialog;

/// Constant markup: nothing in it ever changes.
const ROWS: &str = "<dt><kbd>/</kbd></dt><dd>Search on this page</dd>\
    <dt><kbd>g</kbd> <kbd>s</kbd></dt><dd>Go to your servers</dd>\
    <dt><kbd>n</kbd></dt><dd>New server</dd>\
    <dt><kbd>Esc</kbd></dt><dd>Close menus and dialogs</dd>\
    <dt><kbd>?</kbd></dt><dd>Show this list</dd>";

#[component]
pub fn Shortcuts(node: NodeRef<html::Dialog>) -> impl IntoView {
    view! {
        <Dialog title="Keyboard shortcuts" node=node>
            <dl class="shortcuts" inner_html=ROWS></dl>
        </Dialog>
    }
}
