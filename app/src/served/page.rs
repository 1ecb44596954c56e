//! A served page: its path, who may see it, and what it says.

use std::{future::Future, pin::Pin, sync::Arc};

use contract::Permission;
use leptos::prelude::*;

use super::At;

/// Who may see a page. Others are sent to sign in, told that they may not (403), or see nothing there (404).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageRight {
    Everybody,
    /// Signed in, with this permission in the organisation.
    Needs(Permission),
    /// The people who run the platform; nothing is there for anybody else.
    PlatformAdmin,
}

type View = Box<dyn FnOnce() -> AnyView + Send>;

/// What a page answers with.
pub struct Served {
    pub title: String,
    /// One sentence for search engines and previews.
    pub description: Option<String>,
    pub status: u16,
    /// More elements for the head: canonical address, preview image, structured data.
    pub head: Option<View>,
    pub view: View,
    /// The browser loads the application, too: for a page with an island that needs it.
    pub live: bool,
    /// Where Stripe.js lies, on the page that shows a checkout: its policy is wider.
    pub payments: Option<String>,
    /// Where the visitor is sent instead.
    pub elsewhere: Option<String>,
}

impl Served {
    /// A page with a title; the view is made where it can be rendered.
    pub fn new(title: impl Into<String>, view: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        Self { title: title.into(), description: None, status: 200, head: None, view: Box::new(view), live: false, payments: None, elsewhere: None }
    }

    /// Sends the visitor to another path of this site.
    pub fn elsewhere(path: impl Into<String>) -> Self {
        Self { elsewhere: Some(path.into()), ..Self::new("", || ().into_any()) }
    }

    pub fn describe(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Loads the application in the browser. A page without this one costs no wasm.
    pub fn live(mut self) -> Self {
        self.live = true;
        self
    }

    /// Lets the page show a checkout with the Stripe.js that lies there.
    pub fn with_payments(mut self, script: String) -> Self {
        self.payments = Some(script);
        self
    }

    pub fn head(mut self, head: impl FnOnce() -> AnyView + Send + 'static) -> Self {
        self.head = Some(Box::new(head));
        self
    }
}

type Render = Arc<dyn Fn(At) -> Pin<Box<dyn Future<Output = domain::Result<Served>> + Send>> + Send + Sync>;

/// One line of the list of pages.
#[derive(Clone)]
pub struct ServedPage {
    /// As axum writes paths: `/support/{id}`.
    pub path: &'static str,
    pub right: PageRight,
    pub(super) render: Render,
}

/// Lists a page.
pub fn page<F>(path: &'static str, right: PageRight, render: fn(At) -> F) -> ServedPage
where
    F: Future<Output = domain::Result<Served>> + Send + 'static,
{
    ServedPage { path, right, render: Arc::new(move |at| Box::pin(render(at))) }
}
