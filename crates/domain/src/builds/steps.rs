//! The six steps of a build.

use std::{sync::Arc, time::Instant};

use authoring::Sealed;
use contract::{
    ServerSpec,
    dto::{BuildEventKind, StepName},
};
use store::{orgs, parse, servers, versions};
use tokio::time::{Duration, sleep};

use super::{attempt::Attempt, self_test, tools};
use crate::{
    Error, Result, authoring as author,
    jobs::lost,
    ports::{Confinement, RunTarget, RuntimeError},
    secrets,
};

/// How long to wait before the one retry of something that may pass by itself.
const PAUSE: Duration = Duration::from_millis(700);

/// Why a step did not succeed.
enum Stop {
    /// The build has failed, for this reason.
    Failed(String),
    /// The platform failed; the attempt is given up and somebody takes over when its lease ends.
    Broken(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        match error {
            Error::Shown(shown) => Self::Failed(shown.detail),
            hidden => Self::Broken(hidden),
        }
    }
}

impl From<store::DbErr> for Stop {
    fn from(cause: store::DbErr) -> Self {
        Self::Broken(cause.into())
    }
}

/// Runs the build to its end: published, or failed with a reason. An error means that the attempt was given up.
pub(super) async fn run(attempt: &Attempt) -> Result<()> {
    attempt.tell(BuildEventKind::Started { attempt: u32::try_from(attempt.number).unwrap_or_default() }).await?;

    let Some(sealed) = step(attempt, StepName::Validate, validate(attempt)).await? else { return Ok(()) };
    let Some(()) = step(attempt, StepName::Compile, compile(attempt, &sealed)).await? else { return Ok(()) };
    let (target, try_reads) = target(attempt, sealed.spec).await?;
    let Some(()) = step(attempt, StepName::Seal, seal(attempt, &target)).await? else { return Ok(()) };
    let Some(()) = step(attempt, StepName::Start, start(attempt, &target)).await? else { return Ok(()) };
    let Some(()) = step(attempt, StepName::SelfTest, test(attempt, &target, try_reads)).await? else { return Ok(()) };

    attempt.tell(BuildEventKind::StepStarted { step: StepName::Publish }).await?;
    let began = Instant::now();
    attempt.publish(target.spec.enabled_tools().count(), millis(began)).await
}

/// Tells about a step and does it; `None` when it failed, and the build with it.
async fn step<T>(attempt: &Attempt, name: StepName, work: impl Future<Output = Result<(T, String), Stop>>) -> Result<Option<T>> {
    attempt.tell(BuildEventKind::StepStarted { step: name }).await?;
    let began = Instant::now();
    match work.await {
        Ok((value, message)) => {
            attempt.tell(BuildEventKind::StepDone { step: name, duration_ms: millis(began), message }).await?;
            Ok(Some(value))
        }
        Err(Stop::Failed(reason)) => {
            attempt.fail(Some((name, millis(began))), &reason).await?;
            Ok(None)
        }
        Err(Stop::Broken(cause)) => Err(cause),
    }
}

async fn validate(attempt: &Attempt) -> Result<(Sealed, String), Stop> {
    let stored = versions::by_id(attempt.platform.db.connection(), attempt.org, &attempt.row.version_id).await?.ok_or_else(lost)?;
    let spec: ServerSpec = serde_json::from_str(&stored.spec).map_err(Error::from)?;
    let sealed = author::seal(spec).await?;
    let message = format!("{}, {}.", counted(sealed.spec.enabled_tools().count(), "tool"), counted(sealed.spec.origins.len(), "upstream origin"));
    Ok((sealed, message))
}

async fn compile(attempt: &Attempt, sealed: &Sealed) -> Result<((), String), Stop> {
    let stored = versions::by_id(attempt.platform.db.connection(), attempt.org, &attempt.row.version_id).await?.ok_or_else(lost)?;
    if stored.digest != sealed.digest {
        return Err(Stop::Failed("The stored specification is not the one that was checked when the server was made. Please make the server anew.".into()));
    }
    Ok(((), format!("{} bytes, {}.", sealed.canonical.len(), sealed.digest)))
}

/// What is tested, and whether its read-only tools may be called for real.
async fn target(attempt: &Attempt, spec: ServerSpec) -> Result<(RunTarget, bool)> {
    let server = servers::by_id(attempt.platform.db.connection(), attempt.org, &attempt.row.server_id).await?.ok_or_else(lost)?;
    let target = RunTarget {
        org: attempt.org,
        server: parse(&server.id)?,
        version: parse(&attempt.row.version_id)?,
        spec: Arc::new(spec),
        secrets: secrets::of(&attempt.platform, attempt.org, &server.id),
        allow_plain_http: server.allow_plain_http,
        withheld: server.mock,
    };
    Ok((target, server.try_reads))
}

/// Every credential that was entered must open; those that are needed must be there.
async fn seal(attempt: &Attempt, target: &RunTarget) -> Result<((), String), Stop> {
    let entered = secrets::open_all(attempt.platform.db.connection(), &attempt.platform, attempt.org, &attempt.row.server_id).await?;
    let missing: Vec<_> =
        target.spec.needed_secrets().filter(|slot| slot.required && !entered.contains_key(&slot.name)).map(|slot| slot.label.as_str()).collect();
    if !missing.is_empty() && target.withheld {
        return Ok(((), "Mock mode: answers are made up, so the credentials are not needed yet.".to_owned()));
    }
    if !missing.is_empty() {
        let reason = format!("These credentials have not been entered: {}. Enter them on the server's page, then build again.", missing.join(", "));
        return Err(Stop::Failed(reason));
    }
    let message = match (target.spec.secrets.is_empty(), entered.len()) {
        (true, _) => "No credentials needed.".to_owned(),
        (false, 0) => "No credentials entered; the tools work without.".to_owned(),
        (false, count) => format!("{} sealed.", counted(count, "credential")),
    };
    Ok(((), message))
}

async fn start(attempt: &Attempt, target: &RunTarget) -> Result<((), String), Stop> {
    let runtime = &attempt.platform.runtime;
    let started = match runtime.start(target).await {
        Err(error) if passes(&error) => {
            sleep(PAUSE).await;
            runtime.start(target).await
        }
        started => started,
    };
    match started {
        Ok(confinement) => Ok(((), describe(&confinement, runtime.is_insecure()))),
        Err(error) => {
            tracing::warn!(build = %attempt.id, ?error, "a sandbox did not start");
            Err(Stop::Failed(format!("{error} Build again once that is solved.")))
        }
    }
}

const fn passes(error: &RuntimeError) -> bool {
    !matches!(error, RuntimeError::Unconfined)
}

fn describe(confinement: &Confinement, is_insecure: bool) -> String {
    if is_insecure {
        return "Started without confinement, as the operator has allowed (BMM_SANDBOX=insecure).".to_owned();
    }
    let parts = [
        (confinement.seccomp, "system calls filtered"),
        (confinement.landlock, "no files"),
        (confinement.no_new_privileges, "no new privileges"),
        (confinement.user_dropped, "an unprivileged user"),
    ];
    let proven: Vec<_> = parts.into_iter().filter_map(|(is_proven, what)| is_proven.then_some(what)).collect();
    let denied = confinement.probes.values().filter(|denied| **denied).count();
    let probes = if denied == 0 { String::new() } else { format!(" {} denied.", counted(denied, "forbidden attempt")) };
    if proven.is_empty() { format!("Started.{probes}") } else { format!("Confined: {}.{probes}", proven.join(", ")) }
}

/// The endpoint as strangers see it, and every tool by itself.
async fn test(attempt: &Attempt, target: &RunTarget, try_reads: bool) -> Result<((), String), Stop> {
    let ((), listed) = ask_as_a_stranger(attempt, target).await?;
    let tested = tools::exercise(&attempt.platform, target, try_reads).await;
    let (failure, summary) = (tools::failure(&tested), tools::summary(&tested));
    attempt.tell(BuildEventKind::ToolsTested { tools: tested }).await?;
    match failure {
        Some(reason) => Err(Stop::Failed(reason)),
        None => Ok(((), format!("{listed}, {summary}"))),
    }
}

/// Lists the tools over the public endpoint, with a key that opens this build alone.
async fn ask_as_a_stranger(attempt: &Attempt, target: &RunTarget) -> Result<((), String), Stop> {
    let endpoint = endpoint(attempt).await?;
    let prober = &attempt.platform.prober;
    let key = self_test::issue(attempt).await?;
    let listed = match prober.list_tools(&endpoint, &key).await {
        Err(cause) => {
            tracing::warn!(build = %attempt.id, %cause, "the self-test did not get through; trying once more");
            sleep(PAUSE).await;
            prober.list_tools(&endpoint, &key).await
        }
        listed => listed,
    };
    self_test::withdraw(attempt).await?;
    match listed {
        Ok(listed) => {
            self_test::compare(&target.spec, &listed).map_err(Stop::Failed)?;
            Ok(((), format!("{} listed over MCP", counted(listed.len(), "tool"))))
        }
        Err(cause) => {
            tracing::warn!(build = %attempt.id, %cause, "the self-test failed");
            let reason = format!(
                "The platform could not reach the server's own endpoint, {endpoint}. Try again in a moment. If it happens again, the operator should check that BMM_PUBLIC_URL can be reached from this machine."
            );
            Err(Stop::Failed(reason))
        }
    }
}

async fn endpoint(attempt: &Attempt) -> Result<String> {
    let db = attempt.platform.db.connection();
    let server = servers::by_id(db, attempt.org, &attempt.row.server_id).await?.ok_or_else(lost)?;
    let org = orgs::by_id(db, attempt.org).await?.ok_or_else(lost)?;
    Ok(attempt.platform.endpoint(&parse(&org.handle)?, &parse(&server.slug)?))
}

fn counted(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

fn millis(began: Instant) -> u32 {
    u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX)
}
