//! Self-tests that make real calls, and servers that answer before they have their credentials.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // The owner lets builds make read-only calls.
    "ALTER TABLE servers ADD COLUMN try_reads BOOLEAN NOT NULL DEFAULT FALSE",
    // Answers are made from schemas; nothing is sent.
    "ALTER TABLE servers ADD COLUMN mock BOOLEAN NOT NULL DEFAULT FALSE",
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
