//! Server functions for API keys.

use contract::dto::{CreatedKey, KeyView};
use leptos::prelude::*;

use crate::{Failure, wire::Wire};

/// The organisation's keys, without their values.
#[server(name = ListKeys, prefix = "/_fn", endpoint = "keys/list", input = Wire, output = Wire)]
pub async fn list_keys() -> Result<Vec<KeyView>, Failure> {
    use crate::ssr::{ctx, reply};
    let ctx = ctx()?;
    reply(domain::keys::list(&ctx).await)
}

/// Makes a key; the answer is the only place where it is ever shown.
#[server(name = CreateKey, prefix = "/_fn", endpoint = "keys/create", input = Wire, output = Wire)]
pub async fn create_key(name: String) -> Result<CreatedKey, Failure> {
    use crate::ssr::{ctx, reply};
    let ctx = ctx()?;
    reply(domain::keys::create(&ctx, contract::dto::CreateKey { name }).await)
}
