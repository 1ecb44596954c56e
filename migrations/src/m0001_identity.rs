//! People, organisations, sessions, keys, the audit log and the development mailbox.

use sea_orm_migration::{prelude::*, sea_orm::DbBackend};

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const TABLES: &[&str] = &[
    "CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE, name TEXT NOT NULL, created_at BIGINT NOT NULL)",
    "CREATE TABLE organizations (
        id TEXT PRIMARY KEY, handle TEXT NOT NULL UNIQUE, name TEXT NOT NULL, plan TEXT NOT NULL, data_key TEXT NOT NULL,
        personal_of TEXT UNIQUE REFERENCES users (id), created_at BIGINT NOT NULL)",
    "CREATE TABLE memberships (
        org_id TEXT NOT NULL REFERENCES organizations (id), user_id TEXT NOT NULL REFERENCES users (id), role TEXT NOT NULL,
        created_at BIGINT NOT NULL, PRIMARY KEY (org_id, user_id))",
    "CREATE INDEX memberships_user ON memberships (user_id)",
    "CREATE TABLE logins (
        id TEXT PRIMARY KEY, email TEXT NOT NULL, token_hash TEXT NOT NULL UNIQUE, browser_hash TEXT NOT NULL, code_hash TEXT NOT NULL,
        code_failures INTEGER NOT NULL, next_path TEXT NOT NULL, created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, closed_at BIGINT)",
    "CREATE INDEX logins_email ON logins (email)",
    "CREATE INDEX logins_browser ON logins (browser_hash)",
    "CREATE TABLE sessions (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id), org_id TEXT NOT NULL REFERENCES organizations (id),
        created_at BIGINT NOT NULL, last_seen_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, ip TEXT NOT NULL, user_agent TEXT NOT NULL)",
    "CREATE INDEX sessions_user ON sessions (user_id)",
    "CREATE TABLE api_keys (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations (id), user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL,
        hint TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE, created_at BIGINT NOT NULL, last_used_at BIGINT, expires_at BIGINT, revoked_at BIGINT)",
    "CREATE INDEX api_keys_org ON api_keys (org_id, created_at)",
    "CREATE TABLE mails (id TEXT PRIMARY KEY, recipient TEXT NOT NULL, subject TEXT NOT NULL, body TEXT NOT NULL, created_at BIGINT NOT NULL)",
    "CREATE TABLE audit_events (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL, seq BIGINT NOT NULL, at BIGINT NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL,
        action TEXT NOT NULL, resource TEXT NOT NULL, metadata TEXT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL, UNIQUE (org_id, seq))",
    "CREATE TABLE audit_origins (event_id TEXT PRIMARY KEY, ip TEXT NOT NULL, user_agent TEXT NOT NULL, at BIGINT NOT NULL)",
];

const SQLITE_GUARDS: &[&str] = &[
    "CREATE TRIGGER audit_events_keep_update BEFORE UPDATE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events cannot be changed'); END",
    "CREATE TRIGGER audit_events_keep_delete BEFORE DELETE ON audit_events BEGIN SELECT RAISE(ABORT, 'audit events cannot be deleted'); END",
];

const POSTGRES_GUARDS: &[&str] = &[
    "CREATE FUNCTION audit_events_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'audit events cannot be changed or deleted'; END $$",
    "CREATE TRIGGER audit_events_keep BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_events FOR EACH STATEMENT EXECUTE FUNCTION audit_events_keep()",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        let guards = if manager.get_database_backend() == DbBackend::Postgres { POSTGRES_GUARDS } else { SQLITE_GUARDS };
        for statement in TABLES.iter().chain(guards) {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
