//! What every request passes, one file per layer. The order is in [`super::router`].

pub mod body_limit;
pub mod client;
pub mod csrf;
pub mod functions;
pub mod host;
pub mod panic;
pub mod rate_limit;
pub mod readable;
pub mod security_headers;
pub mod trace;
