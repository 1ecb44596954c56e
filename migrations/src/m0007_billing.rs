//! Billing: what is known about an organisation's customer and subscription at Stripe, webhook events, and mails to send.

use sea_orm_migration::prelude::*;

#[derive(DeriveMigrationName)]
pub struct Migration;

/// Statements that SQLite and PostgreSQL read alike.
const STATEMENTS: &[&str] = &[
    // Set while a payment has failed for the third time.
    "ALTER TABLE organizations ADD COLUMN payment_suspended_at BIGINT",
    // The usage month: when the last paid renewal opened one, since when a monthly plan does, and when it is expected to end.
    "ALTER TABLE organizations ADD COLUMN month_opened_at BIGINT",
    "ALTER TABLE organizations ADD COLUMN month_phase_at BIGINT",
    "ALTER TABLE organizations ADD COLUMN month_ends_at BIGINT",
    "CREATE TABLE billing_accounts (
        org_id TEXT PRIMARY KEY REFERENCES organizations (id), customer_id TEXT UNIQUE, subscription_id TEXT, item_id TEXT, status TEXT NOT NULL,
        plan TEXT NOT NULL, cycle TEXT, price_id TEXT, period_end BIGINT, ends_at BIGINT, waiting BOOLEAN NOT NULL, attempts INTEGER NOT NULL,
        next_attempt_at BIGINT, open_invoice TEXT, pay_url TEXT, checkout_id TEXT, checkout_price TEXT, checkout_count BIGINT NOT NULL,
        fence BIGINT NOT NULL, lease_until BIGINT NOT NULL, synced_at BIGINT NOT NULL, created_at BIGINT NOT NULL)",
    "CREATE INDEX billing_accounts_synced ON billing_accounts (synced_at)",
    // Webhook events that were taken: `claimed` while one is worked on, `done` for seven days, `unreadable` until somebody looks.
    "CREATE TABLE billing_events (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, org_id TEXT, state TEXT NOT NULL, token TEXT NOT NULL, lease_until BIGINT NOT NULL, at BIGINT NOT NULL,
        note TEXT)",
    "CREATE INDEX billing_events_state ON billing_events (state, at)",
    // Renewals that opened a usage month: each invoice once, for ever.
    "CREATE TABLE billing_months (invoice_id TEXT PRIMARY KEY, org_id TEXT NOT NULL, opened_at BIGINT NOT NULL, at BIGINT NOT NULL)",
    "CREATE INDEX billing_months_org ON billing_months (org_id)",
    // Mails about changes, written in the transaction of the change and sent after it.
    "CREATE TABLE billing_notices (
        id TEXT PRIMARY KEY, org_id TEXT NOT NULL, kind TEXT NOT NULL, facts TEXT NOT NULL, attempts INTEGER NOT NULL, due_at BIGINT NOT NULL, created_at BIGINT NOT NULL)",
    "CREATE INDEX billing_notices_due ON billing_notices (due_at)",
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
