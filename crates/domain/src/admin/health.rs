//! Whether every part of the platform works: each is asked when somebody looks.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use authoring::CompileRequest;
use contract::{
    dto::{AdminHealth, PartHealth},
    spec::SourceKind,
};

use super::PlatformAdmin;
use crate::{Platform, Result};

/// A part that takes longer counts as broken.
const PATIENCE: Duration = Duration::from_secs(10);
/// Less free space than this is too little: databases break on full disks.
const LEAST_FREE: u64 = 1024 * 1024 * 1024;

type Found = std::result::Result<String, String>;

/// Asks database, shared store, runtime, mail and disk, all at once.
pub async fn health(admin: &PlatformAdmin) -> Result<AdminHealth> {
    let platform = &*admin.platform;
    let (database, store, runtime, mail, disk) = tokio::join!(
        ask("database", database(platform)),
        ask("store", store(platform)),
        ask("runtime", runtime(platform)),
        ask("mail", mail(platform)),
        ask("disk", disk(platform)),
    );
    let parts = vec![database, store, runtime, mail, disk];
    Ok(AdminHealth { ok: parts.iter().all(|part| part.ok), parts })
}

async fn ask(name: &str, question: impl Future<Output = Found>) -> PartHealth {
    let began = Instant::now();
    let found = tokio::time::timeout(PATIENCE, question).await.unwrap_or_else(|_| Err(format!("No answer within {} seconds.", PATIENCE.as_secs())));
    let (ok, detail) = match found {
        Ok(detail) => (true, detail),
        Err(detail) => (false, detail),
    };
    PartHealth { name: name.to_owned(), ok, detail, millis: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX) }
}

async fn database(platform: &Platform) -> Found {
    let kind = if platform.db.is_sqlite() { "SQLite" } else { "PostgreSQL" };
    platform.db.ping().await.map(|()| format!("{kind} answers.")).map_err(|cause| format!("{kind} does not answer: {cause}"))
}

/// Limits and claims, which replicas share through Redis: takes a claim and gives it back.
async fn store(platform: &Platform) -> Found {
    let key = format!("health:{}", platform.request_id());
    let broken = |cause: crate::ports::PortError| format!("Claims cannot be taken: {cause}");
    let token = platform.claims.claim(&key, PATIENCE).await.map_err(broken)?.ok_or("A claim that nobody else can have was refused.")?;
    platform.claims.release(&key, &token).await.map_err(broken)?;
    Ok("Claims are taken and given back.".into())
}

async fn runtime(platform: &Platform) -> Found {
    confined_work(platform).await?;
    if platform.runtime.is_insecure() {
        return Err("Sandboxes start, but confine nothing (BMM_SANDBOX=insecure).".into());
    }
    Ok("A confined process started and did its work.".into())
}

/// Compiles one line in a confined child, as the wizard does.
pub(crate) async fn confined_work(platform: &Platform) -> std::result::Result<(), String> {
    let request = CompileRequest {
        kind: SourceKind::Curl,
        text: "curl https://example.com/".into(),
        source_url: None,
        name: None,
        operations: None,
        base_url: None,
        credentials: Vec::new(),
    };
    match platform.runtime.author(request).await {
        Ok(Ok(_)) => Ok(()),
        Ok(Err(refused)) => Err(refused.detail),
        Err(cause) => Err(cause.to_string()),
    }
}

async fn mail(platform: &Platform) -> Found {
    if platform.config.development_mail {
        return Ok("No SMTP server is set, so mail is kept in the development mailbox.".into());
    }
    mail_is_taken(platform).await.map(|()| "The mail server takes mail.".into())
}

/// Whether the mail server can be reached and lets us in. Nothing is sent.
pub(crate) async fn mail_is_taken(platform: &Platform) -> std::result::Result<(), String> {
    platform.mailer.check().await.map_err(|cause| cause.to_string())
}

async fn disk(platform: &Platform) -> Found {
    let space = platform.disk.space(&platform.config.data).await.map_err(|cause| cause.to_string())?;
    let gigabytes = |bytes: u64| bytes as f64 / 1e9;
    let detail = format!("{:.1} of {:.1} GB are free where the data lies.", gigabytes(space.free), gigabytes(space.total));
    if space.free < LEAST_FREE { Err(detail) } else { Ok(detail) }
}
