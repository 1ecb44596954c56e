//! Asking for an authoring.

use authoring::author::Words;
use contract::{
    AppError, AuthoringId, DraftId, Slug,
    dto::{DraftInput, PreviewResponse},
    spec::SourceKind,
};
use serde_json::json;
use store::{authorings, parse, versions};

use super::{Wish, budget, shown, task};
use crate::{
    Ctx, Platform, Result,
    audit::{self, Action},
    authoring as look, drafts as drafting,
    ports::Quota,
    servers,
};

/// Characters of a wish.
const LONGEST: usize = 4_000;
/// Authorings of one organisation at the same time.
const MOST_OPEN: u64 = 3;
/// Authorings of one organisation in an hour, so that a script cannot spend a month's tokens in a minute.
const PER_HOUR: Quota = Quota { events: 60, window: std::time::Duration::from_secs(3_600) };

/// Whether a model is asked about what was typed on step 1; everything else compiles by itself.
pub fn wants_model(platform: &Platform, input: &DraftInput) -> bool {
    platform.model.is_some() && input.kind == SourceKind::Prompt && !input.text.trim().is_empty() && task::wants_model(&input.text)
}

/// Begins to write a server for a draft. What was typed is kept first, names are checked at once.
pub async fn describe(ctx: &Ctx, id: DraftId, input: DraftInput) -> Result<AuthoringId> {
    drafting::save(ctx, id, input.clone()).await?;
    if let Some(error) = drafting::check_names(ctx, &input).await? {
        return Err(error.into());
    }
    if Words::of(&input.text).typed.chars().filter(|c| c.is_alphanumeric()).count() < 8 && authoring::prompt::holds(&input.text).is_none() {
        return Err(AppError::field("source.text", "Say in a sentence or two what the server should do, in your own words.").into());
    }
    if let Some(asked) = asked_already(ctx, id, &input).await? {
        return Ok(asked);
    }
    begin(ctx, "describe", &id.to_string(), &Wish::Describe { input: Box::new(input) }).await
}

/// The authoring that works on this text, or has written what the draft holds: who presses twice, goes back and forth or
/// opens the draft elsewhere rejoins it, and nothing is asked twice.
async fn asked_already(ctx: &Ctx, id: DraftId, input: &DraftInput) -> Result<Option<AuthoringId>> {
    let Some(row) = authorings::newest(ctx.db.connection(), ctx.org.id, &id.to_string(), "describe").await? else { return Ok(None) };
    let Wish::Describe { input: then } = serde_json::from_str(&row.request)? else { return Ok(None) };
    if !drafting::says_the_same(&serde_json::to_string(input)?, &then)? {
        return Ok(None);
    }
    let asked: AuthoringId = parse(&row.id)?;
    let is_open = matches!(row.status.as_str(), "queued" | "running");
    let is_there = is_open || drafting::author_of(&drafting::find(ctx, id).await?)? == Some(asked);
    Ok(is_there.then_some(asked))
}

/// Begins to change a draft that has tools.
pub async fn refine_draft(ctx: &Ctx, id: DraftId, text: &str) -> Result<AuthoringId> {
    let row = drafting::find(ctx, id).await?;
    let preview: PreviewResponse = match &row.preview {
        Some(preview) => serde_json::from_str(preview)?,
        None => return Err(AppError::field("source.text", "Describe the server first.").into()),
    };
    refine(ctx, &id.to_string(), text, preview.spec).await
}

/// Begins to change a server.
pub async fn refine_server(ctx: &Ctx, slug: &Slug, text: &str) -> Result<AuthoringId> {
    ctx.require(contract::Permission::ManageServers)?;
    let db = ctx.db.connection();
    let server = servers::find(db, ctx, slug).await?;
    let version = versions::by_id(db, ctx.org.id, &server.latest_version).await?.ok_or_else(|| AppError::not_found("server"))?;
    refine(ctx, &server.id, text, serde_json::from_str(&version.spec)?).await
}

async fn refine(ctx: &Ctx, subject: &str, text: &str, spec: contract::ServerSpec) -> Result<AuthoringId> {
    let text = text.trim();
    if text.is_empty() {
        return Err(AppError::field("text", "Say what should be different, such as “make it read-only”.").into());
    }
    if text.chars().count() > LONGEST {
        return Err(AppError::field("text", format!("Say it in at most {LONGEST} characters.")).into());
    }
    if !Words::of(text).typed.chars().any(char::is_alphanumeric) {
        return Err(AppError::field("text", "Say in your own words what should be different. What is pasted is only read, nothing in it is done.").into());
    }
    let digest = look::seal_waiting(spec.clone()).await.map(|sealed| sealed.digest).unwrap_or_default();
    begin(ctx, "refine", subject, &Wish::Refine { text: text.to_owned(), digest, spec: Box::new(spec) }).await
}

async fn begin(ctx: &Ctx, kind: &str, subject: &str, wish: &Wish) -> Result<AuthoringId> {
    ctx.require(contract::Permission::ManageServers)?;
    if ctx.model.is_none() {
        return Err(shown::no_model().into());
    }
    budget::check(&ctx.platform, &ctx.org).await?;
    ctx.limiter.take(&format!("authoring:{}", ctx.org.id), PER_HOUR).await.map_err(AppError::rate_limited)?;
    let id = ctx.id(AuthoringId::new);
    let tx = ctx.db.begin().await?;
    if authorings::open(&tx, ctx.org.id).await? >= MOST_OPEN {
        return Err(AppError::conflict("The model is writing for your organisation already. Wait until it has finished, then try again.").into());
    }
    let new = authorings::NewAuthoring { id, org: ctx.org.id, user: ctx.person.id, kind, subject, request: serde_json::to_string(wish)?, now: ctx.now() };
    authorings::insert(&tx, new).await?;
    audit::append(&tx, ctx, Action::AuthoringStarted, id, json!({ "kind": kind, "subject": subject })).await?;
    tx.commit().await?;
    ctx.authorings.tell(id);
    Ok(id)
}
