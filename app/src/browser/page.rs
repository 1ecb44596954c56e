//! Behaviour of the whole page: busy buttons, menus that close, keyboard shortcuts.

use std::cell::Cell;

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{form, go};

thread_local! {
    /// Whether `g` was pressed a moment ago.
    static GOING: Cell<bool> = const { Cell::new(false) };
}

/// Switches the page's behaviour on; called once, when it is alive.
pub fn bring_to_life(help: NodeRef<html::Dialog>) {
    mark_as_alive();
    window_event_listener(ev::submit, |event| {
        let Some(form) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else { return };
        if event.default_prevented() || form.get_attribute("method").as_deref() != Some("post") {
            return;
        }
        if form.has_attribute("aria-busy") {
            event.prevent_default();
        } else {
            set_busy(&form, event.submitter().as_ref());
        }
    });
    // A page that comes back with the back button is not busy any more.
    window_event_listener_untyped("pageshow", |_| end_busy());
    window_event_listener(ev::click, |event| close_menus(event.target().and_then(|target| target.dyn_into::<Element>().ok()).as_ref()));
    window_event_listener(ev::keydown, move |event| shortcut(&event, help));
}

/// `html.ready` shows what needs script: copy buttons and the like.
fn mark_as_alive() {
    if let Some(root) = document().document_element() {
        // The attribute name is valid, so this cannot fail.
        let _ = root.set_attribute("data-ready", "");
    }
}

fn set_busy(form: &Element, submitter: Option<&HtmlElement>) {
    let _ = form.set_attribute("aria-busy", "true");
    if let Some(button) = submitter {
        let _ = button.set_attribute("data-busy", "");
    }
}

fn end_busy() {
    for (selector, attribute) in [("form[aria-busy]", "aria-busy"), ("[data-busy]", "data-busy")] {
        let Ok(found) = document().query_selector_all(selector) else { continue };
        for place in 0..found.length() {
            if let Some(element) = found.get(place).and_then(|node| node.dyn_into::<Element>().ok()) {
                let _ = element.remove_attribute(attribute);
            }
        }
    }
}

/// Closes every open menu that the click was not in.
fn close_menus(clicked: Option<&Element>) {
    let Ok(open) = document().query_selector_all("details.menu[open]") else { return };
    for place in 0..open.length() {
        let Some(menu) = open.get(place).and_then(|node| node.dyn_into::<Element>().ok()) else { continue };
        let inside = clicked.is_some_and(|element| menu.contains(Some(element)) && element.closest("a").ok().flatten().is_none());
        if !inside {
            let _ = menu.remove_attribute("open");
        }
    }
}

fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || element.closest("dialog[open]").ok().flatten().is_some()
    })
}

fn shortcut(event: &ev::KeyboardEvent, help: NodeRef<html::Dialog>) {
    if event.key() == "Escape" {
        close_menus(None);
    }
    if is_typing() || event.ctrl_key() || event.meta_key() || event.alt_key() {
        return;
    }
    let going = GOING.replace(false);
    match event.key().as_str() {
        "g" => GOING.set(true),
        "s" if going => go("/servers"),
        "n" => go("/servers/new"),
        "/" => {
            event.prevent_default();
            form::focus("[data-search]");
        }
        "?" => {
            if let Some(dialog) = help.get_untracked() {
                // Fails only when it is open already.
                let _ = dialog.show_modal();
            }
        }
        _ => {}
    }
}
