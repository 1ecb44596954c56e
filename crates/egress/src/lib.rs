//! The only way out of the platform: tools' requests and documents that authors fetch.
//!
//! A request passes, in this order: [`template`] (does the tool make this request?), [`headers`], [`gate`] (origin, host,
//! literal address), [`inject`] (credentials), [`resolve`] (every address that is dialled), the limits of [`client`],
//! and on its way back [`mask`]. Redirects are followed by hand and start again at the gate.
//!
//! The crate knows the contract only: sealed credentials come in through [`Secrets`].

pub mod address;
pub mod allow;
pub mod client;
pub mod error;
pub mod gate;
pub mod headers;
pub mod inject;
pub mod mask;
pub mod resolve;
pub mod service;
pub mod template;
pub mod tls;

pub use allow::{EgressAllow, InvalidAllow};
pub use client::{Limits, SetupError};
pub use error::{Error, Refusal};
pub use gate::{Gate, Own, Scope, Target};
pub use inject::{OpenError, Secrets};
pub use resolve::{Lookup, SystemLookup};
pub use service::{Call, Egress, Request, Response};
pub use tls::{client_config, client_config_with, install_ring};
