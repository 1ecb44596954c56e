//! Heartbeats, gaps, incidents.

use contract::dto::{IncidentState, PartState};
use domain::{
    admin::{self, ListRequest},
    status,
};
use serde_json::json;
use std::sync::atomic::Ordering;

use crate::world::{World, fields, person, shown};

#[tokio::test]
async fn a_heartbeat_that_did_not_come_is_downtime() {
    let world = World::new().await;
    assert_eq!(status::view(&world.platform).await.expect("a view").uptime(), None, "nothing was measured yet");
    for _ in 0..10 {
        status::beat(&world.platform).await.expect("written");
        world.clock.advance(10);
    }
    let view = status::view(&world.platform).await.expect("a view");
    assert_eq!((view.days.len(), view.days[89].good, view.uptime()), (90, 10, Some(100_000)));
    assert!(view.days[..89].iter().all(|day| day.expected == 0), "days before the first beat expect nothing");

    world.clock.advance(100);
    let view = status::view(&world.platform).await.expect("a view");
    let today = view.days[89];
    assert!((17..=19).contains(&today.expected) && today.good == 10, "{today:?}");
    assert!(view.uptime().expect("measured") < 60_000);
}

#[tokio::test]
async fn a_platform_that_does_not_answer_itself_is_not_well() {
    let world = World::new().await;
    world.prober.failures.store(1, Ordering::SeqCst);
    status::beat(&world.platform).await.expect("written");
    let today = status::view(&world.platform).await.expect("a view").days[89];
    assert_eq!((today.good, today.expected), (0, 1));
}

#[tokio::test]
async fn two_processes_count_one_beat() {
    let world = World::new().await;
    status::beat(&world.platform).await.expect("written");
    status::beat(&world.platform).await.expect("written");
    assert_eq!(status::view(&world.platform).await.expect("a view").days[89].good, 1);
}

#[tokio::test]
async fn every_part_is_asked() {
    let world = World::new().await;
    let parts = status::parts(&world.platform).await;
    let names: Vec<_> = parts.iter().map(|part| part.name.as_str()).collect();
    assert_eq!(names, ["database", "store", "runtime", "mail", "stripe"]);
    let states: Vec<_> = parts.iter().map(|part| part.state).collect();
    assert_eq!(states[2..], [PartState::Unknown; 3], "what nobody asked is not said to work");

    status::ask_due(&world.platform).await;
    let states: Vec<_> = status::parts(&world.platform).await.iter().map(|part| part.state).collect();
    assert_eq!(states, [PartState::Ok, PartState::Ok, PartState::Ok, PartState::Off, PartState::Off]);
}

#[tokio::test]
async fn what_breaks_shows_within_a_minute_and_mail_is_asked_once_a_minute() {
    let world = World::set(|config| config.development_mail = false).await;
    let state = async |name: &str| status::parts(&world.platform).await.into_iter().find(|part| part.name == name).expect("a part").state;
    status::ask_due(&world.platform).await;
    assert_eq!((state("mail").await, state("runtime").await), (PartState::Ok, PartState::Ok));

    world.post.down.store(true, Ordering::SeqCst);
    world.runtime.author_fails.store(true, Ordering::SeqCst);
    for _ in 0..5 {
        world.clock.advance(10);
        status::ask_due(&world.platform).await;
    }
    assert_eq!(world.post.checks.load(Ordering::SeqCst), 1, "the mail server is left alone for a minute");
    world.clock.advance(10);
    status::ask_due(&world.platform).await;
    assert_eq!((state("mail").await, state("runtime").await), (PartState::Degraded, PartState::Down));

    world.clock.advance(301);
    assert_eq!(state("mail").await, PartState::Unknown, "what was heard five minutes ago says nothing about now");
}

#[tokio::test]
async fn admins_write_incidents_and_everybody_reads_them() {
    let world = World::new().await;
    let bob = person(&world.platform, "bob@example.org").await;
    assert!(admin::enter(&bob).is_err(), "others find nothing there");
    let operator = person(&world.platform, crate::world::OPERATOR).await;
    let admin = admin::enter(&operator).expect("an admin");
    assert_eq!(fields(&shown(status::open_incident(&admin, " ", "text").await)), ["title"]);

    let id = status::open_incident(&admin, "Mail is late", "Links take ten minutes.").await.expect("opened");
    let listed = admin::events(&admin, &ListRequest::default()).await.expect("the platform's log");
    let written = &listed.items[0];
    assert_eq!(
        (written.action.as_str(), &written.resource, &written.metadata),
        ("incident.opened", &id.to_string(), &json!({})),
        "free text stays out of the chain"
    );
    let view = status::view(&world.platform).await.expect("a view");
    assert!(!view.is_well() && view.incidents[0].title == "Mail is late");
    assert_eq!(status::ongoing(&world.platform).await.expect("asked").expect("an incident").title, "Mail is late");

    status::add_note(&admin, id, IncidentState::Resolved, "The queue is empty again.").await.expect("noted");
    let view = status::view(&world.platform).await.expect("a view");
    let states: Vec<_> = view.incidents[0].notes.iter().map(|note| note.state).collect();
    assert_eq!(states, [IncidentState::Investigating, IncidentState::Resolved]);
    assert!(view.is_well() && view.incidents[0].ended_at.is_some());
    assert_eq!(status::ongoing(&world.platform).await.expect("asked"), None);
}
