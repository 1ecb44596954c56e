//! Hosted servers.

use contract::{
    Slug,
    dto::{CreateServer, CreatedServer, PatchServer, ServerSummary, ServerView, SlugAnswer},
};

use crate::{Ctx, Result};

/// Makes a server and its first build. `idempotency_key`: the same key with the same request answers as the first time;
/// with another request it is a conflict. Keys are kept for 24 hours.
pub async fn create(_ctx: &Ctx, _request: CreateServer, _idempotency_key: Option<&str>) -> Result<CreatedServer> {
    todo!()
}

/// The organisation's servers, newest first.
pub async fn list(_ctx: &Ctx) -> Result<Vec<ServerSummary>> {
    todo!()
}

pub async fn get(_ctx: &Ctx, _slug: &Slug) -> Result<ServerView> {
    todo!()
}

/// Renames, pauses, resumes, makes public or private.
pub async fn update(_ctx: &Ctx, _slug: &Slug, _patch: PatchServer) -> Result<ServerView> {
    todo!()
}

/// Deletes the server with its secrets, drafts of calls and logs. Its slug is never given out again.
pub async fn delete(_ctx: &Ctx, _slug: &Slug) -> Result<()> {
    todo!()
}

/// Seals a new value for one of the server's secret slots.
pub async fn replace_secret(_ctx: &Ctx, _slug: &Slug, _slot: &str, _value: secrecy::SecretString) -> Result<ServerView> {
    todo!()
}

/// Says whether a slug can be had; an empty `slug` asks for one made from the name.
pub async fn check_slug(_ctx: &Ctx, _name: &str, _slug: &str) -> Result<SlugAnswer> {
    todo!()
}

/// How many servers the organisation has.
pub async fn count(_ctx: &Ctx) -> Result<u32> {
    todo!()
}
