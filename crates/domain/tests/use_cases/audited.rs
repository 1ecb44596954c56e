//! Every change of state writes its audit event in the same transaction. Each [`Action`] has an act here that leads to it,
//! and an action without one does not compile. Each act is tried twice: while the log takes nothing, it fails and leaves
//! every table as it was; then it works, and the log holds exactly what is expected.

mod acts;
mod confirmation;

use std::{collections::BTreeMap, pin::Pin, sync::Arc};

use domain::{
    Platform,
    audit::{self, Action},
};
use sea_orm::{DbBackend, FromQueryResult, JsonValue, Statement};
use store::ConnectionTrait;
use strum::IntoEnumIterator;

use crate::world::World;

/// What cannot be set off here, and why.
const ELSEWHERE: &[(&str, &str)] =
    &[("authoring.", "needs a model"), ("billing.", "needs a payment provider: server/tests/it/billing/audited.rs counts its events")];

type Outcome = Pin<Box<dyn Future<Output = domain::Result<()>> + Send>>;

/// Something that somebody does, prepared so far that one call is left.
pub struct Act {
    /// Every event that it writes, in whichever log.
    writes: Vec<Action>,
    /// The call; the same again when it has failed.
    run: Box<dyn Fn() -> Outcome>,
    /// Tables that it changes on its way, outside of what is audited, and why that is right.
    beside: &'static [&'static str],
    /// Carried out by a worker, which notes what went wrong and does not fail itself.
    by_worker: bool,
}

impl Act {
    pub fn new<F>(writes: &[Action], run: impl Fn() -> F + 'static) -> Self
    where
        F: Future<Output = domain::Result<()>> + Send + 'static,
    {
        Self { writes: writes.to_vec(), run: Box::new(move || Box::pin(run())), beside: &[], by_worker: false }
    }

    /// The tables may change although the act fails.
    pub fn beside(self, tables: &'static [&'static str]) -> Self {
        Self { beside: tables, ..self }
    }

    pub fn by_worker(self) -> Self {
        Self { by_worker: true, ..self }
    }
}

pub type Tables = BTreeMap<String, Vec<String>>;

/// Every row of every table.
pub async fn tables(platform: &Arc<Platform>) -> Tables {
    let (db, mut all) = (platform.db.connection(), Tables::new());
    for table in store::personal::tables(db).await.expect("tables") {
        let everything = Statement::from_string(db.get_database_backend(), format!("SELECT * FROM {table}"));
        let rows = JsonValue::find_by_statement(everything).all(db).await.expect("rows");
        let mut rows: Vec<_> = rows.into_iter().map(|row| row.to_string()).collect();
        rows.sort();
        all.insert(table, rows);
    }
    all
}

/// From now on the log takes nothing.
async fn block(platform: &Arc<Platform>) {
    let db = platform.db.connection();
    let statements: &[&str] = if db.get_database_backend() == DbBackend::Postgres {
        &[
            "CREATE FUNCTION full_log() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the log takes nothing'; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER full_log BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION full_log()",
        ]
    } else {
        &["CREATE TRIGGER full_log BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'the log takes nothing'); END"]
    };
    for statement in statements {
        db.execute_unprepared(statement).await.expect("blocked");
    }
}

async fn unblock(platform: &Arc<Platform>) {
    let db = platform.db.connection();
    let postgres = db.get_database_backend() == DbBackend::Postgres;
    db.execute_unprepared(if postgres { "DROP TRIGGER full_log ON audit_events" } else { "DROP TRIGGER full_log" }).await.expect("open again");
}

/// The actions of events that are new.
fn written(before: &Tables, after: &Tables) -> Vec<String> {
    let new = after["audit_events"].iter().filter(|row| !before["audit_events"].contains(row));
    let mut actions: Vec<String> =
        new.map(|row| serde_json::from_str::<JsonValue>(row).expect("a row")["action"].as_str().expect("an action").into()).collect();
    actions.sort();
    actions
}

async fn is_audited(name: &str, world: World, act: Act) {
    let platform = &world.platform;
    let mut before = tables(platform).await;
    if !act.by_worker {
        block(platform).await;
        assert!((act.run)().await.is_err(), "{name}: it works although its event cannot be written");
        unblock(platform).await;
        let after = tables(platform).await;
        let changed = after.iter().filter(|(table, rows)| before.get(*table) != Some(*rows) && !act.beside.contains(&table.as_str()));
        let changed: Vec<_> = changed.map(|(table, rows)| (table, &before[table], rows)).collect();
        assert!(changed.is_empty(), "{name}: changed although its event could not be written: {changed:#?}");
        before = after;
    }
    (act.run)().await.unwrap_or_else(|error| panic!("{name}: {error:?}"));
    let mut expected: Vec<_> = act.writes.iter().map(|action| action.as_str().to_owned()).collect();
    expected.sort();
    let after = tables(platform).await;
    assert_eq!(written(&before, &after), expected, "{name}");
    assert!(after != before, "{name} changes something");
    let (_, broken) = audit::verify_everything(platform).await.expect("a check");
    assert!(broken.is_empty(), "{name}: {broken:?}");
}

#[tokio::test]
async fn every_action_is_written_with_what_it_tells_of_or_nothing_happens() {
    for action in Action::iter() {
        let world = World::new().await;
        match acts::that_leads_to(&world, action).await {
            Some(act) => {
                assert!(act.writes.contains(&action), "{action:?}");
                is_audited(action.as_str(), world, act).await;
            }
            None => assert!(ELSEWHERE.iter().any(|(noun, _)| action.as_str().starts_with(noun)), "{action:?} has no act"),
        }
    }
}

#[tokio::test]
async fn other_ways_to_the_same_actions_are_written_in_the_same_way() {
    for name in acts::OTHER_WAYS {
        let world = World::new().await;
        let act = acts::other_way(&world, name).await;
        is_audited(name, world, act).await;
    }
}
