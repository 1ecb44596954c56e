//! Stripe's checkout inside of the page's dialog: one instance at a time, destroyed exactly once.
//!
//! Stripe.js is reached by name (`Reflect`), because it is loaded when it is needed and lies on another host. Its rules:
//! <https://docs.stripe.com/js/embedded_checkout>; the method's name is that of the release that the server names.

use std::cell::RefCell;

use contract::{AppError, ErrorCode, dto::CheckoutSession};
use futures::channel::oneshot;
use gloo_net::http::Request;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, EventTarget, FormData, HtmlDialogElement, HtmlElement, HtmlFormElement};

/// Where the one instance stands.
enum Stage {
    Idle,
    /// Being made; whoever closes the dialog meanwhile has it destroyed as soon as it is there.
    Opening,
    Alive(JsValue),
}

thread_local! {
    static STAGE: RefCell<Stage> = const { RefCell::new(Stage::Idle) };
}

/// Opens the dialog and its checkout, where the page has one.
pub fn bring_to_life() {
    let Some(dialog) = document().query_selector("dialog[data-checkout]").ok().flatten().and_then(|found| found.dyn_into::<HtmlDialogElement>().ok()) else {
        return;
    };
    listen(&dialog, "close", {
        let dialog = dialog.clone();
        move |_| {
            end();
            // A reload does not open it again.
            super::replace_address(&dialog.get_attribute("data-back").unwrap_or_default());
        }
    });
    listen(&window(), "pagehide", |_| end());
    listen(&window(), "pageshow", |event| {
        // Out of the browser's memory of pages: the checkout was destroyed when it went in.
        if Reflect::get(&event, &"persisted".into()).is_ok_and(|persisted| persisted.is_truthy()) {
            // Nothing can be done about a browser that refuses to reload.
            let _ = window().location().reload();
        }
    });
    if let Some(again) = part(&dialog, "[data-checkout-problem] button") {
        let dialog = dialog.clone();
        listen(&again, "click", move |_| start(&dialog));
    }
    if dialog.show_modal().is_ok() {
        start(&dialog);
    }
}

fn listen(target: &EventTarget, event: &str, action: impl FnMut(Event) + 'static) {
    let action = Closure::<dyn FnMut(Event)>::new(action).into_js_value();
    // Adding a listener never fails.
    let _ = target.add_event_listener_with_callback(event, action.unchecked_ref());
}

fn part(dialog: &HtmlDialogElement, selector: &str) -> Option<HtmlElement> {
    dialog.query_selector(selector).ok().flatten().and_then(|found| found.dyn_into().ok())
}

fn start(dialog: &HtmlDialogElement) {
    let is_first = STAGE.with_borrow_mut(|stage| {
        let idle = matches!(stage, Stage::Idle);
        if idle {
            *stage = Stage::Opening;
        }
        idle
    });
    if is_first {
        show(dialog, None, true);
        spawn_local(open(dialog.clone()));
    }
}

async fn open(dialog: HtmlDialogElement) {
    let made = create(&dialog).await;
    let next = match made {
        Ok(instance) if dialog.open() => match part(&dialog, "[data-checkout-place]").map(|place| call(&instance, "mount", &place)) {
            Some(Ok(_)) => {
                show(&dialog, None, false);
                Stage::Alive(instance)
            }
            _ => {
                destroy(&instance);
                show(&dialog, Some("The checkout could not be shown. Please try again."), false);
                Stage::Idle
            }
        },
        // Closed meanwhile.
        Ok(instance) => {
            destroy(&instance);
            Stage::Idle
        }
        Err(problem) => {
            show(&dialog, Some(&problem), false);
            Stage::Idle
        }
    };
    STAGE.set(next);
}

/// Ends what is shown. What is still being made ends itself.
fn end() {
    let alive = STAGE.with_borrow_mut(|stage| match stage {
        Stage::Alive(_) => std::mem::replace(stage, Stage::Idle),
        Stage::Idle | Stage::Opening => Stage::Idle,
    });
    if let Stage::Alive(instance) = alive {
        destroy(&instance);
    }
}

fn destroy(instance: &JsValue) {
    if let Some(destroy) = method(instance, "destroy") {
        // It is destroyed once, so Stripe.js has no reason to throw; if it does, the page goes on.
        let _ = destroy.call0(instance);
    }
}

async fn create(dialog: &HtmlDialogElement) -> Result<JsValue, String> {
    let broken = || "Stripe’s checkout could not be loaded. Check whether something blocks js.stripe.com, and try again.".to_owned();
    let (script, session) = futures::join!(load(dialog), session(dialog));
    let session = session?;
    script.ok_or_else(broken)?;
    let make = Reflect::get(&window(), &"Stripe".into()).ok().and_then(|stripe| stripe.dyn_into::<Function>().ok()).ok_or_else(broken)?;
    let stripe = make.call1(&JsValue::NULL, &session.publishable_key.as_str().into()).map_err(|_| broken())?;
    let made = call(&stripe, "createEmbeddedCheckoutPage", &options(session)).map_err(|_| broken())?;
    JsFuture::from(made.dyn_into::<Promise>().map_err(|_| broken())?).await.map_err(|_| broken())
}

fn options(session: CheckoutSession) -> Object {
    let CheckoutSession { client_secret, return_url, .. } = session;
    let secret = Closure::<dyn FnMut() -> Promise>::new(move || Promise::resolve(&JsValue::from_str(&client_secret))).into_js_value();
    let complete = Closure::<dyn FnMut()>::new(move || super::go(&return_url)).into_js_value();
    let options = Object::new();
    for (name, value) in [("fetchClientSecret", &secret), ("onComplete", &complete)] {
        // Setting a member of a new object never fails.
        let _ = Reflect::set(&options, &name.into(), value);
    }
    options
}

/// Asks the server for the session of this dialog's plan. Who has to prove first who they are is led there, and back.
async fn session(dialog: &HtmlDialogElement) -> Result<CheckoutSession, String> {
    let unreachable = || "The platform does not answer. Check your connection and try again.".to_owned();
    let form: HtmlFormElement = part(dialog, "form[action]").and_then(|form| form.dyn_into().ok()).ok_or_else(unreachable)?;
    let fields = FormData::new_with_form(&form).map_err(|_| unreachable())?;
    let request = Request::post(&form.action()).body(fields).map_err(|_| unreachable())?;
    let answer = request.send().await.map_err(|_| unreachable())?;
    if answer.ok() {
        return answer.json().await.map_err(|_| unreachable());
    }
    let error: AppError = answer.json().await.map_err(|_| unreachable())?;
    if error.code == ErrorCode::ConfirmationNeeded {
        let here = window().location();
        let here = here.pathname().unwrap_or_default() + &here.search().unwrap_or_default();
        super::go(&format!("/settings/step-up?next={}", String::from(js_sys::encode_uri_component(&here))));
    }
    Err(error.detail)
}

/// Loads Stripe.js once for the document.
async fn load(dialog: &HtmlDialogElement) -> Option<()> {
    if Reflect::get(&window(), &"Stripe".into()).is_ok_and(|stripe| stripe.is_function()) {
        return Some(());
    }
    let script: Element = document().create_element("script").ok()?;
    script.set_attribute("src", &dialog.get_attribute("data-checkout")?).ok()?;
    let (done, loaded) = oneshot::channel();
    let done = RefCell::new(Some(done));
    let tell = std::rc::Rc::new(move |whole: bool| {
        if let Some(done) = done.take() {
            // Nobody waits any more: the page is on its way elsewhere.
            let _ = done.send(whole);
        }
    });
    for (event, whole) in [("load", true), ("error", false)] {
        let tell = std::rc::Rc::clone(&tell);
        listen(&script, event, move |_| tell(whole));
    }
    document().head()?.append_child(&script).ok()?;
    let whole = loaded.await.unwrap_or(false);
    if !whole {
        script.remove();
    }
    whole.then_some(())
}

fn method(of: &JsValue, name: &str) -> Option<Function> {
    Reflect::get(of, &name.into()).ok()?.dyn_into().ok()
}

fn call(of: &JsValue, name: &str, argument: &JsValue) -> Result<JsValue, JsValue> {
    method(of, name).ok_or(JsValue::UNDEFINED)?.call1(of, argument)
}

fn show(dialog: &HtmlDialogElement, problem: Option<&str>, waiting: bool) {
    if let Some(line) = part(dialog, "[data-checkout-waiting]") {
        line.set_hidden(!waiting);
    }
    if let Some(text) = part(dialog, "[data-checkout-problem] p") {
        text.set_text_content(problem);
    }
    if let Some(section) = part(dialog, "[data-checkout-problem]") {
        section.set_hidden(problem.is_none());
    }
}
