//! Telephone numbers, support tickets and suspensions.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const TABLES: &[&str] = &[
    "ALTER TABLE users ADD COLUMN phone TEXT",
    // Without references: a ticket must not keep a person or an organisation from being deleted.
    "CREATE TABLE tickets (
        id TEXT PRIMARY KEY, user_id TEXT NOT NULL, org_id TEXT NOT NULL, subject TEXT NOT NULL, state TEXT NOT NULL, messages INTEGER NOT NULL,
        created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL)",
    "CREATE INDEX tickets_user ON tickets (user_id, id)",
    "CREATE INDEX tickets_state ON tickets (state, id)",
    "CREATE TABLE ticket_messages (
        id TEXT PRIMARY KEY, ticket_id TEXT NOT NULL REFERENCES tickets (id) ON DELETE CASCADE, from_team BOOLEAN NOT NULL, body TEXT NOT NULL,
        at BIGINT NOT NULL)",
    "CREATE INDEX ticket_messages_ticket ON ticket_messages (ticket_id, id)",
    "CREATE TABLE suspensions (
        org_id TEXT PRIMARY KEY REFERENCES organizations (id) ON DELETE CASCADE, reason TEXT NOT NULL, since BIGINT NOT NULL)",
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
