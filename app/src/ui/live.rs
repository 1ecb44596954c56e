//! The reactive parts of pages in one boxed form each. Every closure has a type of its own, and every type would be
//! compiled into the wasm bundle with the machinery around it; boxed, the machinery is there once.

use std::{future::Future, pin::Pin, sync::Arc};

use leptos::{ev, prelude::*};

/// A view that will be there later.
pub type Later = Pin<Box<dyn Future<Output = AnyView> + Send>>;

/// Shows `waiting` until the view is there. What it reads is tracked; while it changes, the old view stays.
pub fn later<F>(waiting: fn() -> AnyView, content: impl Fn() -> F + Send + Sync + 'static) -> AnyView
where
    F: Future<Output = AnyView> + Send + 'static,
{
    boxed_later(waiting, Arc::new(move || Box::pin(content())))
}

fn boxed_later(waiting: fn() -> AnyView, content: Arc<dyn Fn() -> Later + Send + Sync>) -> AnyView {
    view! {
        <Transition fallback=waiting>
            {move || Suspend::new(content())}
        </Transition>
    }
    .into_any()
}

/// Nothing, for what has no place of its own while it waits.
pub fn nothing() -> AnyView {
    ().into_any()
}

/// A view that follows what it reads.
pub fn live(view: impl Fn() -> AnyView + Send + 'static) -> AnyView {
    boxed(Box::new(view))
}

fn boxed(view: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || view()).into_any()
}

/// A text that follows what it reads.
pub fn text<T: Into<String>>(text: impl Fn() -> T + Send + 'static) -> AnyView {
    boxed_text(Box::new(move || text().into()))
}

fn boxed_text(text: Box<dyn Fn() -> String + Send>) -> AnyView {
    (move || text()).into_any()
}

/// An attribute that follows what it reads; `None` leaves it out.
pub fn attribute(value: impl Fn() -> Option<&'static str> + Send + 'static) -> Box<dyn FnMut() -> Option<&'static str> + Send> {
    Box::new(value)
}

/// An attribute without value that follows what it reads.
pub fn flag(value: impl Fn() -> bool + Send + 'static) -> Box<dyn FnMut() -> bool + Send> {
    Box::new(value)
}

/// What happens on a click.
pub fn click(action: impl FnMut(ev::MouseEvent) + Send + 'static) -> Box<dyn FnMut(ev::MouseEvent) + Send> {
    Box::new(action)
}

/// What happens on any other event.
pub fn event<E>(action: impl FnMut(E) + Send + 'static) -> Box<dyn FnMut(E) + Send> {
    Box::new(action)
}

/// Runs in the browser once the view is there, and again whenever something that it reads has changed.
pub fn effect(action: impl Fn() + 'static) {
    effect_boxed(Box::new(action));
}

fn effect_boxed(action: Box<dyn Fn()>) {
    Effect::new(move |_| action());
}
