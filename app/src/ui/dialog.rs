//! Modal dialogs on the browser's own `<dialog>`: it traps focus, closes on Escape and gives focus back.

use leptos::{html, prelude::*};

use super::{Icon, click, icon};

#[component]
pub fn Dialog(#[prop(into)] title: String, node: NodeRef<html::Dialog>, children: Children) -> impl IntoView {
    let close = move |_| {
        if let Some(dialog) = node.get_untracked() {
            dialog.close();
        }
    };
    let label = title.clone();
    view! {
        <dialog class="dialog" node_ref=node aria-label=label>
            <div class="dialog-head">
                <h2>{title}</h2>
                <button type="button" class="icon-button" aria-label="Close" on:click=click(close)>
                    {icon(Icon::Cross)}
                </button>
            </div>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
