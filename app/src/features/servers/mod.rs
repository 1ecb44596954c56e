//! Hosted servers: the dashboard and a server's own page.

pub mod access;
pub mod api;
pub mod calls;
pub mod install;
pub mod list;
pub mod model;
pub mod overview;
pub mod page;
pub mod playground;
pub mod settings;
pub mod tools;
