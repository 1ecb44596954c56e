//! How the platform was: heartbeats, days, incidents.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // One row for every ten seconds, `slot` being the time divided by ten seconds; kept for two days.
    "CREATE TABLE status_beats (slot BIGINT PRIMARY KEY, health_micros BIGINT NOT NULL, login_micros BIGINT NOT NULL, failed TEXT NOT NULL)",
    // One row for every day, kept for good; `day` counts days since 1970.
    "CREATE TABLE status_days (day BIGINT PRIMARY KEY, first_slot BIGINT NOT NULL, good BIGINT NOT NULL, bad BIGINT NOT NULL)",
    "CREATE TABLE status_incidents (id TEXT PRIMARY KEY, title TEXT NOT NULL, started_at BIGINT NOT NULL, ended_at BIGINT)",
    "CREATE INDEX status_incidents_started ON status_incidents (started_at)",
    "CREATE TABLE status_notes (
        id TEXT PRIMARY KEY, incident_id TEXT NOT NULL REFERENCES status_incidents (id), at BIGINT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL)",
    "CREATE INDEX status_notes_incident ON status_notes (incident_id, at)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in STATEMENTS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
