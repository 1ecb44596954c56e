//! What people leave behind in letters and logs, and what goes when its time is over.

use contract::{Role, dto::Invite};
use domain::{Ctx, account, audit, identity, invitations, orgs, outbox, usage};

use crate::{
    audited::tables,
    world::{World, mails_to, meta, person},
};

const DAY: i64 = 86_400;
const ANN: &str = "ann@example.com";

/// Tables that hold a text somewhere.
async fn tables_with(world: &World, text: &str) -> Vec<String> {
    let tables = tables(&world.platform).await;
    tables.into_iter().filter(|(_, rows)| rows.iter().any(|row| row.contains(text))).map(|(table, _)| table).collect()
}

/// The link of an invitation to somebody.
async fn invited(world: &World, email: &str) -> String {
    invitations::invite(&world.ctx, Invite { email: email.into(), role: Role::Member }).await.expect("invited");
    let mail = mails_to(world, email, 1).await.remove(0);
    mail.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned()
}

#[tokio::test]
async fn the_last_letter_goes_out_and_nothing_holds_the_address_afterwards() {
    let world = World::set(|config| config.development_mail = false).await;
    identity::request_link(&world.platform, &meta(&world.platform), ANN, None).await.expect("a mail");
    account::request_deletion(&world.ctx, ANN).await.expect("noted");
    outbox::deliver_due(&world.platform).await.expect("sent");
    assert_eq!(tables_with(&world, ANN).await, ["audit_origins", "logins", "users"], "the search finds what is there");
    world.clock.advance(15 * DAY);
    assert_eq!(account::erase_due(&world.platform).await.expect("a deletion"), 1);
    assert_eq!(tables_with(&world, ANN).await, Vec::<String>::new(), "the letter that waits is sealed");

    outbox::deliver_due(&world.platform).await.expect("sent");
    let last = world.post.sent.lock().unwrap().pop().expect("a letter");
    assert_eq!((last.to.as_str(), last.subject.as_str()), (ANN, "Your account has been deleted"));
    assert_eq!(store::outbox::count(world.platform.db.connection()).await.expect("a count"), 0);
    assert_eq!(tables_with(&world, ANN).await, Vec::<String>::new());
}

#[tokio::test]
async fn the_log_of_an_organisation_that_ends_keeps_nothing_about_former_members() {
    let world = World::new().await;
    let bob = person(&world.platform, "bob@example.org").await;
    let (db, org) = (world.platform.db.connection(), world.ctx.org.clone());
    store::orgs::members::insert(db, org.id, bob.person.id, "member", world.platform.now()).await.expect("a member");
    let there = Ctx { org: org.clone(), role: Role::Member, ..bob.clone() };
    orgs::leave(&there).await.expect("left");
    let about_bob = async |org: &domain::Org| {
        let beside = tables(&world.platform).await.remove("audit_origins").expect("a table");
        beside.iter().filter(|row| row.contains("bob@example.org") && row.contains(&org.id.to_string())).count()
    };
    assert_eq!((about_bob(&org).await, about_bob(&bob.org).await), (1, 1));
    assert!(account::erase_now(&world.platform, &world.ctx.person.email).await.expect("a deletion"));
    assert_eq!((about_bob(&org).await, about_bob(&bob.org).await), (0, 1), "Bob's own log is another");
    let (_, broken) = audit::verify_everything(&world.platform).await.expect("a check");
    assert!(broken.is_empty(), "{broken:?}");
}

#[tokio::test]
async fn whoever_says_no_without_signing_in_leaves_no_trace_that_nobody_could_erase() {
    let world = World::new().await;
    let (bob, cid) = (person(&world.platform, "bob@example.org").await, person(&world.platform, "cid@example.org").await);
    let last = async || store::audit::last(world.platform.db.connection(), world.ctx.org.id).await.expect("a look").expect("an event");
    let beside = async |event: &store::audit::Model| {
        let rows = store::audit::origins::of(world.platform.db.connection(), [&event.id]).await.expect("rows");
        rows.into_iter().map(|row| row.user_id).collect::<Vec<_>>()
    };
    // The link alone, and somebody else who was sent it.
    for visitor in [None, Some(&cid)] {
        let link = invited(&world, "bob@example.org").await;
        invitations::decline(&world.platform, visitor, &link).await.expect("declined");
        let event = last().await;
        assert_eq!((event.action.as_str(), event.actor_id.as_str()), ("invitation.declined", ""));
        assert_eq!(beside(&event).await, Vec::<String>::new());
    }
    let link = invited(&world, "bob@example.org").await;
    invitations::decline(&world.platform, Some(&bob), &link).await.expect("declined");
    let event = last().await;
    assert_eq!((event.actor_id, beside(&last().await).await), (bob.person.id.to_string(), vec![bob.person.id.to_string()]));
    assert!(audit::verify(&world.ctx).await.expect("a check").whole);
}

#[tokio::test]
async fn invitations_are_forgotten_thirty_days_after_their_end() {
    let world = World::new().await;
    let kept = async || tables(&world.platform).await.remove("invitations").expect("a table").len();
    let link = invited(&world, "bob@example.org").await;
    invited(&world, "cid@example.org").await;
    invitations::decline(&world.platform, None, &link).await.expect("declined");
    world.clock.advance(29 * DAY);
    usage::tidy(&world.platform).await.expect("tidied");
    assert_eq!(kept().await, 2);
    world.clock.advance(2 * DAY);
    usage::tidy(&world.platform).await.expect("tidied");
    assert_eq!(kept().await, 1, "the one that nobody answered was open for a week");
    world.clock.advance(7 * DAY);
    usage::tidy(&world.platform).await.expect("tidied");
    assert_eq!(kept().await, 0);
}
