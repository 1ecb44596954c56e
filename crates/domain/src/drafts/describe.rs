//! Leaving step 1.

use authoring::author::Held;
use contract::{
    AppError, DisplayName, DraftId, ErrorCode, FieldError, Permission, Slug,
    dto::{CredentialInput, DraftInput, DraftView, PreviewRequest, PreviewResponse, SourceInput},
    spec::SourceKind,
};
use store::{drafts, servers};

use super::{
    choices::{Choices, Compiled},
    keep,
};
use crate::{Ctx, Error, Platform, Result, authoring as author, servers::taken};

/// Leaves step 1: keeps the text first, then compiles it. An error loses nothing that was typed.
pub async fn describe(ctx: &Ctx, id: DraftId, mut input: DraftInput) -> Result<DraftView> {
    ctx.require(Permission::ManageServers)?;
    keep::save(ctx, id, input.clone()).await?;
    let choices: Choices = serde_json::from_str(&keep::find(ctx, id).await?.choices)?;

    let names = check_names(ctx, &input).await?;
    let compiled = match compile(ctx, &input, choices.added.clone()).await {
        Ok(compiled) => compiled,
        Err(Error::Shown(error)) => return Err(join(names, error).into()),
        Err(error) => return Err(error),
    };
    if let Some(conflict) = names {
        return Err(conflict.into());
    }
    if input.name.trim().is_empty() {
        input.name.clone_from(&compiled.spec.name);
    }
    if input.slug.trim().is_empty() {
        let answer = crate::servers::check_slug(ctx, &input.name, "").await?;
        input.slug = answer.suggestion.unwrap_or(answer.slug);
    }
    let preview = looked(ctx, &compiled, &choices, address_field(&input)).await;
    let preview = match preview {
        Ok(preview) => preview,
        // An edit of step 2 that no longer fits; it is complained about there.
        Err(Error::Shown(error)) if choices != Choices::default() && error.code == ErrorCode::Invalid => unsealed(&compiled, &choices).await?,
        Err(error) => return Err(error),
    };
    keep::save(ctx, id, input).await?;
    store(ctx, id, Some(&compiled), &preview).await?;
    keep::get(ctx, id).await
}

/// Compiles what was typed. Empty fields are as good as absent ones.
pub(super) async fn compile(ctx: &Ctx, input: &DraftInput, added: Vec<CredentialInput>) -> Result<Compiled> {
    let typed = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned);
    // An address left behind by another kind of source does not count.
    let url = typed(&input.url).filter(|_| input.kind == SourceKind::Openapi);
    let request = PreviewRequest {
        source: SourceInput { kind: input.kind, text: Some(input.text.clone()).filter(|text| !text.trim().is_empty()), url },
        // A wrong name is complained about already, and must not hide what is wrong with the source.
        name: DisplayName::parse(&input.name).ok().map(String::from),
        slug: None,
        operations: None,
        base_url: typed(&input.base_url),
        credentials: added,
    };
    let compiled = author::compile(ctx, request).await?;
    Ok(Compiled { spec: compiled.spec, skipped: compiled.skipped, notes: compiled.notes, own: false, authored: None, held: Vec::new() })
}

/// The specification as it was chosen, although it does not pass the gate yet.
pub(super) async fn unsealed(compiled: &Compiled, choices: &Choices) -> Result<PreviewResponse> {
    let mut preview = author::judge(chosen(compiled, choices)).await?;
    tell_held(&mut preview, compiled, choices);
    Ok(preview)
}

/// What is held, by the names that the owner sees.
pub(super) fn held(compiled: &Compiled, choices: &Choices) -> Vec<Held> {
    compiled.held.iter().map(|held| Held { tool: choices.shown_name(&held.tool).to_owned(), ..held.clone() }).collect()
}

/// The specification as it was chosen, looked at as clients will, with what is held.
pub(super) async fn looked(platform: &Platform, compiled: &Compiled, choices: &Choices, field: &str) -> Result<PreviewResponse> {
    let mut preview = author::look(platform, chosen(compiled, choices), !compiled.held.is_empty(), field).await?;
    tell_held(&mut preview, compiled, choices);
    Ok(preview)
}

fn tell_held(preview: &mut PreviewResponse, compiled: &Compiled, choices: &Choices) {
    preview.lint.splice(0..0, authoring::author::findings(&held(compiled, choices)));
}

/// What the source compiled to with the choices applied, not looked at yet.
pub(super) fn chosen(compiled: &Compiled, choices: &Choices) -> PreviewResponse {
    let Compiled { spec, skipped, notes, .. } = compiled.clone();
    let mut spec = choices.apply(spec);
    for held in held(compiled, choices) {
        if let Some(tool) = spec.tools.iter_mut().find(|tool| tool.name == held.tool) {
            tool.enabled = false;
        }
    }
    author::unseen(spec, skipped, notes)
}

/// The field where an upstream's address was typed.
pub(super) fn address_field(input: &DraftInput) -> &'static str {
    if input.base_url.trim().is_empty() { "source.text" } else { "base_url" }
}

pub(super) async fn store(ctx: &Ctx, id: DraftId, compiled: Option<&Compiled>, preview: &PreviewResponse) -> Result<()> {
    let compiled = compiled.map(serde_json::to_string).transpose()?;
    let preview = serde_json::to_string(preview)?;
    let kept = drafts::save_compiled(ctx.db.connection(), ctx.org.id, id, compiled, preview, ctx.now()).await?;
    if kept { Ok(()) } else { Err(keep::missing().into()) }
}

/// Name and slug may be left out: the source has a title, and a slug can be made from it.
pub(crate) async fn check_names(ctx: &Ctx, input: &DraftInput) -> Result<Option<AppError>> {
    let mut errors: Vec<FieldError> = Vec::new();
    if !input.name.trim().is_empty() {
        errors.extend(DisplayName::parse(&input.name).err());
    }
    let mut conflict = None;
    if !input.slug.trim().is_empty() {
        match Slug::parse(&input.slug) {
            Ok(slug) if servers::slug_is_taken(ctx.db.connection(), ctx.org.id, &slug).await? => conflict = Some(taken(&slug)),
            Ok(_) => {}
            Err(error) => errors.push(error),
        }
    }
    Ok(match (errors.is_empty(), conflict) {
        (true, conflict) => conflict,
        (false, None) => Some(AppError::invalid(errors)),
        (false, Some(conflict)) => Some(join(Some(AppError::invalid(errors)), conflict)),
    })
}

/// Both, so that everything is said at once.
fn join(first: Option<AppError>, second: AppError) -> AppError {
    let Some(first) = first else { return second };
    if second.errors.is_empty() {
        return second;
    }
    let mut errors = first.errors;
    for error in second.errors {
        if !errors.contains(&error) {
            errors.push(error);
        }
    }
    AppError::invalid(errors)
}
