//! Asking, checking, trying out, sending back: at most three repairs, and nothing half-done at the end.

use std::sync::{Arc, Mutex, PoisonError};

use authoring::author::{self, Answered, MOST_REPAIRS, Task, Written};
use contract::{
    AppError, ErrorCode,
    dto::{AuthoringEventKind, PreviewRequest, PreviewResponse},
};
use tokio::sync::mpsc;

use super::{budget, examples, shown, task};
use crate::{
    Ctx, Error, Org, Platform, Result, authoring as look,
    ports::{Model, ModelAnswer, ModelError, ModelRequest, ModelRound},
};

/// Where an authoring tells what happens.
#[async_trait::async_trait]
pub(super) trait Tell: Send + Sync {
    async fn tell(&self, event: AuthoringEventKind) -> Result<()>;
}

/// Nobody watches.
struct Silent;

#[async_trait::async_trait]
impl Tell for Silent {
    async fn tell(&self, _: AuthoringEventKind) -> Result<()> {
        Ok(())
    }
}

/// Free text to a specification while the caller waits, over REST.
pub(crate) async fn preview(ctx: &Ctx, request: &PreviewRequest, text: &str) -> Result<PreviewResponse> {
    let prepared = task::of_words(&ctx.platform, text, request.name.clone(), request.base_url.clone()).await?;
    let written = write(&ctx.platform, &ctx.org, &prepared.task, &Silent).await?;
    let notes = [prepared.notes, written.notes].concat();
    let mut preview = look::look(ctx, look::unseen(written.spec, prepared.skipped, notes), !written.held.is_empty(), "source.text").await?;
    preview.lint.splice(0..0, author::findings(&written.held));
    Ok(preview)
}

/// Asks until the answer can be used, or says why there is none.
pub(super) async fn write(platform: &Arc<Platform>, org: &Org, task: &Task, told: &dyn Tell) -> Result<Written> {
    let model = platform.model.clone().ok_or_else(shown::no_model)?;
    let brief = author::ask(task);
    let mut rounds: Vec<ModelRound> = Vec::new();
    let mut last_problems = Vec::new();
    for round in 0..=MOST_REPAIRS {
        budget::check(platform, org).await?;
        told.tell(AuthoringEventKind::Asking { round: round + 1, model: model.name().to_owned() }).await?;
        let request = ModelRequest { brief: &brief, rounds: &rounds };
        let answer = match ask(platform, org, &*model, request, told).await? {
            Ok(answer) => answer,
            // Nothing that could be sent back; the same question again counts as a round.
            Err(why @ ModelError::Malformed(_)) if round < MOST_REPAIRS => {
                tracing::warn!(%why, "a model's answer could not be read");
                told.tell(AuthoringEventKind::Repairing { problems: vec!["The answer could not be read.".to_owned()] }).await?;
                continue;
            }
            Err(why) => {
                tracing::warn!(%why, "a model did not answer");
                return Err(shown::shown(&why).into());
            }
        };
        let problems = match author::read(task, answer.input.clone(), round == MOST_REPAIRS) {
            Answered::Cannot(reason) => return Err(AppError::field("source.text", format!("The model says that this cannot be done: {reason}")).into()),
            Answered::Wrong(problems) => problems,
            Answered::Written(written) => {
                let count = examples::runnable(&written).len();
                if count > 0 {
                    told.tell(AuthoringEventKind::Trying { examples: u32::try_from(count).unwrap_or(u32::MAX) }).await?;
                }
                let problems = examples::try_out(platform, org, &written).await?;
                if problems.is_empty() {
                    return Ok(*written);
                }
                problems
            }
        };
        told.tell(AuthoringEventKind::Repairing { problems: problems.clone() }).await?;
        rounds.push(ModelRound { call: answer.call, input: answer.input, problems: author::repair(&problems) });
        last_problems = problems;
    }
    let first: Vec<&str> = last_problems.iter().take(3).map(String::as_str).collect();
    let text = format!(
        "The model could not write these tools without mistakes, even after {MOST_REPAIRS} repairs. Ask for less, or name the API's address and its requests. What was wrong last: {}",
        first.join(" ")
    );
    Err(AppError { errors: vec![contract::FieldError::new("source.text", text.clone())], ..AppError::new(ErrorCode::Invalid, text) }.into())
}

/// One question; what it cost is counted whatever comes of it, and tools are told as they appear.
async fn ask(
    platform: &Arc<Platform>,
    org: &Org,
    model: &dyn Model,
    request: ModelRequest<'_>,
    told: &dyn Tell,
) -> Result<std::result::Result<ModelAnswer, ModelError>> {
    let (appeared, mut appearing) = mpsc::unbounded_channel();
    let seen = Mutex::new(0_u32);
    let mark = if request.brief.tool == "choose_tools" { "\"tool\"" } else { "\"effect\"" };
    let partial = move |text: &str| {
        let count = u32::try_from(text.matches(mark).count()).unwrap_or(u32::MAX);
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        if count > *seen {
            *seen = count;
            // The receiver lives as long as the question.
            let _ = appeared.send(count);
        }
    };
    let asking = model.ask(request, &partial);
    tokio::pin!(asking);
    let outcome = loop {
        tokio::select! {
            outcome = &mut asking => break outcome,
            Some(tools) = appearing.recv() => told.tell(AuthoringEventKind::Writing { tools }).await?,
        }
    };
    let tokens = match &outcome {
        Ok(answer) => answer.tokens,
        Err(failure) => failure.tokens,
    };
    budget::record(platform, org, model.name(), tokens).await?;
    Ok(outcome.map_err(|failure| failure.why))
}

/// The error that a person reads, with a reference to the log where there is nothing to say.
pub(super) fn told_error(error: Error) -> AppError {
    match error {
        Error::Shown(error) => error,
        Error::Hidden(cause) => {
            tracing::error!(%cause, "an authoring failed");
            AppError::unavailable("Something went wrong on the platform's side. Try again; the operator's log has the details. Your text is kept.")
        }
    }
}
