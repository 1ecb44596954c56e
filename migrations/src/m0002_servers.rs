//! Servers, versions, sealed credentials, builds, drafts, usage, the call log and idempotency keys.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const TABLES: &[&str] = &[
    // A deleted server keeps its row, so that its slug is never given out again.
    "CREATE TABLE servers (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations (id), slug TEXT NOT NULL, name TEXT NOT NULL, description TEXT NOT NULL,
        state TEXT NOT NULL, paused BOOLEAN NOT NULL, public BOOLEAN NOT NULL, allow_plain_http BOOLEAN NOT NULL, tools INTEGER NOT NULL,
        latest_version TEXT NOT NULL, live_version TEXT, revision BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
        deleted_at BIGINT, UNIQUE (org_id, slug))",
    "CREATE TABLE versions (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL, server_id TEXT NOT NULL REFERENCES servers (id), digest TEXT NOT NULL, spec TEXT NOT NULL,
        created_at BIGINT NOT NULL)",
    "CREATE INDEX versions_server ON versions (org_id, server_id)",
    // The owner is a server or a draft.
    "CREATE TABLE secrets (
        org_id TEXT NOT NULL, owner_id TEXT NOT NULL, slot TEXT NOT NULL, version BIGINT NOT NULL, sealed TEXT NOT NULL, set_at BIGINT NOT NULL,
        PRIMARY KEY (org_id, owner_id, slot))",
    "CREATE TABLE builds (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL, server_id TEXT NOT NULL REFERENCES servers (id), version_id TEXT NOT NULL, status TEXT NOT NULL,
        attempt INTEGER NOT NULL, lease_until BIGINT NOT NULL, probe_hash TEXT, last_event INTEGER NOT NULL, error TEXT, created_at BIGINT NOT NULL,
        ended_at BIGINT)",
    "CREATE INDEX builds_server ON builds (org_id, server_id, id)",
    "CREATE INDEX builds_waiting ON builds (status, lease_until)",
    "CREATE TABLE build_events (
        build_id TEXT NOT NULL, seq INTEGER NOT NULL, org_id TEXT NOT NULL, at BIGINT NOT NULL, event TEXT NOT NULL, PRIMARY KEY (build_id, seq))",
    "CREATE TABLE drafts (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations (id), user_id TEXT NOT NULL, input TEXT NOT NULL, choices TEXT NOT NULL,
        compiled TEXT, preview TEXT, made TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)",
    "CREATE INDEX drafts_org ON drafts (org_id, updated_at)",
    // Rows of deleted servers stay: they count towards the month's quota.
    "CREATE TABLE usage (
        org_id TEXT NOT NULL, server_id TEXT NOT NULL, month TEXT NOT NULL, calls BIGINT NOT NULL, PRIMARY KEY (org_id, month, server_id))",
    "CREATE TABLE calls (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL, server_id TEXT NOT NULL, tool TEXT NOT NULL, at BIGINT NOT NULL, duration_ms BIGINT NOT NULL,
        is_error BOOLEAN NOT NULL, via TEXT NOT NULL, request TEXT NOT NULL, response TEXT NOT NULL)",
    "CREATE INDEX calls_server ON calls (org_id, server_id, id)",
    "CREATE INDEX calls_at ON calls (org_id, at)",
    "CREATE TABLE idempotency_keys (
        org_id TEXT NOT NULL, key_hash TEXT NOT NULL, request_hash TEXT NOT NULL, response TEXT NOT NULL, created_at BIGINT NOT NULL,
        PRIMARY KEY (org_id, key_hash))",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in TABLES {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
