//! `/v1/authorings` and `/v1/lint`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError, AuthoringId, ServerSpec, Slug,
    dto::{AllowRequest, AuthoringRef, AuthoringView, ListSize, RefineRequest, Taken},
    lint::Finding,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

type Answer<T> = Result<Json<T>, Problem>;

fn id(text: &str) -> Result<AuthoringId, Problem> {
    text.parse().map_err(|_| AppError::not_found("authoring").into())
}

pub async fn get(caller: Caller, Path(text): Path<String>) -> Answer<AuthoringView> {
    caller.reply(domain::authorings::get(&caller.0, id(&text)?).await).map(Json)
}

pub async fn allow(caller: Caller, Path(text): Path<String>, Body(request): Body<AllowRequest>) -> Answer<AuthoringView> {
    let id = id(&text)?;
    caller.reply(domain::authorings::allow(&caller.0, id, &request.rule, &request.tool).await)?;
    caller.reply(domain::authorings::get(&caller.0, id).await).map(Json)
}

pub async fn take(caller: Caller, Path(text): Path<String>) -> Answer<Taken> {
    caller.reply(domain::authorings::take(&caller.0, id(&text)?).await).map(Json)
}

pub async fn refine(caller: Caller, Path(slug): Path<String>, Body(request): Body<RefineRequest>) -> Result<(StatusCode, Json<AuthoringRef>), Problem> {
    let slug = Slug::parse(&slug).map_err(|_| AppError::not_found("server"))?;
    let id = caller.reply(domain::authorings::refine_server(&caller.0, &slug, &request.text).await)?;
    Ok((StatusCode::ACCEPTED, Json(AuthoringRef { id })))
}

/// What to look at.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LintRequest {
    #[schemars(example = contract::examples::spec())]
    pub spec: ServerSpec,
    /// Clients count it towards the length of tool names; made from the name where it is left out.
    #[serde(default)]
    pub slug: Option<String>,
    /// Mend the finding of this rule, and answer with the mended specification.
    #[serde(default)]
    pub fix: Option<Fix>,
}

/// One finding.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fix {
    pub rule: String,
    /// The tool that it is about; left out for findings about the whole server.
    #[serde(default)]
    pub tool: Option<String>,
}

/// What the linter says.
#[derive(Serialize, JsonSchema)]
pub struct LintAnswer {
    pub lint: Vec<Finding>,
    pub size: ListSize,
    /// The mended specification, where a fix was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub spec: Option<ServerSpec>,
}

pub async fn lint(caller: Caller, Body(request): Body<LintRequest>) -> Answer<LintAnswer> {
    let LintRequest { spec, slug, fix } = request;
    let fix = fix.map(|fix| (fix.rule, fix.tool));
    let (lint, size, spec) = caller.reply(domain::authoring::lint(spec, slug, fix).await)?;
    Ok(Json(LintAnswer { lint, size, spec }))
}
