//! Server functions for hosted servers.

use leptos::prelude::*;
use serde_json::{Map, Value};

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// One server, without its schemas.
#[server(name = GetServer, prefix = "/_fn", endpoint = "servers/get", input = Wire, output = Wire)]
pub async fn get_server(slug: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::server_slug, reply};
    let ctx = ctx()?;
    let slug = reply(server_slug(&slug))?;
    Packed::of(super::model::ServerPage::from(reply(domain::servers::get(&ctx, &slug).await)?))
}

/// One tool with its schemas; the first one that is switched on where none is named.
#[server(name = GetTool, prefix = "/_fn", endpoint = "servers/tool", input = Wire, output = Wire)]
pub async fn get_tool(slug: String, tool: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::server_slug, reply};
    let ctx = ctx()?;
    let slug = reply(server_slug(&slug))?;
    let view = reply(domain::servers::get(&ctx, &slug).await)?;
    let found = view
        .tool_list
        .iter()
        .find(|row| if tool.is_empty() { row.enabled } else { row.name == tool })
        .ok_or_else(|| contract::AppError::not_found("tool").into());
    Packed::of(super::model::ToolDetail::of(reply(found)?))
}

/// How each client is connected.
#[server(name = ListSnippets, prefix = "/_fn", endpoint = "servers/snippets", input = Wire, output = Wire)]
pub async fn list_snippets(slug: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::server_slug, reply};
    let ctx = ctx()?;
    let slug = reply(server_slug(&slug))?;
    Packed::of(reply(domain::install::snippets(&ctx, &slug).await)?)
}

/// One page of the call log.
#[server(name = ListCalls, prefix = "/_fn", endpoint = "servers/calls", input = Wire, output = Wire)]
pub async fn list_calls(slug: String, cursor: Option<String>) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, parts::server_slug, reply};
    let ctx = ctx()?;
    let slug = reply(server_slug(&slug))?;
    Packed::of(reply(domain::calls::log(&ctx, &slug, cursor.as_deref()).await)?)
}

/// Calls a tool from the playground.
#[server(name = CallTool, prefix = "/_fn", endpoint = "servers/call", input = Wire, output = Wire)]
pub async fn call_tool(org: String, slug: String, tool: String, arguments: Map<String, Value>) -> Result<Packed, Failure> {
    use crate::ssr::{ctx_in, parts::server_slug, reply};
    let ctx = ctx_in(&org)?;
    let slug = reply(server_slug(&slug))?;
    let answer = reply(domain::calls::playground(&ctx, &slug, &tool, contract::dto::CallTool { arguments }).await)?;
    Packed::of(super::model::Answered::from(answer))
}

/// Whether a slug can be had; an empty one asks for a suggestion.
#[server(name = CheckSlug, prefix = "/_fn", endpoint = "servers/slug", input = Wire, output = Wire)]
pub async fn check_slug(name: String, slug: String) -> Result<Packed, Failure> {
    use crate::ssr::{ctx, reply};
    let ctx = ctx()?;
    Packed::of(reply(domain::servers::check_slug(&ctx, &name, &slug).await)?)
}
