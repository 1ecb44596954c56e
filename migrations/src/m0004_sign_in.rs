//! Mail that waits to be sent, passkeys, and when a session was last confirmed.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // Recipient and text are sealed: they may hold a sign-in link. `due_at` is the lease of whoever sends it, too.
    "CREATE TABLE outbox (
        id TEXT PRIMARY KEY, data_key TEXT NOT NULL, sealed TEXT NOT NULL, created_at BIGINT NOT NULL, due_at BIGINT NOT NULL,
        give_up_at BIGINT NOT NULL, attempts INTEGER NOT NULL)",
    "CREATE INDEX outbox_due ON outbox (due_at)",
    // Sessions from before this migration have to be confirmed again before something that cannot be taken back.
    "ALTER TABLE sessions ADD COLUMN confirmed_at BIGINT NOT NULL DEFAULT 0",
    // The session that an attempt confirms; none where it begins a new one.
    "ALTER TABLE logins ADD COLUMN session_id TEXT",
    "CREATE TABLE passkeys (
        id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL, credential_id TEXT NOT NULL UNIQUE,
        static_state TEXT NOT NULL, dynamic_state TEXT NOT NULL, created_at BIGINT NOT NULL, last_used_at BIGINT)",
    "CREATE INDEX passkeys_user ON passkeys (user_id)",
    "CREATE TABLE passkey_challenges (owner TEXT PRIMARY KEY, state TEXT NOT NULL, expires_at BIGINT NOT NULL)",
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
