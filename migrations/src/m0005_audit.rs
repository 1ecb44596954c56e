//! The audit log's signed heads and erasable side table, accounts that wait for their end, and handles that are never given out again.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const TABLES: &[&str] = &[
    // Salted hash of the event's row in audit_origins; empty where there is none.
    "ALTER TABLE audit_events ADD COLUMN commitment TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX audit_events_action ON audit_events (org_id, action, seq)",
    "CREATE INDEX audit_events_actor ON audit_events (org_id, actor_id, seq)",
    "CREATE INDEX audit_events_resource ON audit_events (org_id, resource, seq)",
    "CREATE INDEX audit_events_at ON audit_events (org_id, at)",
    // What is personal about an event: can be erased without breaking the chain.
    "ALTER TABLE audit_origins ADD COLUMN org_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE audit_origins ADD COLUMN user_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE audit_origins ADD COLUMN name TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE audit_origins ADD COLUMN email TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE audit_origins ADD COLUMN salt TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX audit_origins_user ON audit_origins (user_id)",
    // One signed head per organisation; `waiting` is 1 until it stands in the file outside the database.
    "CREATE TABLE audit_heads (
        org_id TEXT PRIMARY KEY, seq BIGINT NOT NULL, hash TEXT NOT NULL, at BIGINT NOT NULL, key_id TEXT NOT NULL, signature TEXT NOT NULL,
        waiting INTEGER NOT NULL)",
    "CREATE INDEX audit_heads_waiting ON audit_heads (waiting)",
    "CREATE TABLE account_deletions (
        user_id TEXT PRIMARY KEY REFERENCES users (id), requested_at BIGINT NOT NULL, due_at BIGINT NOT NULL)",
    "CREATE INDEX account_deletions_due ON account_deletions (due_at)",
    // Keyed hashes: handles of organisations that are gone. Their addresses must never lead to somebody else's server.
    "CREATE TABLE retired_handles (handle_hash TEXT PRIMARY KEY, retired_at BIGINT NOT NULL)",
];

/// `REPLACE` and `ON CONFLICT … REPLACE` delete rows without the DELETE trigger, so the INSERT has a guard of its own.
const SQLITE_GUARDS: &[&str] = &["CREATE TRIGGER audit_events_keep_insert BEFORE INSERT ON audit_events
     WHEN EXISTS (SELECT 1 FROM audit_events WHERE id = NEW.id OR (org_id = NEW.org_id AND seq = NEW.seq))
     BEGIN SELECT RAISE(ABORT, 'audit events cannot be replaced'); END"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let guards = if manager.get_database_backend() == DbBackend::Postgres { &[] } else { SQLITE_GUARDS };
        for statement in TABLES.iter().chain(guards) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
