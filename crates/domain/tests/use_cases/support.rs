//! Profile and tickets, as the person sees them.

use contract::{
    ErrorCode, TicketId,
    dto::{CreateTicket, PatchProfile, PatchTicket, ReplyTicket, TicketState},
};
use domain::{account, tickets};

use crate::world::{OPERATOR, World, actions, fields, mails_to, person, shown};

pub fn ticket(subject: &str, text: &str) -> CreateTicket {
    CreateTicket { subject: subject.into(), text: text.into() }
}

pub fn reply(text: &str) -> ReplyTicket {
    ReplyTicket { text: text.into(), solved: false }
}

#[tokio::test]
async fn a_name_is_changed_by_its_person_and_written_down_without_it() {
    let world = World::new().await;
    let change = |name: &str| PatchProfile { name: Some(name.into()) };
    let renamed = account::update_profile(&world.ctx, change("  Ann Ångström ")).await.expect("renamed");
    assert_eq!((renamed.name.as_str(), renamed.email.as_str(), renamed.phone), ("Ann Ångström", "ann@example.com", None));
    let again = account::update_profile(&world.ctx, change("Ann Ångström")).await.expect("nothing to do");
    assert_eq!(again.name, "Ann Ångström");
    for bad in ["", "  ", "a\nb", &"x".repeat(81)] {
        assert_eq!(fields(&shown(account::update_profile(&world.ctx, change(bad)).await)), ["name"], "{bad}");
    }
    let written = actions(&world).await;
    assert_eq!(written.iter().filter(|(action, _)| action == "profile.updated").count(), 1, "the same name again changes nothing");
    assert!(written.iter().all(|(_, metadata)| !metadata.contains("Ångström")));
}

#[tokio::test]
async fn a_ticket_goes_to_the_team_and_everything_wrong_is_said_at_once() {
    let world = World::new().await;
    assert_eq!(fields(&shown(tickets::create(&world.ctx, ticket(" ", "")).await)), ["subject", "text"]);
    assert_eq!(fields(&shown(tickets::create(&world.ctx, ticket(&"x".repeat(121), "text")).await)), ["subject"]);
    let made = tickets::create(&world.ctx, ticket("Change my address", "New one:\r\nbea@example.com")).await.expect("a ticket");
    assert_eq!((made.summary.state, made.messages.len()), (TicketState::Open, 1));
    assert_eq!(made.messages[0].text, "New one:\nbea@example.com");
    let mail = mails_to(&world, OPERATOR, 1).await.remove(0);
    assert!(mail.subject == "New ticket: Change my address" && mail.text.contains("> bea@example.com"), "{mail:?}");
    assert!(mail.text.contains(&format!("/admin/tickets/{}", made.summary.id)) && mail.text.contains("<ann@example.com>"), "{}", mail.text);
    let written = actions(&world).await;
    assert_eq!(written.last().map(|(action, metadata)| (action.as_str(), metadata.as_str())), Some(("ticket.created", "{}")));
}

#[tokio::test]
async fn a_solved_ticket_is_reopened_by_writing_again() {
    let world = World::new().await;
    let id = tickets::create(&world.ctx, ticket("Help", "It does not work.")).await.expect("a ticket").summary.id;
    let set = |state| tickets::patch(&world.ctx, id, PatchTicket { state });
    assert_eq!(fields(&shown(set(TicketState::Waiting).await)), ["state"]);
    assert_eq!(set(TicketState::Solved).await.expect("solved").summary.state, TicketState::Solved);
    assert_eq!(set(TicketState::Solved).await.expect("still solved").summary.state, TicketState::Solved);
    let written = tickets::reply(&world.ctx, id, reply("It came back.")).await.expect("a reply");
    assert_eq!((written.summary.state, written.messages.len()), (TicketState::Reopened, 2));
    assert_eq!(set(TicketState::Solved).await.expect("solved").summary.state, TicketState::Solved);
    assert_eq!(set(TicketState::Reopened).await.expect("reopened").summary.state, TicketState::Reopened);
    let solving = tickets::reply(&world.ctx, id, ReplyTicket { text: "Done.".into(), solved: true }).await;
    assert_eq!(fields(&shown(solving)), ["solved"]);
    let changes: Vec<_> = actions(&world).await.into_iter().filter(|(action, _)| action == "ticket.state_changed").collect();
    assert_eq!(changes.len(), 3, "{changes:?}");
}

#[tokio::test]
async fn nobody_else_sees_a_ticket() {
    let world = World::new().await;
    let id = tickets::create(&world.ctx, ticket("Help", "It does not work.")).await.expect("a ticket").summary.id;
    let bob = person(&world.platform, "bob@example.org").await;
    // In the same organisation, too.
    let colleague = domain::Ctx { org: world.ctx.org.clone(), ..bob.clone() };
    for other in [&bob, &colleague] {
        let refusals = [
            shown(tickets::get(other, id).await),
            shown(tickets::reply(other, id, reply("Hello?")).await),
            shown(tickets::patch(other, id, PatchTicket { state: TicketState::Solved }).await),
        ];
        assert!(refusals.iter().all(|refusal| refusal.code == ErrorCode::NotFound), "{refusals:?}");
        assert!(tickets::list(other, None).await.expect("a list").items.is_empty());
    }
    let missing = shown(tickets::get(&world.ctx, world.platform.id(TicketId::new)).await);
    assert_eq!(missing.detail, shown(tickets::get(&bob, id).await).detail);
}

#[tokio::test]
async fn lists_of_tickets_come_in_pages() {
    let world = World::new().await;
    for number in 0..53 {
        tickets::create(&world.ctx, ticket(&format!("Ticket {number}"), "Text")).await.expect("a ticket");
    }
    let first = tickets::list(&world.ctx, None).await.expect("a page");
    let second = tickets::list(&world.ctx, first.next.as_deref()).await.expect("a page");
    assert_eq!((first.items.len(), second.items.len(), second.next), (50, 3, None));
    assert_eq!((first.items[0].subject.as_str(), second.items[2].subject.as_str()), ("Ticket 52", "Ticket 0"));
    assert_eq!(fields(&shown(tickets::list(&world.ctx, Some("nonsense")).await)), ["cursor"]);
}

#[tokio::test]
async fn a_ticket_does_not_grow_for_ever() {
    let world = World::new().await;
    let id = tickets::create(&world.ctx, ticket("Help", "1")).await.expect("a ticket").summary.id;
    for number in 2..=200 {
        tickets::reply(&world.ctx, id, reply(&number.to_string())).await.expect("a reply");
    }
    assert_eq!(shown(tickets::reply(&world.ctx, id, reply("201")).await).code, ErrorCode::Conflict);
}
