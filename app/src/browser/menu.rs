//! Walking through an open menu with the keyboard.

use leptos::{ev, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};

use super::page::element_of;

/// Moves the focus between the entries of the menu that it is in, and opens the menu where it is closed: arrow keys go
/// round, Home and End go to the ends.
pub fn walk(event: &ev::KeyboardEvent) {
    let Some(menu) = element_of(event).and_then(|element| element.closest("details.menu").ok().flatten()) else { return };
    let Ok(entries) = menu.query_selector_all(".menu-body :is(a, button)") else { return };
    let last = entries.length().saturating_sub(1);
    let here = || {
        document()
            .active_element()
            .and_then(|active| (0..=last).find(|place| entries.get(*place).is_some_and(|entry| entry == *AsRef::<Node>::as_ref(&active))))
    };
    let to = match event.key().as_str() {
        "Home" => 0,
        "End" => last,
        "ArrowDown" => here().filter(|here| *here < last).map_or(0, |here| here + 1),
        "ArrowUp" => here().filter(|here| *here > 0).map_or(last, |here| here - 1),
        _ => return,
    };
    event.prevent_default();
    // What is closed cannot take the focus.
    let _ = menu.set_attribute("open", "");
    if let Some(entry) = entries.get(to).and_then(|entry| entry.dyn_into::<HtmlElement>().ok()) {
        let _ = entry.focus();
    }
}
