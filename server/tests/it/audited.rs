//! Every change of state writes one event, seen from the doors: each REST route that changes something and each form says
//! what it writes, and every one that says so is gone through, with everybody's events counted before and after. A new door
//! without an entry fails this, and so does an action that no door leads to.
//!
//! `crates/domain/tests/use_cases/audited.rs` is the other half: it begins with the actions, and asks that each event stands
//! or falls with its change.

mod doors;
mod forms;
mod rest;
mod watch;

use std::collections::BTreeSet;

use domain::audit::Action;
use strum::IntoEnumIterator;
use testkit::{Database, TestApp};

use self::{
    doors::{BY_ITSELF, FORMS, REST, Writes},
    watch::{OPERATOR, Watch},
};

fn names(list: &[(&'static str, Writes)]) -> BTreeSet<&'static str> {
    let names: BTreeSet<_> = list.iter().map(|(door, _)| *door).collect();
    assert_eq!(names.len(), list.len(), "a door stands in the list twice");
    names
}

#[test]
fn every_door_says_what_it_writes() {
    let table = bmm::http::table::table();
    let routes: BTreeSet<_> = table.iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    let known = names(REST);
    for route in table.iter().filter(|route| !route.method.is_safe()) {
        let name = format!("{} {}", route.method, route.path);
        assert!(known.contains(name.as_str()), "{name} is missing in REST of audited/doors.rs: say which event it writes, or why there is none");
    }
    for name in known {
        assert!(routes.contains(name), "{name} stands in REST of audited/doors.rs and not in the product");
    }
    let product: BTreeSet<_> = app::ssr::forms::list::list::<()>().iter().map(|form| form.path).collect();
    assert_eq!(names(FORMS), product, "each form stands in FORMS of audited/doors.rs, with the event that it writes or the reason why there is none");
}

#[test]
fn every_action_has_a_door_or_happens_by_itself() {
    let of_doors = REST.iter().chain(FORMS).flat_map(|(_, writes)| writes.actions()).copied();
    let by_themselves = BY_ITSELF.iter().map(|(action, _)| *action);
    let known: BTreeSet<_> = of_doors.chain(by_themselves).collect();
    let missing: Vec<_> = Action::iter().filter(|action| !known.contains(action)).collect();
    assert!(missing.is_empty(), "no door writes {missing:?}");
}

async fn app(database: Database) -> TestApp {
    TestApp::with(database, &[("BMM_ADMIN_EMAILS", OPERATOR)]).await
}

async fn over_rest(app: TestApp) {
    let mut watch = Watch::new(&app, REST);
    rest::walk(&mut watch).await;
    watch.nothing_was_left_out();
}

async fn with_forms(app: TestApp) {
    let mut watch = Watch::new(&app, FORMS);
    forms::walk(&mut watch).await;
    watch.nothing_was_left_out();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_over_rest_writes_exactly_one_event_on_sqlite() {
    over_rest(app(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_change_over_rest_writes_exactly_one_event_on_postgres() {
    over_rest(app(Database::Postgres).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_writes_exactly_one_event_on_sqlite() {
    with_forms(app(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_form_writes_exactly_one_event_on_postgres() {
    with_forms(app(Database::Postgres).await).await;
}
