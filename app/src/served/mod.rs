//! Served pages: rendered on the server only, with plain forms and full page loads.
//!
//! The dashboard, settings, audit, support, administration and billing have no state that would have to live in the browser,
//! so none of them costs a byte of wasm: header, menus and forms work by themselves and by `web/site.js`. A page with an
//! island asks for the application with [`Served::live`]; it leaves the page's inside as the server wrote it
//! ([`crate::elsewhere`]).
//!
//! A page is a function `async fn page(at: At) -> domain::Result<Served>` and one line in [`pages`], with the right that
//! it needs. Router, permission matrix and link tests come from that list.

pub mod account;
pub mod admin;
mod at;
mod audit;
mod authorings;
pub(crate) mod billing;
mod data;
mod invitation;
mod login;
mod mailbox;
mod page;
mod passkey;
mod router;
mod security;
mod servers;
mod settings;
pub mod support;

use contract::Permission;

pub use at::At;
pub use page::{PageRight, Served, ServedPage, page};
pub(crate) use router::with_organisation;
pub use router::{Content, router};
pub use security::step_up_path;

/// Every served page, by noun.
pub fn pages() -> Vec<ServedPage> {
    let mut pages = vec![
        page("/servers", PageRight::Needs(Permission::ViewServers), servers::page),
        page("/audit", PageRight::Needs(Permission::ViewAudit), audit::log),
        page("/settings/data", PageRight::Needs(Permission::ManageAccount), data::data),
        page("/dev/mail", PageRight::Everybody, mailbox::page),
    ];
    pages.extend(account::pages());
    pages.extend(admin::pages());
    pages.extend(authorings::pages());
    pages.extend(billing::pages());
    pages.extend(invitation::pages());
    pages.extend(login::pages());
    pages.extend(security::pages());
    pages.extend(settings::pages());
    pages.extend(support::pages());
    pages
}
