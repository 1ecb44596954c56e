//! Everything that the database holds about one person: what an export reads and what a deletion removes.
//!
//! One list each, so that a new table has one place where it says what happens to it; a test compares [`KNOWN_TABLES`]
//! with the schema. Every statement takes the person's id as its only value.

use sea_orm::{ConnectionTrait, DbErr, FromQueryResult, JsonValue, Statement};

/// Organisations that belong to the person alone: they go with the account.
const ALONE: &str = "(SELECT mine.org_id FROM memberships mine WHERE mine.user_id = $1 AND NOT EXISTS \
                     (SELECT 1 FROM memberships other WHERE other.org_id = mine.org_id AND other.user_id <> mine.user_id))";
const EMAIL: &str = "(SELECT email FROM users WHERE id = $1)";

/// One file of the export.
#[derive(Clone, Copy, Debug)]
pub struct Set {
    pub name: &'static str,
    /// Columns, a comma between them: whatever is not named here, such as hashes and ciphertext, is not exported.
    columns: &'static str,
    /// From where; ends with an order that never changes.
    from: &'static str,
}

impl Set {
    /// Names of the columns, in their order.
    pub fn columns(&self) -> Vec<&'static str> {
        self.columns.split(", ").map(|column| column.rsplit([' ', '.']).next().unwrap_or(column)).collect()
    }
}

/// Every file of the export. `{alone}` and `{email}` stand for the two subqueries above.
pub const SETS: &[Set] = &[
    Set { name: "account", columns: "id, email, name, phone, created_at", from: "users WHERE id = $1 ORDER BY id" },
    Set {
        name: "organizations",
        columns: "o.id, o.handle, o.name, o.plan, m.role, m.created_at AS member_since_at",
        from: "memberships m JOIN organizations o ON o.id = m.org_id WHERE m.user_id = $1 ORDER BY o.id",
    },
    Set { name: "sessions", columns: "id, org_id, created_at, last_seen_at, expires_at, ip, user_agent", from: "sessions WHERE user_id = $1 ORDER BY id" },
    Set { name: "passkeys", columns: "id, name, created_at, last_used_at", from: "passkeys WHERE user_id = $1 ORDER BY id" },
    Set { name: "sign_in_attempts", columns: "id, email, next_path, created_at, expires_at, closed_at", from: "logins WHERE email = {email} ORDER BY id" },
    Set {
        name: "api_keys",
        columns: "id, org_id, name, hint, scopes, created_at, last_used_at, expires_at, revoked_at",
        from: "api_keys WHERE user_id = $1 ORDER BY id",
    },
    Set { name: "mails", columns: "id, recipient, subject, body, created_at", from: "mails WHERE recipient = {email} ORDER BY id" },
    Set {
        name: "audit_events",
        columns: "e.id, e.org_id, e.seq, e.at, e.actor_kind, e.actor_id, e.action, e.resource, e.metadata, p.name, p.email, p.ip, p.user_agent",
        from: "audit_events e LEFT JOIN audit_origins p ON p.event_id = e.id \
               WHERE e.actor_id = $1 OR e.actor_id IN (SELECT id FROM api_keys WHERE user_id = $1) OR p.user_id = $1 \
                  OR (e.org_id IN {alone} AND e.actor_kind IN ('system', 'admin')) ORDER BY e.id",
    },
    Set { name: "tickets", columns: "id, org_id, subject, state, created_at, updated_at", from: "tickets WHERE user_id = $1 ORDER BY id" },
    Set {
        name: "ticket_messages",
        columns: "m.id, m.ticket_id, m.from_team, m.body, m.at",
        from: "ticket_messages m JOIN tickets t ON t.id = m.ticket_id WHERE t.user_id = $1 ORDER BY m.id",
    },
    Set { name: "account_deletion", columns: "requested_at, due_at", from: "account_deletions WHERE user_id = $1 ORDER BY user_id" },
    Set {
        name: "invitations",
        columns: "id, org_id, email, role, invited_by, state, created_at, sent_at, expires_at, closed_at",
        from: "invitations WHERE email = {email} OR invited_by = $1 ORDER BY id",
    },
    Set {
        name: "authorings",
        columns: "id, org_id, kind, subject_id, request, status, outcome, created_at, ended_at",
        from: "authorings WHERE user_id = $1 ORDER BY id",
    },
    Set {
        name: "authoring_events",
        columns: "e.authoring_id, e.seq, e.org_id, e.at, e.event",
        from: "authoring_events e JOIN authorings a ON a.id = e.authoring_id WHERE a.user_id = $1 ORDER BY e.authoring_id, e.seq",
    },
    Set { name: "drafts", columns: "id, org_id, input, choices, created_at, updated_at", from: "drafts WHERE user_id = $1 ORDER BY id" },
    Set {
        name: "servers",
        columns: "id, org_id, slug, name, description, state, paused, public, tools, created_at, updated_at, deleted_at",
        from: "servers WHERE org_id IN {alone} ORDER BY id",
    },
    Set { name: "server_versions", columns: "id, org_id, server_id, digest, spec, created_at", from: "versions WHERE org_id IN {alone} ORDER BY id" },
    Set {
        name: "builds",
        columns: "id, org_id, server_id, version_id, status, attempt, error, created_at, ended_at",
        from: "builds WHERE org_id IN {alone} ORDER BY id",
    },
    Set { name: "build_events", columns: "build_id, seq, org_id, at, event", from: "build_events WHERE org_id IN {alone} ORDER BY build_id, seq" },
    Set { name: "suspensions", columns: "org_id, reason, since AS since_at", from: "suspensions WHERE org_id IN {alone} ORDER BY org_id" },
    Set { name: "secret_slots", columns: "org_id, owner_id, slot, version, set_at", from: "secrets WHERE org_id IN {alone} ORDER BY org_id, owner_id, slot" },
    Set { name: "usage", columns: "org_id, server_id, month, calls", from: "usage WHERE org_id IN {alone} ORDER BY org_id, month, server_id" },
    Set { name: "usage_days", columns: "org_id, server_id, day, calls", from: "usage_days WHERE org_id IN {alone} ORDER BY org_id, day, server_id" },
    Set {
        name: "model_usage",
        columns: "org_id, month, model, requests, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens",
        from: "model_usage WHERE org_id IN {alone} ORDER BY org_id, month, model",
    },
    Set {
        name: "billing",
        columns: "org_id, customer_id, subscription_id, status, plan, cycle, period_end, ends_at, created_at",
        from: "billing_accounts WHERE org_id IN {alone} ORDER BY org_id",
    },
    Set { name: "billing_months", columns: "org_id, invoice_id, opened_at, at", from: "billing_months WHERE org_id IN {alone} ORDER BY invoice_id" },
    Set {
        name: "calls",
        columns: "id, org_id, server_id, tool, at, duration_ms, is_error, via, request, response",
        from: "calls WHERE org_id IN {alone} ORDER BY id",
    },
];

/// One step of a deletion.
const ERASE: &[&str] = &[
    "DELETE FROM authoring_events WHERE org_id IN {alone} OR authoring_id IN (SELECT id FROM authorings WHERE user_id = $1)",
    "DELETE FROM authorings WHERE user_id = $1 OR org_id IN {alone}",
    "DELETE FROM model_usage WHERE org_id IN {alone}",
    "DELETE FROM build_events WHERE org_id IN {alone}",
    "DELETE FROM builds WHERE org_id IN {alone}",
    "DELETE FROM versions WHERE org_id IN {alone}",
    "DELETE FROM secrets WHERE org_id IN {alone} OR owner_id IN (SELECT id FROM drafts WHERE user_id = $1)",
    "DELETE FROM calls WHERE org_id IN {alone}",
    "DELETE FROM usage WHERE org_id IN {alone}",
    "DELETE FROM usage_days WHERE org_id IN {alone}",
    "DELETE FROM idempotency_keys WHERE org_id IN {alone}",
    // Written by releases before the outbox; nothing goes into it any more.
    "DELETE FROM billing_notices WHERE org_id IN {alone}",
    "DELETE FROM billing_events WHERE org_id IN {alone}",
    "DELETE FROM billing_months WHERE org_id IN {alone}",
    "DELETE FROM billing_accounts WHERE org_id IN {alone}",
    "DELETE FROM drafts WHERE user_id = $1 OR org_id IN {alone}",
    "DELETE FROM servers WHERE org_id IN {alone}",
    "DELETE FROM api_keys WHERE user_id = $1 OR org_id IN {alone}",
    "DELETE FROM passkeys WHERE user_id = $1",
    "DELETE FROM ticket_messages WHERE ticket_id IN (SELECT id FROM tickets WHERE user_id = $1)",
    "DELETE FROM tickets WHERE user_id = $1",
    // Tickets of people who have left move to an organisation that they are still in.
    "UPDATE tickets SET org_id = COALESCE((SELECT MIN(m.org_id) FROM memberships m WHERE m.user_id = tickets.user_id), org_id) WHERE org_id IN {alone}",
    "DELETE FROM suspensions WHERE org_id IN {alone}",
    "DELETE FROM passkey_challenges WHERE owner LIKE '%' || $1 || '%'",
    "DELETE FROM sessions WHERE user_id = $1 OR org_id IN {alone}",
    "DELETE FROM logins WHERE email = {email}",
    "DELETE FROM invitations WHERE email = {email} OR invited_by = $1 OR org_id IN {alone}",
    // Mails to others name people, too.
    "DELETE FROM mails WHERE recipient = {email} OR replace(body, {email}, '') <> body OR replace(subject, {email}, '') <> subject",
    // Of former members, too, where nobody is left to whom the log could matter.
    "DELETE FROM audit_origins WHERE user_id = $1 OR event_id IN (SELECT id FROM audit_events WHERE org_id IN {alone})",
    "DELETE FROM account_deletions WHERE user_id = $1",
    "UPDATE organizations SET personal_of = NULL WHERE personal_of = $1",
];

/// After the organisations that belonged to the person alone have gone.
const ERASE_LAST: &[&str] = &["DELETE FROM memberships WHERE user_id = $1", "DELETE FROM users WHERE id = $1"];

/// Tables that the lists above deal with, and those that hold nothing about anybody.
pub const KNOWN_TABLES: &[&str] = &[
    "account_deletions",
    "api_keys",
    // Ids and salted commitments alone.
    "audit_events",
    "audit_heads",
    "audit_origins",
    "authoring_events",
    "authorings",
    "billing_accounts",
    "billing_events",
    "billing_months",
    "billing_notices",
    "build_events",
    "builds",
    "calls",
    "drafts",
    "idempotency_keys",
    "invitations",
    "logins",
    "mails",
    "memberships",
    "model_usage",
    "organizations",
    // Sealed, and gone once it is sent.
    "outbox",
    // Challenges of a few minutes, kept under an id.
    "passkey_challenges",
    "passkeys",
    // Keyed hashes alone.
    "retired_handles",
    "seaql_migrations",
    "secrets",
    "servers",
    "sessions",
    "settings",
    // About the platform, not about anybody.
    "status_beats",
    "status_days",
    "status_incidents",
    "status_notes",
    "suspensions",
    "ticket_messages",
    "tickets",
    "usage",
    "usage_days",
    "users",
    "versions",
];

fn filled(sql: &str) -> String {
    sql.replace("{alone}", ALONE).replace("{email}", EMAIL)
}

fn about(db: &impl ConnectionTrait, sql: &str, user: &str) -> Statement {
    Statement::from_sql_and_values(db.get_database_backend(), filled(sql), [user.into()])
}

/// Rows of one file, as objects.
pub async fn rows(db: &impl ConnectionTrait, set: &Set, user: &str, offset: u64, limit: u64) -> Result<Vec<JsonValue>, DbErr> {
    let sql = format!("SELECT {} FROM {} LIMIT {limit} OFFSET {offset}", set.columns, set.from);
    JsonValue::find_by_statement(about(db, &sql, user)).all(db).await
}

/// An organisation as somebody sees it who is about to leave.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult)]
pub struct Membership {
    pub id: String,
    pub handle: String,
    pub name: String,
    pub role: String,
    /// Other people in it.
    pub others: i64,
    /// Other owners.
    pub other_owners: i64,
    pub servers: i64,
    /// 1 while a plan is paid for and goes on.
    pub paying: i64,
}

/// The organisations of a person.
pub async fn memberships(db: &impl ConnectionTrait, user: &str) -> Result<Vec<Membership>, DbErr> {
    const SQL: &str = "SELECT o.id, o.handle, o.name, m.role,
            (SELECT COUNT(*) FROM memberships x WHERE x.org_id = o.id AND x.user_id <> m.user_id) AS others,
            (SELECT COUNT(*) FROM memberships x WHERE x.org_id = o.id AND x.user_id <> m.user_id AND x.role = 'owner') AS other_owners,
            (SELECT COUNT(*) FROM servers s WHERE s.org_id = o.id AND s.deleted_at IS NULL) AS servers,
            (SELECT COUNT(*) FROM billing_accounts b WHERE b.org_id = o.id AND b.subscription_id IS NOT NULL AND b.ends_at IS NULL) AS paying
        FROM memberships m JOIN organizations o ON o.id = m.org_id WHERE m.user_id = $1 ORDER BY o.name, o.id";
    Membership::find_by_statement(about(db, SQL, user)).all(db).await
}

/// Makes the longest-serving admin, or else member, of an organisation its owner.
pub async fn promote_successor(db: &impl ConnectionTrait, org: &str, leaver: &str) -> Result<Option<String>, DbErr> {
    #[derive(FromQueryResult)]
    struct Next {
        user_id: String,
    }
    let backend = db.get_database_backend();
    let sql =
        "SELECT user_id FROM memberships WHERE org_id = $1 AND user_id <> $2 ORDER BY CASE role WHEN 'admin' THEN 0 ELSE 1 END, created_at, user_id LIMIT 1";
    let next = Next::find_by_statement(Statement::from_sql_and_values(backend, sql, [org.into(), leaver.into()])).one(db).await?;
    let Some(next) = next else { return Ok(None) };
    let sql = "UPDATE memberships SET role = 'owner' WHERE org_id = $1 AND user_id = $2";
    db.execute_raw(Statement::from_sql_and_values(backend, sql, [org.into(), next.user_id.as_str().into()])).await?;
    Ok(Some(next.user_id))
}

/// Removes everything about the person; `alone` are the organisations that belong to them alone.
pub async fn erase(tx: &crate::Tx, user: &str, alone: &[String]) -> Result<(), DbErr> {
    for sql in ERASE {
        tx.execute_raw(about(tx, sql, user)).await?;
    }
    for org in alone {
        for sql in ["DELETE FROM memberships WHERE org_id = $1", "DELETE FROM organizations WHERE id = $1"] {
            tx.execute_raw(Statement::from_sql_and_values(tx.get_database_backend(), sql, [org.as_str().into()])).await?;
        }
    }
    for sql in ERASE_LAST {
        tx.execute_raw(about(tx, sql, user)).await?;
    }
    Ok(())
}

/// Removes counts and log rows of an organisation that arrived after it had gone.
pub async fn erase_late_calls(db: &impl ConnectionTrait, org: &str) -> Result<(), DbErr> {
    for sql in ["DELETE FROM calls WHERE org_id = $1", "DELETE FROM usage WHERE org_id = $1", "DELETE FROM usage_days WHERE org_id = $1"] {
        db.execute_raw(Statement::from_sql_and_values(db.get_database_backend(), sql, [org.into()])).await?;
    }
    Ok(())
}

/// Names of all tables.
pub async fn tables(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    let backend = db.get_database_backend();
    let sql = match backend {
        sea_orm::DbBackend::Postgres => "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
        _ => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    };
    db.query_all_raw(Statement::from_string(backend, sql)).await?.iter().map(|row| row.try_get("", "name")).collect()
}
