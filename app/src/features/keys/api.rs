//! Server functions for API keys.

use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// The organisation's keys, without their values.
#[server(name = ListKeys, prefix = "/_fn", endpoint = "keys/list", input = Wire, output = Wire)]
pub async fn list_keys() -> Result<Packed, Failure> {
    use crate::ssr::{ctx, reply};
    let ctx = ctx()?;
    Packed::of(reply(domain::keys::list(&ctx).await)?)
}

/// Makes a key; the answer is the only place where it is ever shown.
#[server(name = CreateKey, prefix = "/_fn", endpoint = "keys/create", input = Wire, output = Wire)]
pub async fn create_key(org: String, name: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx_in, reply};
    let ctx = ctx_in(&org)?;
    // A client of a server calls tools and does nothing else.
    let request = contract::dto::CreateKey { name, scopes: Some(vec![contract::Scope::ToolsCall]), expires_in_days: None };
    let made = reply(domain::keys::create(&ctx, request).await)?;
    Packed::of(super::NewKey { key: made.key, name: made.view.name })
}
