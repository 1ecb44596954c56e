//! Edits of the audit log past its guards: each one is found. 500 on each database, and 1,000 on each in `make deep`.

use std::collections::BTreeMap;

use contract::Email;
use serde_json::json;
use store::{ConnectionTrait, audit};
use testkit::{TestApp, on_both_databases};

/// Edits on each database; `BMM_AUDIT_EDITS` sets another number.
const EDITS: u64 = 500;

fn edits() -> u64 {
    std::env::var("BMM_AUDIT_EDITS").ok().and_then(|text| text.parse().ok()).unwrap_or(EDITS)
}

/// SplitMix64: the same edits in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

async fn run(app: &TestApp, sql: &str) {
    app.platform.db.connection().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
}

/// Keeps a copy of the three tables, and takes the guards away.
async fn prepare(app: &TestApp) {
    for table in ["audit_events", "audit_heads", "audit_origins"] {
        run(app, &format!("CREATE TABLE copy_of_{table} AS SELECT * FROM {table}")).await;
    }
    let guards: &[&str] = if app.platform.db.is_sqlite() {
        &["DROP TRIGGER audit_events_keep_update", "DROP TRIGGER audit_events_keep_delete", "DROP TRIGGER audit_events_keep_insert"]
    } else {
        &["DROP TRIGGER audit_events_keep ON audit_events"]
    };
    for guard in guards {
        run(app, guard).await;
    }
}

async fn restore(app: &TestApp) {
    for table in ["audit_events", "audit_heads", "audit_origins"] {
        run(app, &format!("DELETE FROM {table}")).await;
        run(app, &format!("INSERT INTO {table} SELECT * FROM copy_of_{table}")).await;
    }
}

/// One edit, as SQL.
fn edit(dice: &mut Dice, org: &str, last: u64) -> (&'static str, Vec<String>) {
    let seq = dice.roll(last) + 1;
    let at = format!("org_id = '{org}' AND seq = {seq}");
    let column = |dice: &mut Dice, columns: &[&'static str]| columns[usize::try_from(dice.roll(columns.len() as u64)).expect("small")];
    match dice.roll(10) {
        0 | 1 => {
            let column = column(dice, &["id", "actor_kind", "actor_id", "action", "resource", "metadata", "previous_hash", "hash", "commitment"]);
            ("change", vec![format!("UPDATE audit_events SET {column} = '{}' || {column} WHERE {at}", dice.roll(10))])
        }
        2 => ("time", vec![format!("UPDATE audit_events SET at = at + {} WHERE {at}", dice.roll(1_000) + 1)]),
        3 => ("delete", vec![format!("DELETE FROM audit_events WHERE {at}")]),
        4 => {
            let other = seq % last + 1;
            let sql = format!("UPDATE audit_events SET seq = seq + 1000000 WHERE org_id = '{org}' AND seq IN ({seq}, {other})");
            let back = |from: u64, to: u64| format!("UPDATE audit_events SET seq = {to} WHERE org_id = '{org}' AND seq = {}", from + 1_000_000);
            ("swap", vec![sql, back(seq, other), back(other, seq)])
        }
        5 => ("truncate", vec![format!("DELETE FROM audit_events WHERE org_id = '{org}' AND seq >= {seq}")]),
        6 => {
            // With the signed head gone, too: only the file outside the database still knows.
            let head = format!("DELETE FROM audit_heads WHERE org_id = '{org}'");
            ("truncate with its head", vec![format!("DELETE FROM audit_events WHERE org_id = '{org}' AND seq >= {seq}"), head])
        }
        7 => {
            let column = column(dice, &["name", "email", "ip", "user_agent", "user_id", "salt"]);
            let event = format!("SELECT id FROM audit_events WHERE {at}");
            ("origin", vec![format!("UPDATE audit_origins SET {column} = 'x' || {column} WHERE event_id IN ({event})")])
        }
        8 => {
            let column = column(dice, &["hash", "signature", "key_id"]);
            ("head", vec![format!("UPDATE audit_heads SET {column} = 'f' || {column} WHERE org_id = '{org}'")])
        }
        _ => ("everything", vec!["DELETE FROM audit_events".into(), "DELETE FROM audit_heads".into()]),
    }
}

on_both_databases! {
    async fn every_edit_is_found(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        for name in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            app.post("/v1/keys", &ann, &json!({ "name": name })).await.expect(201);
        }
        domain::audit::keep_heads(&app.platform).await.expect("kept outside");
        let email = Email::parse("ann@example.com").expect("an address");
        let user = store::users::by_email(app.platform.db.connection(), &email).await.expect("a look").expect("ann");
        let org = store::orgs::personal_of(app.platform.db.connection(), &user.id).await.expect("a look").expect("hers").id;
        let last = audit::last(app.platform.db.connection(), org.parse().expect("an id")).await.expect("a look").expect("events").seq;
        assert!(domain::audit::verify_everything(&app.platform).await.expect("a check").1.is_empty());
        prepare(&app).await;

        let (mut dice, mut found, mut kinds) = (Dice(7), 0, BTreeMap::<_, u32>::new());
        let (mut tried, edits) = (0, edits());
        while tried < edits {
            let (kind, statements) = edit(&mut dice, &org, u64::try_from(last).expect("positive"));
            let mut changed = 0;
            for sql in &statements {
                changed += app.platform.db.connection().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected();
            }
            if changed == 0 {
                continue;
            }
            tried += 1;
            *kinds.entry(kind).or_default() += 1;
            let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a check");
            let first = broken.iter().find(|broken| broken.organization == org);
            assert!(first.is_some_and(|broken| !broken.what.is_empty()), "not found: {statements:?}, only {broken:?}");
            found += 1;
            restore(&app).await;
        }
        println!("{found} of {edits} edits found: {kinds:?}");
        assert!(kinds.len() == 9 && found == edits, "{kinds:?}");
        let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a check");
        assert!(broken.iter().all(|broken| broken.organization.is_empty()) && !broken.is_empty(), "only the guards are missing now: {broken:?}");
    }
}

on_both_databases! {
    async fn what_happens_afterwards_does_not_cover_an_edit_up(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        for name in ["a", "b", "c"] {
            app.post("/v1/keys", &ann, &json!({ "name": name })).await.expect(201);
        }
        prepare(&app).await;
        // The end is cut off together with its head, before and after further events.
        run(&app, "DELETE FROM audit_events WHERE seq > 3").await;
        app.post("/v1/keys", &ann, &json!({ "name": "later" })).await.expect(201);
        app.post("/v1/keys", &ann, &json!({ "name": "later still" })).await.expect(201);
        let verdict = app.get("/v1/audit/verify", &ann).await.expect(200);
        assert_eq!((&verdict["whole"], &verdict["broken"]["seq"]), (&json!(false), &json!(4)), "{verdict}");
    }
}
