//! Calls counted by day, for the small chart beside each server.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // `day` counts days since 1970 (UTC). Kept for 90 days.
    "CREATE TABLE usage_days (
        org_id TEXT NOT NULL, server_id TEXT NOT NULL, day BIGINT NOT NULL, calls BIGINT NOT NULL, PRIMARY KEY (org_id, day, server_id))",
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
