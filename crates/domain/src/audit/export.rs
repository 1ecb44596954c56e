//! The whole log as a file: CSV or JSON, streamed in batches, so that its size does not matter.

use bytes::Bytes;
use contract::{
    Permission,
    dto::{AuditEventView, AuditQuery},
};
use futures::{Stream, stream};
use store::audit;

use super::{list, with_origins};
use crate::{Ctx, Result, csv};

/// Rows read at once.
const BATCH: u64 = 500;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExportFormat {
    Csv,
    Json,
}

const COLUMNS: [&str; 14] =
    ["seq", "id", "at", "actor_kind", "actor_id", "actor_name", "actor_email", "action", "resource", "ip", "user_agent", "metadata", "hash", "erased"];

struct Progress {
    ctx: Ctx,
    filter: audit::Filter,
    format: ExportFormat,
    before: Option<i64>,
    begun: bool,
    ended: bool,
}

/// Everything that the filters let through, newest first. Filters that cannot be read are refused before the first byte.
pub async fn export(ctx: &Ctx, query: &AuditQuery, format: ExportFormat) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
    ctx.require(Permission::ViewAudit)?;
    let filter = list::filter(ctx, query).await?;
    let start = Progress { ctx: ctx.clone(), filter, format, before: None, begun: false, ended: false };
    Ok(stream::try_unfold(start, next))
}

async fn next(mut at: Progress) -> Result<Option<(Bytes, Progress)>> {
    if at.ended {
        return Ok(None);
    }
    let db = at.ctx.db.connection();
    let rows = audit::page(db, at.ctx.org.id, &at.filter, at.before, BATCH).await?;
    at.ended = rows.is_empty();
    at.before = rows.last().map(|row| row.seq).or(at.before);
    let events = with_origins(db, None, rows).await?;
    let mut text = String::new();
    match at.format {
        ExportFormat::Csv => {
            if !at.begun {
                csv::row(&mut text, &COLUMNS);
            }
            events.iter().for_each(|event| write_csv(&mut text, event));
        }
        ExportFormat::Json => {
            for (place, event) in events.iter().enumerate() {
                text.push_str(if !at.begun && place == 0 { "[\n" } else { ",\n" });
                text.push_str(&serde_json::to_string(event)?);
            }
            if at.ended {
                text.push_str(if at.begun { "\n]\n" } else { "[]\n" });
            }
        }
    }
    at.begun = true;
    Ok(Some((Bytes::from(text), at)))
}

fn write_csv(text: &mut String, event: &AuditEventView) {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let cells: [String; 14] = [
        event.seq.to_string(),
        event.id.to_string(),
        event.at.rfc3339(),
        event.actor_kind.clone(),
        event.actor_id.clone(),
        optional(&event.actor_name),
        optional(&event.actor_email),
        event.action.clone(),
        event.resource.clone(),
        optional(&event.ip),
        optional(&event.user_agent),
        event.metadata.to_string(),
        event.hash.clone(),
        event.erased.to_string(),
    ];
    csv::row(text, &cells);
}
