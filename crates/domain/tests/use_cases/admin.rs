//! What the people who run the platform see and do.

use contract::{
    ErrorCode, KeyId, OrgId, Role,
    dto::{AdminTicketView, ChangeContact, Invite, PatchOrgPlan, ReplyTicket, SuspendOrg, TicketState},
    plan::Plan,
};
use domain::{
    Actor, Ctx, account,
    admin::{self, ListRequest, PlatformAdmin},
    audit, identity, invitations, members, outbox, servers, tickets,
};
use secrecy::ExposeSecret;
use store::admin::events::PLATFORM;

use crate::{
    audited::{Tables, tables},
    support::{reply, ticket},
    world::{OPERATOR, World, actions, fields, mails_to, meta, person, request, shown},
};

async fn operator(world: &World) -> PlatformAdmin {
    admin::enter(&person(&world.platform, OPERATOR).await).expect("the operator")
}

fn search(text: &str) -> ListRequest {
    ListRequest { search: Some(text.into()), ..ListRequest::default() }
}

fn only(text: &str) -> ListRequest {
    ListRequest { only: Some(text.into()), ..ListRequest::default() }
}

/// What the chain of the platform says, oldest first.
async fn platform_actions(admin: &PlatformAdmin) -> Vec<String> {
    let mut events = admin::events(admin, &ListRequest::default()).await.expect("events").items;
    events.reverse();
    events.into_iter().map(|event| event.action).collect()
}

#[tokio::test]
async fn only_signed_in_people_named_in_the_settings_enter() {
    let world = World::new().await;
    let refused = |ctx: &Ctx| admin::enter(ctx).err().map(|error| error.into_shown(ctx.request.id).code);
    assert_eq!(refused(&world.ctx), Some(ErrorCode::NotFound));
    let operator = person(&world.platform, OPERATOR).await;
    assert_eq!(refused(&operator), None);
    let with_key = Ctx { actor: Actor::Key(world.platform.id(KeyId::new)), ..operator };
    assert_eq!(refused(&with_key), Some(ErrorCode::NotFound), "a key opens one organisation, never the platform");
}

#[tokio::test]
async fn a_suspended_organisation_keeps_its_servers_and_gets_no_new_ones() {
    let world = World::new().await;
    let admin = operator(&world).await;
    world.live("first").await;
    let org = world.ctx.org.id;
    let suspend = |reason: &str| SuspendOrg { reason: reason.into() };
    assert_eq!(fields(&shown(admin::suspend(&admin, org, suspend("  ")).await)), ["reason"]);
    let suspended = admin::suspend(&admin, org, suspend("Tools of this organisation send spam.")).await.expect("suspended");
    assert_eq!(suspended.suspended.expect("a suspension").reason, "Tools of this organisation send spam.");

    let refused = shown(servers::create(&world.ctx, request("second"), None).await);
    assert_eq!(refused.status(), 402);
    assert!(refused.detail.contains("send spam") && refused.detail.contains("/support/new"), "{}", refused.detail);
    world.open("first").await;
    assert_eq!(admin::organisations(&admin, &only("suspended")).await.expect("a list").items.len(), 1);

    let lifted = admin::lift(&admin, org).await.expect("lifted");
    assert_eq!(lifted.suspended, None);
    admin::lift(&admin, org).await.expect("nothing to do");
    servers::create(&world.ctx, request("second"), None).await.expect("a server");
    let written: Vec<_> = actions(&world).await.into_iter().filter(|(action, _)| action.starts_with("organization.susp")).collect();
    let expected = [("organization.suspended", "{}"), ("organization.suspension_lifted", "{}")];
    assert_eq!(written.iter().map(|(action, metadata)| (action.as_str(), metadata.as_str())).collect::<Vec<_>>(), expected, "free text stays out of the chain");
    assert_eq!(platform_actions(&admin).await, ["organization.suspended", "organization.suspension_lifted"]);
    assert_eq!(shown(admin::suspend(&admin, world.platform.id(OrgId::new), suspend("x")).await).code, ErrorCode::NotFound);
}

#[tokio::test]
async fn a_plan_counts_from_the_next_request_on() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let changed = admin::set_plan(&admin, world.ctx.org.id, PatchOrgPlan { plan: Plan::Team }).await.expect("changed");
    assert_eq!(changed.plan, Plan::Team);
    admin::set_plan(&admin, world.ctx.org.id, PatchOrgPlan { plan: Plan::Team }).await.expect("nothing to do");
    assert_eq!(platform_actions(&admin).await, ["organization.plan_changed"]);
    assert_eq!(admin::organisations(&admin, &only("team")).await.expect("a list").items.len(), 1);
    assert_eq!(fields(&shown(admin::organisations(&admin, &only("gold")).await)), ["only"]);
}

async fn asked(world: &World) -> AdminTicketView {
    let id = tickets::create(&world.ctx, ticket("New address", "Please use bea@example.com.")).await.expect("a ticket").summary.id;
    admin::ticket(&operator(world).await, id).await.expect("a ticket")
}

#[tokio::test]
async fn the_team_answers_and_the_person_hears_of_it_by_mail() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let asked = asked(&world).await;
    let id = asked.ticket.summary.id;
    assert_eq!((asked.person.email.as_str(), asked.organisation.as_str()), ("ann@example.com", world.ctx.org.handle.as_str()));
    let answered = admin::answer(&admin, id, reply("Which address?")).await.expect("an answer");
    assert_eq!((answered.ticket.summary.state, answered.ticket.messages[1].from_team), (TicketState::Waiting, true));
    let mail = mails_to(&world, "ann@example.com", 1).await.remove(0);
    assert!(mail.text.contains("> Which address?") && mail.text.contains(&format!("/support/{id}")), "{}", mail.text);
    tickets::reply(&world.ctx, id, reply("bea@example.com")).await.expect("a reply");
    assert_eq!(tickets::get(&world.ctx, id).await.expect("the ticket").summary.state, TicketState::Open);
    assert_eq!(mails_to(&world, OPERATOR, 2).await[0].subject, "Reply: New address");
    let solved = admin::answer(&admin, id, ReplyTicket { text: "Done.".into(), solved: true }).await.expect("an answer");
    assert_eq!(solved.ticket.summary.state, TicketState::Solved);
    for (request, found) in [(only("solved"), 1), (only("open"), 0), (search("ann@EXAMPLE"), 1), (search("new addr"), 1), (search("%"), 0)] {
        assert_eq!(admin::tickets(&admin, &request).await.expect("a list").items.len(), found, "{request:?}");
    }
}

/// Signs in, as a browser does.
async fn session(world: &World, email: &str) -> String {
    let asked = identity::request_link(&world.platform, &meta(&world.platform), email, None).await.expect("a mail");
    let mail = mails_to(world, email, 1).await.remove(0);
    let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
    let signed_in = identity::confirm_link(&world.platform, &meta(&world.platform), &token, Some(asked.browser.expose_secret())).await.expect("signed in");
    signed_in.session.expose_secret().to_owned()
}

#[tokio::test]
async fn a_new_address_is_told_to_both_and_ends_every_session() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let session = session(&world, "ann@example.com").await;
    let alive = async || identity::authenticate(&world.platform, meta(&world.platform), &session).await.expect("a look").is_some();
    assert!(alive().await);
    let id = asked(&world).await.ticket.summary.id;
    let change = |email: &str, phone: &str| ChangeContact { email: Some(email.into()), phone: Some(phone.into()) };

    let changed = admin::change_contact(&admin, id, change("Bea@example.com", "+44 20 7946 0000")).await.expect("changed");
    assert_eq!((changed.person.email.as_str(), changed.person.phone.as_ref().map(|phone| phone.as_str())), ("bea@example.com", Some("+442079460000")));
    assert!(!alive().await);
    for address in ["ann@example.com", "bea@example.com"] {
        let mails = mails_to(&world, address, 1).await;
        let told = mails.iter().find(|mail| mail.subject == "Your address was changed").expect("a mail");
        assert!(told.text.contains("from ann@example.com to bea@example.com"), "{}", told.text);
    }
    let written = actions(&world).await;
    for action in ["person.email_changed", "person.phone_changed"] {
        let (_, metadata) = written.iter().find(|(name, _)| name == action).expect("an event");
        assert!(metadata.contains(&id.to_string()) && !metadata.contains("bea@") && !metadata.contains("7946"), "{metadata}");
    }
    assert_eq!(platform_actions(&admin).await, ["person.email_changed", "person.phone_changed"]);
    let same = admin::change_contact(&admin, id, change("bea@example.com", "+442079460000")).await.expect("nothing to do");
    assert_eq!(same.person, changed.person);
    assert_eq!(platform_actions(&admin).await.len(), 2);
}

/// The token of the newest invitation to an address.
async fn invited(world: &World, by: &Ctx, email: &str) -> String {
    invitations::invite(by, Invite { email: email.into(), role: Role::Member }).await.expect("invited");
    let mail = mails_to(world, email, 1).await.remove(0);
    mail.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned()
}

#[tokio::test]
async fn invitations_go_along_to_the_new_address_and_nothing_stays_under_the_old_one() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let (bob, cid) = (person(&world.platform, "bob@example.org").await, person(&world.platform, "cid@example.org").await);
    // Bob knew both addresses.
    let (_, to_both, from_cid) =
        (invited(&world, &bob, "ann@example.com").await, invited(&world, &bob, "bea@example.com").await, invited(&world, &cid, "ann@example.com").await);
    identity::request_link(&world.platform, &meta(&world.platform), "ann@example.com", None).await.expect("a mail");
    let id = asked(&world).await.ticket.summary.id;
    outbox::deliver_due(&world.platform).await.expect("every letter so far has arrived");
    admin::change_contact(&admin, id, ChangeContact { email: Some("bea@example.com".into()), phone: None }).await.expect("changed");

    for inviter in [&bob, &cid] {
        let waiting = invitations::list(inviter).await.expect("a list");
        assert_eq!(waiting.iter().map(|one| one.email.as_str()).collect::<Vec<_>>(), ["bea@example.com"]);
    }
    let ann = person(&world.platform, "bea@example.com").await;
    assert_eq!(ann.person.id, world.ctx.person.id);
    for token in [to_both, from_cid] {
        invitations::accept(&ann, &token).await.expect("joined");
    }
    let holding = |tables: &Tables, text: &str| -> Vec<String> {
        tables.iter().filter(|(_, rows)| rows.iter().any(|row| row.contains(text))).map(|(table, _)| table.clone()).collect()
    };
    mails_to(&world, "bea@example.com", 1).await;
    // Who did something is written down as they were called then; both letters tell of both addresses.
    assert_eq!(holding(&tables(&world.platform).await, "ann@example.com"), ["audit_origins", "mails"]);
    assert!(account::erase_now(&world.platform, &ann.person.email).await.expect("a deletion"));
    let left = tables(&world.platform).await;
    assert_eq!((holding(&left, "ann@example.com"), holding(&left, "bea@example.com")), (Vec::new(), Vec::new()));
}

#[tokio::test]
async fn an_address_that_is_taken_or_runs_the_platform_is_refused() {
    let world = World::new().await;
    let admin = operator(&world).await;
    person(&world.platform, "bob@example.org").await;
    let id = asked(&world).await.ticket.summary.id;
    let change = |email: &str| ChangeContact { email: Some(email.into()), phone: None };
    let taken = shown(admin::change_contact(&admin, id, change("bob@example.org")).await);
    assert_eq!((taken.code, fields(&taken)), (ErrorCode::Conflict, vec!["email"]));
    assert_eq!(fields(&shown(admin::change_contact(&admin, id, change(OPERATOR)).await)), ["email"]);
    assert_eq!(fields(&shown(admin::change_contact(&admin, id, change("nonsense")).await)), ["email"]);
    assert_eq!(admin::ticket(&admin, id).await.expect("the ticket").person.email.as_str(), "ann@example.com");
    assert!(platform_actions(&admin).await.is_empty());
}

#[tokio::test]
async fn lists_are_searched_and_come_in_pages() {
    let world = World::new().await;
    let admin = operator(&world).await;
    for number in 0..60 {
        person(&world.platform, &format!("p{number:02}_x@example.net")).await;
    }
    let first = admin::users(&admin, &ListRequest::default()).await.expect("a page");
    let second = admin::users(&admin, &ListRequest { cursor: first.next.clone(), ..ListRequest::default() }).await.expect("a page");
    assert_eq!((first.items.len(), second.items.len(), second.next), (50, 12, None));
    assert!(first.items[0].email.as_str() == "p59_x@example.net" && first.items[0].organisations.len() == 1, "{:?}", first.items[0]);
    for (text, found) in [("P07_X@", 1), ("_x@", 50), ("p%", 0), ("'; DROP TABLE users; --", 0), ("operator", 1)] {
        assert_eq!(admin::users(&admin, &search(text)).await.expect("a page").items.len(), found, "{text}");
    }
    assert_eq!(admin::organisations(&admin, &search("p07")).await.expect("a page").items[0].members, 1);
    world.live("pets").await;
    let builds = admin::builds(&admin, &search("pets")).await.expect("a page").items;
    assert_eq!((builds.len(), builds[0].server.as_str()), (1, "pets"));
    assert!(admin::builds(&admin, &only("failed")).await.expect("a page").items.is_empty());
    let counts = admin::counts(&admin).await.expect("counts");
    assert_eq!((counts.organisations, counts.users, counts.builds), (62, 62, 0));
}

#[tokio::test]
async fn every_part_is_asked_for_its_health() {
    let world = World::new().await;
    let health = admin::health(&operator(&world).await).await.expect("an answer");
    assert_eq!(health.parts.iter().map(|part| part.name.as_str()).collect::<Vec<_>>(), ["database", "store", "runtime", "mail", "disk"]);
    let disk = &health.parts[4];
    assert!(disk.ok && disk.detail.contains("5.0 of 10.0 GB"), "{disk:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_admins_do_at_the_same_time_makes_whole_logs() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let others: Vec<_> = futures::future::join_all((0..8).map(|n| {
        let platform = world.platform.clone();
        async move { person(&platform, &format!("p{n}@example.net")).await }
    }))
    .await;
    // At the same time, for different organisations.
    let suspensions = others.iter().map(|other| admin::suspend(&admin, other.org.id, SuspendOrg { reason: "A test".into() }));
    assert!(futures::future::join_all(suspensions).await.iter().all(Result::is_ok));
    let db = world.platform.db.connection();
    assert_eq!(platform_actions(&admin).await.len(), 8);
    let events = store::audit::after(db, &PLATFORM.to_string(), 0, 100).await.expect("events");
    assert_eq!(events.iter().map(|event| event.seq).collect::<std::collections::BTreeSet<_>>(), (1..=8).collect());
    assert!(events.iter().all(|event| event.actor_kind == "user" && event.actor_id == admin.person.id.to_string()));
    let (_, broken) = audit::verify_everything(&world.platform).await.expect("a look");
    assert!(broken.is_empty(), "{broken:?}");
}

#[tokio::test]
async fn tickets_outlive_the_organisation_that_they_were_written_in() {
    let world = World::new().await;
    let admin = operator(&world).await;
    let bob = person(&world.platform, "bob@example.org").await;
    let (db, org) = (world.platform.db.connection(), world.ctx.org.clone());
    store::orgs::members::insert(db, org.id, bob.person.id, "member", world.platform.now()).await.expect("a member");
    let there = Ctx { org, role: Role::Member, ..bob.clone() };
    let written = tickets::create(&there, ticket("Help", "It stops.")).await.expect("a ticket");
    members::remove(&world.ctx, bob.person.id).await.expect("removed");
    assert!(account::erase_now(&world.platform, &world.ctx.person.email).await.expect("a deletion"));

    let listed = admin::tickets(&admin, &ListRequest::default()).await.expect("a list").items;
    assert_eq!(listed.iter().map(|ticket| (ticket.summary.id, &ticket.organisation)).collect::<Vec<_>>(), [(written.summary.id, &bob.org.handle)]);
    let answered = admin::answer(&admin, written.summary.id, ReplyTicket { text: "Mended.".into(), solved: true }).await.expect("answered");
    assert_eq!(answered.ticket.messages.len(), 2);
}
