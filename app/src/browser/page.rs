//! What the application does to the whole page: it says that it is alive, and leaves links to other kinds of pages to the
//! browser. Everything else that pages do, with and without the application, is in `web/`.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// Called once, when the page has been taken over.
pub fn bring_to_life() {
    if let Some(root) = document().document_element() {
        // Shows what needs script. The attribute name is valid, so this cannot fail.
        let _ = root.set_attribute("data-ready", "");
    }
    super::checkout::bring_to_life();
    // Links are pressed before they are clicked, by pointer and keyboard alike.
    for pressed in ["pointerdown", "keydown", "focusin"] {
        window_event_listener_untyped(pressed, |event| {
            let link = event.target().and_then(|target| target.dyn_into::<Element>().ok()).and_then(|element| element.closest("a[href]").ok().flatten());
            if let Some(link) = link {
                leave_to_browser(&link);
            }
        });
    }
}

/// The title of the served page that the document came with, if it came with one.
pub fn served_title() -> Option<String> {
    document().get_element_by_id(crate::elsewhere::SERVED)?.get_attribute("data-title")
}

/// Paths that the application shows by itself; every other link is a full load. Asking for a change is a served page.
fn is_live(path: &str) -> bool {
    !path.ends_with("/refine") && ["/servers/", "/builds/"].iter().any(|live| path.starts_with(live))
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
