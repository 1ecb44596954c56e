//! Behaviour of the whole page: busy buttons, menus that close, keyboard shortcuts.

use std::{cell::Cell, time::Duration};

use leptos::{ev, html, prelude::*};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use super::{copy, follow, form, go, menu};

thread_local! {
    /// Whether `g` was pressed a moment ago.
    static GOING: Cell<bool> = const { Cell::new(false) };
}

/// Switches the page's behaviour on; called once, when it is alive.
pub fn bring_to_life(help: NodeRef<html::Dialog>) {
    mark_as_alive();
    follow::follow_list();
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
    window_event_listener(ev::click, |event| {
        let clicked = element_of(&event);
        close_menus(clicked.as_ref());
        if let Some(button) = clicked.and_then(|element| element.closest("[data-copy]").ok().flatten()) {
            copy_from(&button);
        }
    });
    // Links are pressed before they are clicked, by pointer and keyboard alike.
    for pressed in ["pointerdown", "keydown", "focusin"] {
        window_event_listener_untyped(pressed, |event| {
            if let Some(link) = element_of(&event).and_then(|element| element.closest("a[href]").ok().flatten()) {
                leave_to_browser(&link);
            }
        });
    }
    window_event_listener(ev::keydown, move |event| shortcut(&event, help));
}

/// `html.ready` shows what needs script: copy buttons and the like.
fn mark_as_alive() {
    if let Some(root) = document().document_element() {
        // The attribute name is valid, so this cannot fail.
        let _ = root.set_attribute("data-ready", "");
    }
}

pub(super) fn element_of(event: &web_sys::Event) -> Option<Element> {
    event.target()?.dyn_into().ok()
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

/// Copies the code that a button belongs to, and says so on the button for a moment.
fn copy_from(button: &Element) {
    let code = button.closest("[data-copied-from]").ok().flatten().and_then(|place| place.query_selector("code").ok().flatten());
    let Some(text) = code.and_then(|code| code.text_content()) else { return };
    let (button, label) = (button.clone(), button.query_selector("[aria-live]").ok().flatten());
    copy(text, move || {
        let before = label.as_ref().and_then(|label| label.text_content());
        let say = move |text: Option<&str>| {
            let _ = button.toggle_attribute_with_force("data-copied", text == Some("Copied"));
            if let Some(label) = &label {
                label.set_text_content(text);
            }
        };
        say(Some("Copied"));
        set_timeout(move || say(before.as_deref().filter(|text| *text != "Copied").or(Some(""))), Duration::from_millis(1_600));
    });
}

/// The title of the served page that the document came with, if it came with one.
pub fn served_title() -> Option<String> {
    document().get_element_by_id(crate::elsewhere::SERVED)?.get_attribute("data-title")
}

/// Paths that the application shows by itself; every other link is a full load. Asking for a change is a served page.
fn is_live(path: &str) -> bool {
    !path.ends_with("/refine")
        && ["/servers", "/builds"].iter().any(|live| path.strip_prefix(live).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
}

/// Tells the router to leave links alone that lead to or from a served page.
fn leave_to_browser(link: &Element) {
    let here = window().location().pathname().unwrap_or_default();
    let there = link.get_attribute("href").unwrap_or_default();
    let path = there.split(['?', '#']).next().unwrap_or_default();
    if !(is_live(&here) && (path.is_empty() || is_live(path))) {
        let _ = link.set_attribute("rel", "external");
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
        form::focus("details.menu[open] > summary");
        close_menus(None);
    }
    menu::walk(event);
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
