//! What only a browser can do. Everything here is called from event handlers and effects, which the server never runs.

pub mod build_events;
pub mod checkout;
pub mod form;
pub mod page;

use std::{cell::RefCell, collections::HashMap, time::Duration};

use leptos::prelude::*;
pub use web_sys::HtmlFormElement;

/// Milliseconds since 1970.
pub fn now_millis() -> i64 {
    js_sys::Date::now() as i64
}

thread_local! {
    static TIMERS: RefCell<HashMap<&'static str, leptos::leptos_dom::helpers::TimeoutHandle>> = RefCell::new(HashMap::new());
}

/// Calls `action` once nothing under `name` has been asked for during `pause`.
pub fn after_pause(name: &'static str, pause: Duration, action: impl FnOnce() + 'static) {
    let Ok(timer) = set_timeout_with_handle(action, pause) else { return };
    if let Some(earlier) = TIMERS.with_borrow_mut(|timers| timers.insert(name, timer)) {
        earlier.clear();
    }
}

/// Waits.
async fn pause(time: Duration) {
    let (done, waiting) = futures::channel::oneshot::channel();
    set_timeout(
        move || {
            let _ = done.send(());
        },
        time,
    );
    // Dropping the sender ends the pause, too.
    let _ = waiting.await;
}

/// Changes the address without asking the router, so that a reload leads to the same draft.
pub fn replace_address(path: &str) {
    if let Ok(history) = window().history() {
        // Refused only where the origin differs, which a path cannot.
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(path));
    }
}

/// Leaves the page for another one, as a link would.
pub fn go(path: &str) {
    // Navigation to a path of this site is always allowed.
    let _ = window().location().set_href(path);
}
