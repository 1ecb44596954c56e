//! The web application: pages, components and server functions, compiled for the server (`ssr`) and for the browser
//! (`hydrate`).
//!
//! - `ui` knows no feature, `layouts` frames every page, `features/<noun>` holds pages and their server functions,
//!   `browser` holds what only a browser can do and is inert on the server.
//! - Reading goes through server functions under `/_fn` (`api.rs`), writing through plain forms under `/forms`
//!   ([`ssr::forms`]), which work without JavaScript.
//! - Pages without a life of their own in the browser are [`served`]: rendered on the server only.
//! - Feature gates stand here and in [`elsewhere`], and nowhere else.

pub mod browser;
pub mod failure;
pub mod features;
pub mod flash;
pub mod layouts;
pub mod session;
pub mod ui;
pub mod wire;

#[cfg(feature = "ssr")]
pub mod served;
#[cfg(feature = "ssr")]
pub mod ssr;

mod app;
mod elsewhere;

pub use app::App;
pub use failure::Failure;

/// Renders the document around [`App`].
#[cfg(feature = "ssr")]
pub use ssr::shell::shell;

/// Registers every server function, so that none depends on link order. Called once, before the router is made.
#[cfg(feature = "ssr")]
pub fn server_functions() {
    use leptos::server_fn::axum::register_explicit as register;

    register::<session::api::PageState>();
    register::<features::servers::api::GetServer>();
    register::<features::servers::api::GetTool>();
    register::<features::servers::api::ListSnippets>();
    register::<features::servers::api::ListCalls>();
    register::<features::servers::api::CallTool>();
    register::<features::servers::api::CheckSlug>();
    register::<features::keys::api::ListKeys>();
    register::<features::keys::api::CreateKey>();
    register::<features::builds::api::GetBuild>();
    register::<features::wizard::api::ListRecipes>();
    register::<features::wizard::api::OpenDraft>();
    register::<features::wizard::api::SaveDraft>();
    register::<features::wizard::api::OpenCheck>();
    register::<features::wizard::api::GetDraftTool>();
}

/// Takes over the page that the server rendered.
#[cfg(feature = "hydrate")]
pub fn hydrate() {
    leptos::mount::hydrate_body(App);
}
