//! The public site: what a visitor sees before and around the product, rendered on the server, without wasm.
//!
//! - `content` reads the Markdown of `/content` (embedded) and turns it into HTML;
//! - `docs` is the documentation: pages, search, the API reference, the same as plain Markdown;
//! - `pages` holds the marketing, legal and status pages;
//! - `frame` is the document around every page, `seo` what search engines and link previews read, `pwa` what makes the
//!   site installable and readable offline.
//!
//! Every address is an entry of [`map::PAGES`] or of [`router`]; the crawler test follows all of them.

mod content;
mod docs;
mod frame;
mod map;
mod pages;
mod pwa;
mod route;
mod seo;

pub use content::version as content_version;
pub use docs::bodies;
pub use pages::{broken::page as broken, replay};
pub use route::{Installation, Public, missing, router};

/// Addresses of all pages of the public site, for tests and the site map.
pub fn addresses() -> Vec<&'static str> {
    map::PAGES.iter().map(|page| page.path).collect()
}
