//! Invitations, scopes of API keys, and when an organisation's data key was made.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // A closed invitation keeps its row for a while; who was invited by whom stands in the audit log by its ids.
    "CREATE TABLE invitations (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL REFERENCES organizations (id), email TEXT NOT NULL, role TEXT NOT NULL,
        token_hash TEXT NOT NULL UNIQUE, invited_by TEXT NOT NULL REFERENCES users (id), created_at BIGINT NOT NULL, sent_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL, state TEXT NOT NULL, closed_at BIGINT)",
    "CREATE INDEX invitations_org ON invitations (org_id, state)",
    "CREATE INDEX invitations_email ON invitations (email, state)",
    // Keys from before this migration could do everything that their maker could, and still can.
    "ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'servers:read servers:write tools:call keys org:read org:write billing audit:read support'",
    "CREATE INDEX api_keys_user ON api_keys (org_id, user_id)",
    "ALTER TABLE organizations ADD COLUMN key_version BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE organizations ADD COLUMN key_rotated_at BIGINT",
    "CREATE INDEX sessions_org ON sessions (org_id, user_id)",
];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        for statement in STATEMENTS {
            db.execute_unprepared(statement).await?;
        }
        Ok(())
    }
}
