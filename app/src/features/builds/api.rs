//! Server functions for builds.

use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// One build with its steps. An id that is not one is as unknown as any other.
#[server(name = GetBuild, prefix = "/_fn", endpoint = "builds/get", input = Wire, output = Wire)]
pub async fn get_build(id: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::known, reply};
    let ctx = ctx()?;
    let id: contract::BuildId = reply(known(&id, "build"))?;
    Packed::of(reply(domain::builds::get(&ctx, id).await)?)
}
