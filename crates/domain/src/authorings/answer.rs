//! What a claimed authoring does: it asks the model, and stores what came of it whole or not at all.

use authoring::author::{Sources, Task, Words, diff};
use contract::{
    ServerSpec,
    dto::{AuthoringEventKind, DraftInput, Skipped},
};
use store::{drafts, orgs, parse};

use super::{
    Outcome, Wish,
    attempt::Attempt,
    pipeline::{self, Tell},
    task,
};
use crate::{Org, Result, authoring as look, drafts as drafting, identity, jobs::lost};

pub(super) async fn run(attempt: &Attempt) -> Result<()> {
    let platform = &attempt.platform;
    attempt.tell(AuthoringEventKind::Started { attempt: u32::try_from(attempt.number).unwrap_or_default() }).await?;
    let org = identity::org(platform, orgs::by_id(platform.db.connection(), attempt.org).await?.ok_or_else(lost)?)?;
    match serde_json::from_str(&attempt.row.request)? {
        Wish::Describe { input } => describe(attempt, &org, *input).await,
        Wish::Refine { text, spec, .. } => refine(attempt, &org, &text, *spec).await,
    }
}

/// A new server for a draft. The draft gets it in the same transaction in which the authoring ends.
async fn describe(attempt: &Attempt, org: &Org, input: DraftInput) -> Result<()> {
    let platform = &attempt.platform;
    attempt.tell(AuthoringEventKind::Reading).await?;
    let typed = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    let prepared = task::of_words(platform, &input.text, typed(&input.name), typed(&input.base_url)).await?;
    let written = pipeline::write(platform, org, &prepared.task, attempt).await?;
    let outcome = Outcome {
        spec: written.spec,
        held: written.held,
        allowed: Vec::new(),
        skipped: prepared.skipped,
        notes: [prepared.notes, written.notes].concat(),
        changes: Vec::new(),
    };
    let tools = outcome.spec.tools.len();
    let (compiled, preview) = drafting::authored(platform, attempt.id, &outcome).await?;
    let tx = platform.db.begin().await?;
    let draft = parse(&attempt.row.subject_id)?;
    let row = drafts::by_id(&tx, attempt.org, draft).await?.filter(|row| row.made.is_none());
    let row = row.ok_or_else(|| contract::AppError::not_found("draft"))?;
    if !drafting::says_the_same(&row.input, &input)? {
        return Err(contract::AppError::conflict("The text was changed while the model was writing, so the answer was thrown away. Continue again.").into());
    }
    let input = drafting::named(platform, org, serde_json::from_str(&row.input)?, &outcome.spec).await?;
    drafts::save_choices(&tx, attempt.org, draft, serde_json::to_string(&input)?, "{}".to_owned(), platform.now()).await?;
    drafts::save_compiled(&tx, attempt.org, draft, Some(compiled), preview, platform.now()).await?;
    // What came of it stands in the draft.
    attempt.succeed(tx, tools, "{}".to_owned()).await
}

/// A change of what exists: a proposal with its differences, taken over by the owner or not.
async fn refine(attempt: &Attempt, org: &Org, text: &str, spec: ServerSpec) -> Result<()> {
    let platform = &attempt.platform;
    let task = Task::Refine { spec: Box::new(spec.clone()), sources: Sources::of_change(Words::of(text)) };
    let written = pipeline::write(platform, org, &task, attempt).await?;
    let sealed = look::seal_waiting(written.spec).await?;
    look::refuse_private(platform, &sealed.spec, "text").map_err(contract::AppError::from)?;
    let changes = diff(&spec, &sealed.spec);
    let outcome = Outcome { held: written.held, allowed: Vec::new(), skipped: Vec::<Skipped>::new(), notes: written.notes, changes, spec: sealed.spec };
    let tools = outcome.spec.tools.len();
    let tx = platform.db.begin().await?;
    attempt.succeed(tx, tools, serde_json::to_string(&outcome)?).await
}
