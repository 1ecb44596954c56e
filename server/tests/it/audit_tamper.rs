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
struct Edit {
    kind: &'static str,
    /// The event that the check has to name: the first one that is not as it was.
    names: u64,
    statements: Vec<String>,
}

/// Kinds of edits; [`edit`] rolls one of them.
const KINDS: u64 = 13;

/// An edit of the log of `org`, whose newest event is `last`.
fn edit(dice: &mut Dice, org: &str, last: u64) -> Edit {
    let seq = dice.roll(last) + 1;
    let at = format!("org_id = '{org}' AND seq = {seq}");
    let of_event = format!("event_id IN (SELECT id FROM audit_events WHERE {at})");
    let column = |dice: &mut Dice, columns: &[&'static str]| columns[usize::try_from(dice.roll(columns.len() as u64)).expect("small")];
    let (kind, names, statements) = match dice.roll(KINDS) {
        0 | 1 => {
            // An event that changes its organisation is missing in the log that it was in.
            let column = column(dice, &["id", "org_id", "actor_kind", "actor_id", "action", "resource", "metadata", "previous_hash", "hash", "commitment"]);
            ("change", seq, vec![format!("UPDATE audit_events SET {column} = '{}' || {column} WHERE {at}", dice.roll(10))])
        }
        2 => ("time", seq, vec![format!("UPDATE audit_events SET at = at + {} WHERE {at}", dice.roll(1_000) + 1)]),
        3 => ("delete", seq, vec![format!("DELETE FROM audit_events WHERE {at}")]),
        4 => {
            let other = seq % last + 1;
            let sql = format!("UPDATE audit_events SET seq = seq + 1000000 WHERE org_id = '{org}' AND seq IN ({seq}, {other})");
            let back = |from: u64, to: u64| format!("UPDATE audit_events SET seq = {to} WHERE org_id = '{org}' AND seq = {}", from + 1_000_000);
            ("swap", seq.min(other), vec![sql, back(seq, other), back(other, seq)])
        }
        5 => ("truncate", seq, vec![format!("DELETE FROM audit_events WHERE org_id = '{org}' AND seq >= {seq}")]),
        6 => {
            // With the signed head gone, too: only the file outside the database still knows.
            let head = format!("DELETE FROM audit_heads WHERE org_id = '{org}'");
            ("truncate with its head", seq, vec![format!("DELETE FROM audit_events WHERE org_id = '{org}' AND seq >= {seq}"), head])
        }
        7 => {
            // A row that hangs on another event is missing beside its own.
            let column = column(dice, &["event_id", "org_id", "name", "email", "ip", "user_agent", "user_id", "salt"]);
            ("origin", seq, vec![format!("UPDATE audit_origins SET {column} = 'x' || {column} WHERE {of_event}")])
        }
        8 => ("origin's time", seq, vec![format!("UPDATE audit_origins SET at = at + {} WHERE {of_event}", dice.roll(1_000) + 1)]),
        9 => ("origin removed", seq, vec![format!("DELETE FROM audit_origins WHERE {of_event}")]),
        10 => {
            // For events of the platform itself, which came from nobody and nowhere.
            let who = "'Eve', 'eve@example.com', '', ''";
            let salt = if dice.roll(2) == 0 { "''" } else { "'00'" };
            let events = format!("SELECT id, org_id, '', {who}, {salt}, at FROM audit_events WHERE {at} AND commitment = ''");
            ("origin added", seq, vec![format!("INSERT INTO audit_origins (event_id, org_id, user_id, name, email, ip, user_agent, salt, at) {events}")])
        }
        11 => {
            let column = column(dice, &["org_id", "hash", "signature", "key_id"]);
            ("head", last, vec![format!("UPDATE audit_heads SET {column} = 'f' || {column} WHERE org_id = '{org}'")])
        }
        _ => ("everything", 1, vec!["DELETE FROM audit_events".into(), "DELETE FROM audit_heads".into()]),
    };
    Edit { kind, names, statements }
}

/// How many rows the statements change.
async fn change(app: &TestApp, statements: &[String]) -> u64 {
    let mut changed = 0;
    for sql in statements {
        changed += app.platform.db.connection().execute_unprepared(sql).await.unwrap_or_else(|error| panic!("{sql}: {error}")).rows_affected();
    }
    changed
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
            let Edit { kind, names, statements } = edit(&mut dice, &org, u64::try_from(last).expect("positive"));
            if change(&app, &statements).await == 0 {
                continue;
            }
            tried += 1;
            *kinds.entry(kind).or_default() += 1;
            let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a check");
            let first = broken.iter().find(|broken| broken.organization == org).unwrap_or_else(|| panic!("not found: {statements:?}, only {broken:?}"));
            assert!(!first.what.is_empty() && u64::try_from(first.seq) == Ok(names), "{statements:?} is event {names}, not {first:?}");
            found += 1;
            restore(&app).await;
        }
        println!("{found} of {edits} edits found: {kinds:?}");
        assert!(kinds.len() == 12 && found == edits, "{kinds:?}");
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

/// `bmm admin audit verify` in a process of its own, beside the running server: exit code, standard output, and errors.
fn verify_from_the_shell(app: &TestApp) -> (Option<i32>, String, String) {
    let mut command = std::process::Command::new(testkit::binary());
    command.args(["admin", "audit", "verify"]).env_remove("DATABASE_URL").env("BMM_DATA", app.folder().join("data")).env("BMM_PUBLIC_URL", &app.url);
    let output = command.stdin(std::process::Stdio::null()).output().expect("bmm runs");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (output.status.code(), text(output.stdout), text(output.stderr))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_names_the_first_broken_event_of_every_organisation() {
    let app = TestApp::new().await;
    let mut orgs = Vec::new();
    for email in ["ann@example.com", "bob@example.com", "cid@example.com"] {
        let key = app.key(email).await;
        app.post("/v1/keys", &key, &json!({ "name": "laptop" })).await.expect(201);
        orgs.push(app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").to_owned());
    }
    let (code, said, _) = verify_from_the_shell(&app);
    assert_eq!((code, said.as_str()), (Some(0), "The audit log is whole: 9 events.\n"));

    prepare(&app).await;
    run(&app, &format!("UPDATE audit_events SET resource = 'x' WHERE org_id = '{}' AND seq IN (2, 3)", orgs[0])).await;
    run(&app, &format!("DELETE FROM audit_events WHERE org_id = '{}' AND seq = 3", orgs[2])).await;
    let (code, said, complaint) = verify_from_the_shell(&app);
    assert_eq!(code, Some(1), "{said}");
    assert!(complaint.contains("bmm: the audit log is not what the platform wrote"), "{complaint}");
    let (of_events, of_guards): (Vec<_>, Vec<_>) = said.lines().partition(|line| line.starts_with("org_"));
    let mut expected = [
        format!("{} event 2: The event was changed: its hash does not fit its content.", orgs[0]),
        format!("{} event 3: The end of the log was cut off: events 3 to 3 are missing.", orgs[2]),
    ];
    expected.sort();
    assert_eq!(of_events, expected, "a line for each organisation that is broken, and none for the others");
    assert!(of_guards.len() == 3 && of_guards.iter().all(|line| line.contains("guard")), "{of_guards:?}");
}
