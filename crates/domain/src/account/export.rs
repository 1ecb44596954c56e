//! Everything about the person as a zip archive, JSON and CSV, packed while it is sent: its size does not matter.

use std::{
    io::{self, Write},
    time::Duration,
};

use bytes::Bytes;
use contract::{AppError, Permission, dto::Timestamp};
use futures::{Stream, StreamExt};
use serde_json::{Map, Value, json};
use store::personal::{self, Set};
use tokio::sync::mpsc;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::log_of;
use crate::{
    Ctx, Error, Result,
    audit::{self, Action},
    csv, outbox,
    ports::{Mail, Quota},
};

/// Rows read at once.
const BATCH: u64 = 500;
const PER_PERSON: Quota = Quota { events: 10, window: Duration::from_secs(3_600) };

const README: &str = "Everything that Build My MCP holds about you and about the organisations that are yours alone.\r\n\
    Each list is there twice: as JSON for programs and as CSV for spreadsheets. Times are UTC.\r\n\
    Credentials are not part of it: they are stored encrypted and never leave the platform.\r\n\
    API keys and sessions are stored as hashes only, so that only what is known about them can be exported.\r\n";

/// An archive on its way.
pub struct Export {
    pub file_name: String,
    bytes: mpsc::Receiver<io::Result<Bytes>>,
}

impl Export {
    /// The archive's bytes; an error breaks it off, so that half an archive never looks whole.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send {
        // Whoever reads may ask once more after the end.
        futures::stream::unfold(self.bytes, async |mut bytes| bytes.recv().await.map(|chunk| (chunk, bytes))).fuse()
    }
}

/// Begins the export, notes it in the audit log and says so by mail.
pub async fn export(ctx: &Ctx) -> Result<Export> {
    ctx.require(Permission::ManageAccount)?;
    let quota = ctx.limiter.take(&format!("export:{}", ctx.person.id), PER_PERSON).await;
    quota.map_err(AppError::rate_limited)?;
    // Calls that have just been answered belong to it, too.
    crate::usage::flush(&ctx.platform).await?;
    let tx = ctx.db.begin().await?;
    let org = log_of(&tx, ctx).await?;
    audit::append_in(&tx, ctx, org, Action::AccountExported, ctx.person.id, json!({})).await?;
    let text = format!(
        "Hello,\n\nan archive of everything that Build My MCP holds about you was downloaded on {}, from the address {}.\n\nIf that was not you, sign out \
         all other sessions and tell us:\n\n{}\n",
        ctx.now().for_people(),
        ctx.request.ip,
        ctx.url("/settings/data")
    );
    let mail = Mail { to: ctx.person.email.clone(), subject: "Your data was exported".into(), text };
    outbox::enqueue(&tx, &ctx.platform, &mail).await?;
    tx.commit().await?;

    let (parts, to_pack) = mpsc::channel(4);
    let (packed, bytes) = mpsc::channel(4);
    let collector = ctx.clone();
    tokio::spawn(async move {
        if let Err(cause) = collect(&collector, &parts).await {
            tracing::error!(request.id = %collector.request.id, %cause, "an export broke off");
            let _ = parts.send(Part::BreakOff).await;
        }
    });
    tokio::task::spawn_blocking(move || {
        if let Err(error) = pack(to_pack, packed.clone()) {
            let _ = packed.blocking_send(Err(error));
        }
    });
    let day = ctx.now().rfc3339();
    Ok(Export { file_name: format!("build-my-mcp-{}.zip", &day[..10]), bytes })
}

enum Part {
    File(String),
    Text(String),
    BreakOff,
}

/// Reads list after list, each one twice: once for JSON, once for CSV.
async fn collect(ctx: &Ctx, parts: &mpsc::Sender<Part>) -> Result<()> {
    send(parts, Part::File("README.txt".into())).await?;
    send(parts, Part::Text(README.into())).await?;
    for set in personal::SETS {
        write_json(ctx, parts, set).await?;
        write_csv(ctx, parts, set).await?;
    }
    Ok(())
}

async fn send(parts: &mpsc::Sender<Part>, part: Part) -> Result<()> {
    parts.send(part).await.map_err(|_| Error::hidden("the download was given up"))
}

async fn write_json(ctx: &Ctx, parts: &mpsc::Sender<Part>, set: &Set) -> Result<()> {
    send(parts, Part::File(format!("{}.json", set.name))).await?;
    let (mut offset, mut before) = (0, "[\n  ");
    while let Some(rows) = batch(ctx, set, &mut offset).await? {
        let mut text = String::new();
        for row in rows {
            text.push_str(before);
            before = ",\n  ";
            text.push_str(&serde_json::to_string(&readable(row))?);
        }
        send(parts, Part::Text(text)).await?;
    }
    send(parts, Part::Text(if offset == 0 { "[]\n" } else { "\n]\n" }.into())).await
}

async fn write_csv(ctx: &Ctx, parts: &mpsc::Sender<Part>, set: &Set) -> Result<()> {
    send(parts, Part::File(format!("{}.csv", set.name))).await?;
    let columns = set.columns();
    let mut text = String::new();
    csv::row(&mut text, &columns);
    let mut offset = 0;
    while let Some(rows) = batch(ctx, set, &mut offset).await? {
        for row in rows {
            let row = times(row);
            let cells: Vec<String> = columns.iter().map(|column| cell(row.get(*column))).collect();
            csv::row(&mut text, &cells);
        }
        send(parts, Part::Text(std::mem::take(&mut text))).await?;
    }
    send(parts, Part::Text(text)).await
}

/// The next rows; `None` at the end.
async fn batch(ctx: &Ctx, set: &Set, offset: &mut u64) -> Result<Option<Vec<Value>>> {
    let rows = personal::rows(ctx.db.connection(), set, &ctx.person.id.to_string(), *offset, BATCH).await?;
    *offset += rows.len() as u64;
    Ok(Some(rows).filter(|rows| !rows.is_empty()))
}

/// Times as people and programs read them.
fn times(row: Value) -> Map<String, Value> {
    let Value::Object(row) = row else { return Map::new() };
    let time = |name: &str| name == "at" || name.ends_with("_at");
    row.into_iter()
        .map(|(name, value)| match value.as_i64() {
            Some(micros) if time(&name) => (name, Timestamp(micros).rfc3339().into()),
            _ => (name, value),
        })
        .collect()
}

/// Texts that hold JSON become what they hold.
fn readable(row: Value) -> Map<String, Value> {
    let opened = |value: Value| match &value {
        Value::String(text) if text.starts_with(['{', '[']) => serde_json::from_str(text).unwrap_or(value),
        _ => value,
    };
    times(row).into_iter().map(|(name, value)| (name, opened(value))).collect()
}

fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    }
}

/// Writes the archive; ends without its directory when the lists broke off, so that it cannot be opened.
fn pack(mut parts: mpsc::Receiver<Part>, packed: mpsc::Sender<io::Result<Bytes>>) -> io::Result<()> {
    let mut archive = ZipWriter::new_stream(Chunks { packed, waiting: Vec::new() });
    let options = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
    while let Some(part) = parts.blocking_recv() {
        match part {
            Part::File(name) => archive.start_file(name, options)?,
            Part::Text(text) => archive.write_all(text.as_bytes())?,
            Part::BreakOff => return Err(io::Error::other("the export broke off")),
        }
    }
    archive.finish()?.into_inner().flush()
}

/// Hands bytes on in pieces of reasonable size.
struct Chunks {
    packed: mpsc::Sender<io::Result<Bytes>>,
    waiting: Vec<u8>,
}

impl Write for Chunks {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= 64 * 1024 {
            self.flush()?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        let chunk = Bytes::from(std::mem::take(&mut self.waiting));
        self.packed.blocking_send(Ok(chunk)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    }
}
