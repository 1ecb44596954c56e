//! From a source to a specification, with nothing stored.

use std::time::Duration;

use authoring::{CompileRequest, Compiled, Sealed, compile::LONGEST_TEXT};
use contract::{
    AppError, DisplayName, ErrorCode, FieldError, Permission, ServerSpec, Slug,
    dto::{ListSize, PreviewRequest, PreviewResponse, RecipeCard, Skipped, SourceInput},
    lint::Finding,
    spec::SourceKind,
};

use crate::{Ctx, Error, Platform, Result, authorings, ports::Quota};

/// Sources that one person may have compiled: each may cost a second of a processor, and a fetch from somewhere else.
const COMPILES: Quota = Quota { events: 120, window: Duration::from_secs(60) };

/// Compiles a source in a confined child and lints the result. Stores nothing.
pub async fn preview(ctx: &Ctx, request: PreviewRequest) -> Result<PreviewResponse> {
    ctx.require(Permission::ManageServers)?;
    if let Some(text) = authorings::prompt_for_model(ctx, &request) {
        check_names(&request)?;
        return authorings::preview(ctx, &request, text).await;
    }
    let address_field = if request.base_url.is_some() { "base_url" } else { "source.text" };
    let compiled = compile(ctx, request).await?;
    look(ctx, unseen(compiled.spec, compiled.skipped, compiled.notes), false, address_field).await
}

/// Name and slug, where they were given.
fn check_names(request: &PreviewRequest) -> Result<()> {
    let name = request.name.as_ref().and_then(|name| DisplayName::parse(name).err());
    let slug = request.slug.as_ref().and_then(|slug| Slug::parse(slug).err());
    let errors: Vec<FieldError> = name.into_iter().chain(slug).collect();
    if errors.is_empty() { Ok(()) } else { Err(AppError::invalid(errors).into()) }
}

/// What the linter says, what the list costs, and the mended specification where a fix was asked for.
pub type Linted = (Vec<Finding>, ListSize, Option<ServerSpec>);

/// Looks at a specification that somebody sends, and mends one finding (rule and tool) where asked to.
pub async fn lint(spec: ServerSpec, slug: Option<String>, fix: Option<(String, Option<String>)>) -> Result<Linted> {
    apart(move || {
        let slug = slug.unwrap_or_else(|| Slug::suggest(&spec.name).as_str().to_owned());
        let mended = match fix {
            Some((rule, tool)) => {
                let mended = authoring::lint::fix(&spec, &slug, &rule, tool.as_deref());
                Some(mended.ok_or_else(|| AppError::field("fix.rule", "There is no such finding that one click could mend."))?)
            }
            None => None,
        };
        let shown = mended.as_ref().unwrap_or(&spec);
        Ok((authoring::lint::lint_as(shown, &slug), authoring::size(shown), mended))
    })
    .await?
}

/// The catalogue of ready recipes.
pub fn recipes() -> Vec<RecipeCard> {
    authoring::recipes::catalogue()
}

/// Checks everything that was typed, fetches the document where an address was given, and compiles it in a confined child.
pub(crate) async fn compile(ctx: &Ctx, request: PreviewRequest) -> Result<Compiled> {
    limit(ctx).await?;
    let mut errors = Vec::new();
    if let Some(name) = &request.name {
        errors.extend(DisplayName::parse(name).err());
    }
    if let Some(slug) = &request.slug {
        errors.extend(Slug::parse(slug).err());
    }
    errors.extend(check_source(&request.source).err());
    if !errors.is_empty() {
        return Err(AppError::invalid(errors).into());
    }
    let SourceInput { kind, text, url } = request.source;
    let source_url = url.map(|url| url.trim().to_owned()).filter(|url| !url.is_empty());
    let text = match &source_url {
        Some(url) => ctx.fetcher.fetch(url).await?,
        None => text.unwrap_or_default(),
    };
    check_size(&text)?;
    let job = CompileRequest {
        kind,
        text,
        source_url,
        name: request.name,
        operations: request.operations,
        base_url: request.base_url,
        credentials: request.credentials,
    };
    let compiled = ctx.runtime.author(job).await??;
    if compiled.spec.tools.is_empty() {
        return Err(AppError::field("source.text", nothing_found(&compiled.skipped)).into());
    }
    Ok(compiled)
}

/// Counts for the person behind the request, whichever of their keys or sessions they use.
async fn limit(ctx: &Ctx) -> Result<()> {
    let free = ctx.limiter.take(&format!("compile:{}", ctx.person.id), COMPILES).await;
    free.map_err(|wait| AppError::rate_limited(wait).into())
}

/// A preview that nobody has looked at.
pub(crate) fn unseen(spec: ServerSpec, skipped: Vec<Skipped>, notes: Vec<String>) -> PreviewResponse {
    PreviewResponse { spec, lint: Vec::new(), skipped, size: ListSize::default(), notes }
}

/// Puts a compiled specification through the gate and looks at it as clients will. `waits`: tools of it wait for their
/// owner, perhaps all of them. `address_field`: where the address of the upstream was typed.
pub(crate) async fn look(platform: &Platform, preview: PreviewResponse, waits: bool, address_field: &str) -> Result<PreviewResponse> {
    let sealed = if waits { seal_waiting(preview.spec).await? } else { seal(preview.spec).await? };
    refuse_private(platform, &sealed.spec, address_field)?;
    judge(PreviewResponse { spec: sealed.spec, ..preview }).await
}

/// Findings of the linter, and what the list costs.
pub(crate) async fn judge(mut preview: PreviewResponse) -> Result<PreviewResponse> {
    apart(move || {
        preview.lint = authoring::lint(&preview.spec);
        preview.size = authoring::size(&preview.spec);
        preview
    })
    .await
}

/// The gate that every specification passes, whoever sends it: validated, brought into canonical form, origins derived.
pub(crate) async fn seal(spec: ServerSpec) -> Result<Sealed> {
    Ok(apart(move || authoring::seal(spec)).await??)
}

/// The same for what is being made: all of its tools may wait for their owner.
pub(crate) async fn seal_waiting(spec: ServerSpec) -> Result<Sealed> {
    Ok(apart(move || authoring::seal::seal_waiting(spec)).await??)
}

/// Tools may reach public addresses only, unless the operator allows more.
pub(crate) fn refuse_private(platform: &Platform, spec: &ServerSpec, field: &str) -> Result<(), FieldError> {
    match spec.origins.iter().find(|origin| !platform.fetcher.allows(origin)) {
        None => Ok(()),
        Some(origin) => Err(FieldError::new(
            field,
            format!(
                "{origin} is not a public address, and tools may reach nothing else. If it is one of your own services, the operator of this platform can allow it with BMM_EGRESS_ALLOW={}.",
                origin.authority()
            ),
        )),
    }
}

/// Large specifications take a while to look at; other requests do not wait for them.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(Error::hidden)
}

fn check_source(source: &SourceInput) -> Result<(), FieldError> {
    let is_typed = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
    match (is_typed(&source.text), is_typed(&source.url)) {
        (true, true) => Err(FieldError::new("source.url", "Send either the text or an address to fetch it from, not both.")),
        (false, true) if source.kind != SourceKind::Openapi => {
            Err(FieldError::new("source.url", "Only OpenAPI documents are fetched from an address. Paste the text instead."))
        }
        (false, false) => Err(FieldError::new("source.text", what_is_missing(source.kind))),
        _ => Ok(()),
    }
}

const fn what_is_missing(kind: SourceKind) -> &'static str {
    match kind {
        SourceKind::Openapi => "Paste an OpenAPI document, upload one, or give the address of one.",
        SourceKind::Curl => "Paste at least one curl command.",
        SourceKind::Postman => "Paste or upload a Postman collection (version 2.1).",
        SourceKind::Recipe => "Choose a recipe.",
        SourceKind::Prompt => "Describe what the server should do, or paste a document, a curl command or an address.",
    }
}

fn check_size(text: &str) -> Result<(), AppError> {
    if text.len() <= LONGEST_TEXT {
        return Ok(());
    }
    let megabytes = text.len().div_ceil(1024 * 1024);
    let detail = format!("This document has {megabytes} MB; the limit is 16 MB. Remove the parts that you do not need, or leave examples out.");
    Err(AppError { errors: vec![FieldError::new("source.text", detail.clone())], ..AppError::new(ErrorCode::TooLarge, detail) })
}

fn nothing_found(skipped: &[Skipped]) -> String {
    match skipped.first() {
        None => "No operation was found in it, so there is nothing to make a tool from. Check that the whole document was pasted.".to_owned(),
        Some(first) => format!("None of its operations can become a tool. “{}”: {}", first.operation, first.reason),
    }
}
