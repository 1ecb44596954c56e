//! Step 1 of the wizard.

use std::collections::BTreeMap;

use axum::response::Response;
use contract::{DraftId, dto::DraftInput, spec::SourceKind};
use domain::Ctx;

use super::{Posted, failed, failed_with, see, see_with};
use crate::{flash::Flash, ssr::parts::known};

/// Leaves step 1: keeps everything that was typed, then compiles it.
pub async fn describe(form: Posted) -> Response {
    let visit = &form.visit;
    let ctx = match visit.signed_in() {
        Ok(ctx) => ctx,
        Err(error) => return failed(visit, "/servers/new", "describe", error.into()),
    };
    let (input, kept) = typed(&form);
    let draft = form.filled("draft");
    let id = match keep(ctx, draft, input, &kept).await {
        Ok(id) => id,
        Err(error) => return failed(visit, &back_to(draft), "describe", error),
    };
    let here = format!("/servers/new?draft={id}&step=describe");
    if let Some(error) = form.file_error.clone() {
        return failed_with(visit, &here, Flash::failed("describe", error));
    }
    let stored = match domain::drafts::get(ctx, id).await {
        Ok(stored) => stored,
        Err(error) => return failed(visit, &here, "describe", error),
    };
    if domain::authorings::wants_model(&ctx.platform, &stored.input) {
        return match domain::authorings::describe(ctx, id, stored.input).await {
            Ok(authoring) => see(&format!("/authorings/{authoring}")),
            Err(error) => failed(visit, &here, "describe", error),
        };
    }
    match domain::drafts::describe(ctx, id, stored.input).await {
        Ok(_) => see(&format!("/servers/new?draft={id}&step=check")),
        Err(error) => failed(visit, &here, "describe", error),
    }
}

/// Throws a draft away.
pub async fn delete(form: Posted) -> Response {
    let visit = &form.visit;
    let deleted = async {
        let id: DraftId = known(form.text("draft"), "draft")?;
        domain::drafts::delete(visit.signed_in()?, id).await
    };
    match deleted.await {
        Ok(()) => see_with(visit, "/servers", &Flash::done("page", "The draft was deleted.")),
        Err(error) => failed(visit, "/servers", "page", error),
    }
}

fn back_to(draft: Option<&str>) -> String {
    match draft {
        Some(id) if id.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') => format!("/servers/new?draft={id}&step=describe"),
        _ => "/servers/new".to_owned(),
    }
}

/// The fields of step 1, and the kinds whose text the server holds already. An uploaded file wins over pasted text.
fn typed(form: &Posted) -> (DraftInput, Vec<String>) {
    let kind = SourceKind::named(form.text("kind")).unwrap_or(SourceKind::Openapi);
    let text_of = |kind: SourceKind| {
        let name = kind.as_str();
        let text = form.filled(&format!("file_{name}")).or_else(|| form.filled(&format!("text_{name}")));
        text.unwrap_or_default().to_owned()
    };
    let other_texts: BTreeMap<_, _> = SourceKind::ALL
        .into_iter()
        .filter(|other| *other != kind)
        .map(|other| (other.as_str().to_owned(), text_of(other)))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let input = DraftInput {
        kind,
        name: form.text("name").to_owned(),
        slug: form.text("slug").to_owned(),
        text: text_of(kind),
        url: if kind == SourceKind::Openapi { form.text("url").to_owned() } else { String::new() },
        base_url: form.text("base_url").to_owned(),
        other_texts,
    };
    (input, form.all("kept").map(str::to_owned).collect())
}

/// Stores what was typed, in a new draft where there is none yet. Texts named in `kept` that were not sent stay as they are.
pub async fn keep(ctx: &Ctx, draft: Option<&str>, mut input: DraftInput, kept: &[String]) -> domain::Result<DraftId> {
    let Some(draft) = draft else { return Ok(domain::drafts::create(ctx, input).await?.id) };
    let id: DraftId = known(draft, "draft")?;
    let before = domain::drafts::get(ctx, id).await?.input;
    let mut texts = before.other_texts;
    texts.insert(before.kind.as_str().to_owned(), before.text);
    texts.retain(|kind, _| kept.contains(kind));
    for (kind, text) in texts {
        if kind == input.kind.as_str() {
            // A file, a paste or an address replaces what was kept.
            if input.text.is_empty() && input.url.trim().is_empty() {
                input.text = text;
            }
        } else {
            input.other_texts.entry(kind).or_insert(text);
        }
    }
    domain::drafts::save(ctx, id, input).await?;
    Ok(id)
}
