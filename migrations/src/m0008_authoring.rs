//! Authorings (jobs that ask a model), their events, and what models cost.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

const TABLES: &[&str] = &[
    // The subject is a draft or a server.
    "CREATE TABLE authorings (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations (id), user_id TEXT NOT NULL, kind TEXT NOT NULL, subject_id TEXT NOT NULL,
        request TEXT NOT NULL, status TEXT NOT NULL, attempt INTEGER NOT NULL, lease_until BIGINT NOT NULL, last_event INTEGER NOT NULL, outcome TEXT,
        created_at BIGINT NOT NULL, ended_at BIGINT)",
    "CREATE INDEX authorings_subject ON authorings (org_id, subject_id, id)",
    "CREATE INDEX authorings_waiting ON authorings (status, lease_until)",
    "CREATE TABLE authoring_events (
        authoring_id TEXT NOT NULL, seq INTEGER NOT NULL, org_id TEXT NOT NULL, at BIGINT NOT NULL, event TEXT NOT NULL,
        PRIMARY KEY (authoring_id, seq))",
    "CREATE TABLE model_usage (
        org_id TEXT NOT NULL, month TEXT NOT NULL, model TEXT NOT NULL, requests BIGINT NOT NULL, input_tokens BIGINT NOT NULL,
        output_tokens BIGINT NOT NULL, cache_read_tokens BIGINT NOT NULL, cache_write_tokens BIGINT NOT NULL, PRIMARY KEY (org_id, month, model))",
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
