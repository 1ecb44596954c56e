//! `/v1/servers`.

use axum::{
    Json,
    http::{HeaderMap, StatusCode},
};
use contract::{
    AppError, Slug,
    dto::{
        BuildRef, CallView, CreateServer, CreatedServer, InstallSnippet, Page, PatchServer, PreviewRequest, PreviewResponse, ReplaceSecret, ServerSummary,
        ServerView, SlugAnswer,
    },
};
use secrecy::SecretString;
use serde::Deserialize;

use super::{
    auth::Caller,
    json::{Body, Path, Query},
    problem::Problem,
};

type Answer<T> = Result<Json<T>, Problem>;

pub async fn preview(caller: Caller, Body(request): Body<PreviewRequest>) -> Answer<PreviewResponse> {
    caller.reply(domain::authoring::preview(&caller.0, request).await).map(Json)
}

pub async fn create(caller: Caller, headers: HeaderMap, Body(request): Body<CreateServer>) -> Result<(StatusCode, Json<CreatedServer>), Problem> {
    let key = idempotency_key(&headers)?;
    let created = caller.reply(domain::servers::create(&caller.0, request, key).await)?;
    Ok((StatusCode::ACCEPTED, Json(created)))
}

/// `Idempotency-Key` (draft-ietf-httpapi-idempotency-key-header): 1 to 255 visible characters.
fn idempotency_key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| (1..=255).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_graphic()));
    key.map(Some).ok_or_else(|| AppError::field("Idempotency-Key", "Use 1 to 255 visible characters without spaces, such as a UUID.").into())
}

pub async fn list(caller: Caller) -> Answer<Vec<ServerSummary>> {
    caller.reply(domain::servers::list(&caller.0).await).map(Json)
}

pub async fn get(caller: Caller, Path(slug): Path<Slug>) -> Answer<ServerView> {
    caller.reply(domain::servers::get(&caller.0, &slug).await).map(Json)
}

pub async fn update(caller: Caller, Path(slug): Path<Slug>, Body(patch): Body<PatchServer>) -> Answer<ServerView> {
    caller.reply(domain::servers::update(&caller.0, &slug, patch).await).map(Json)
}

pub async fn delete(caller: Caller, Path(slug): Path<Slug>) -> Result<StatusCode, Problem> {
    caller.reply(domain::servers::delete(&caller.0, &slug).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn build_again(caller: Caller, Path(slug): Path<Slug>) -> Result<(StatusCode, Json<BuildRef>), Problem> {
    let build = caller.reply(domain::servers::build_again(&caller.0, &slug).await)?;
    Ok((StatusCode::ACCEPTED, Json(build)))
}

pub async fn install(caller: Caller, Path(slug): Path<Slug>) -> Answer<Vec<InstallSnippet>> {
    caller.reply(domain::install::snippets(&caller.0, &slug).await).map(Json)
}

#[derive(Deserialize)]
pub struct Cursor {
    cursor: Option<String>,
}

pub async fn calls(caller: Caller, Path(slug): Path<Slug>, Query(query): Query<Cursor>) -> Answer<Page<CallView>> {
    caller.reply(domain::calls::log(&caller.0, &slug, query.cursor.as_deref()).await).map(Json)
}

pub async fn replace_secret(caller: Caller, Path((slug, name)): Path<(Slug, String)>, Body(request): Body<ReplaceSecret>) -> Answer<ServerView> {
    let value = SecretString::from(request.value);
    caller.reply(domain::servers::replace_secret(&caller.0, &slug, &name, value).await).map(Json)
}

#[derive(Deserialize)]
pub struct SlugQuery {
    #[serde(default)]
    name: String,
    #[serde(default)]
    slug: String,
}

pub async fn check_slug(caller: Caller, Query(query): Query<SlugQuery>) -> Answer<SlugAnswer> {
    caller.reply(domain::servers::check_slug(&caller.0, &query.name, &query.slug).await).map(Json)
}
