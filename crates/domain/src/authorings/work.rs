//! The worker: claims authorings, keeps their lease, and brings them to their end.

use std::{sync::Arc, time::Duration};

use authoring::author::{Sources, Task, Words, diff};
use contract::{
    ServerSpec,
    dto::{AuthoringEventKind, DraftInput, Skipped},
};
use store::{authorings, drafts, orgs, parse};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{interval, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{
    Outcome, Wish,
    attempt::{Attempt, lost},
    pipeline::{self, Tell, told_error},
    task,
};
use crate::{Org, Platform, Result, authoring as look, drafts as drafting, identity};

/// Authorings at the same time in one process; they wait for the model most of the time.
const AT_ONCE: usize = 8;
const ATTEMPTS: i32 = 3;
const LOOK_EVERY: Duration = Duration::from_secs(1);
const RENEW_EVERY: Duration = Duration::from_secs(4);

/// Works off authorings until told to stop. Those under way are left to another worker: their lease runs out, and they
/// begin anew.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    let mut news = platform.authorings.follow();
    let mut tick = interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = tick.tick() => {}
            // A sign that was missed is made up for by the next look.
            _ = news.recv() => {}
        }
        while running.try_join_next().is_some() {}
        while let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            match claim_one(platform).await {
                Ok(Some(attempt)) => {
                    running.spawn(async move {
                        finish(attempt).await;
                        drop(place);
                    });
                }
                Ok(None) => break,
                Err(cause) => {
                    tracing::error!(%cause, "authorings cannot be claimed");
                    break;
                }
            }
        }
    }
    running.abort_all();
}

/// Claims one waiting authoring and works it off; `false` when none waits.
pub async fn work_off_one(platform: &Arc<Platform>) -> Result<bool> {
    match claim_one(platform).await? {
        Some(attempt) => {
            finish(attempt).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn claim_one(platform: &Arc<Platform>) -> Result<Option<Attempt>> {
    for row in authorings::waiting(platform.db.connection(), platform.now(), 8).await? {
        if let Some(attempt) = Attempt::claim(platform, row).await? {
            return Ok(Some(attempt));
        }
    }
    Ok(None)
}

async fn finish(attempt: Attempt) {
    let outcome = if attempt.number > ATTEMPTS {
        Err(contract::AppError::unavailable("This could not be finished in three attempts. Try again; your text is kept.").into())
    } else {
        tokio::select! {
            outcome = run(&attempt) => outcome,
            () = lease_lost(&attempt) => Err(lost()),
        }
    };
    let Err(cause) = outcome else { return };
    if let Err(cause) = attempt.fail(told_error(cause)).await {
        tracing::warn!(authoring = %attempt.id, %cause, "an authoring could not be ended; another attempt follows");
    }
}

async fn lease_lost(attempt: &Attempt) {
    loop {
        sleep(RENEW_EVERY).await;
        match attempt.renew().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(cause) => tracing::warn!(authoring = %attempt.id, %cause, "a lease could not be renewed; trying again"),
        }
    }
}

async fn run(attempt: &Attempt) -> Result<()> {
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
    let outcome =
        Outcome { spec: written.spec, held: written.held, skipped: prepared.skipped, notes: [prepared.notes, written.notes].concat(), changes: Vec::new() };
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
    let task = Task::Refine { spec: Box::new(spec.clone()), sources: Sources::of_words(Words::typed(text)) };
    let written = pipeline::write(platform, org, &task, attempt).await?;
    let sealed = look::seal_waiting(written.spec).await?;
    look::refuse_private(platform, &sealed.spec, "text").map_err(contract::AppError::from)?;
    let changes = diff(&spec, &sealed.spec);
    let outcome = Outcome { held: written.held, skipped: Vec::<Skipped>::new(), notes: written.notes, changes, spec: sealed.spec };
    let tools = outcome.spec.tools.len();
    let tx = platform.db.begin().await?;
    attempt.succeed(tx, tools, serde_json::to_string(&outcome)?).await
}
