//! The triggers that refuse to change audit events: whether they are still there.

use sea_orm::{ConnectionTrait, DbBackend, DbErr, Statement};

const SQLITE: &[&str] = &["audit_events_keep_delete", "audit_events_keep_insert", "audit_events_keep_update"];
const POSTGRES: &[&str] = &["audit_events_keep"];

/// Names of the triggers that are missing or switched off.
pub async fn missing(db: &impl ConnectionTrait) -> Result<Vec<&'static str>, DbErr> {
    let backend = db.get_database_backend();
    let (expected, query) = match backend {
        DbBackend::Postgres => {
            (POSTGRES, "SELECT tgname AS name FROM pg_trigger WHERE tgrelid = 'audit_events'::regclass AND NOT tgisinternal AND tgenabled = 'O'")
        }
        _ => (SQLITE, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_events'"),
    };
    let rows = db.query_all_raw(Statement::from_string(backend, query)).await?;
    let there = rows.iter().map(|row| row.try_get::<String>("", "name")).collect::<Result<Vec<_>, _>>()?;
    Ok(expected.iter().copied().filter(|name| !there.iter().any(|known| known == name)).collect())
}
