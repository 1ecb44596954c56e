//! Mail is written down with the change that it tells of: a mail server that is away loses none, whoever it is for.

use std::sync::atomic::Ordering;

use contract::{
    Role,
    dto::{CreateTicket, Invite, ReplyTicket},
};
use domain::{account, admin, invitations, mailbox, outbox, tickets};
use store::outbox as rows;

use crate::world::{OPERATOR, World, person};

fn invite(email: &str) -> Invite {
    Invite { email: email.into(), role: Role::Member }
}

async fn waiting(world: &World) -> u64 {
    rows::count(world.platform.db.connection()).await.expect("a count")
}

#[tokio::test]
async fn a_mail_server_that_is_away_loses_no_mail() {
    let world = World::new().await;
    let operator = admin::enter(&person(&world.platform, OPERATOR).await).expect("the operator");
    world.post.down.store(true, Ordering::SeqCst);
    invitations::invite(&world.ctx, invite("bob@example.com")).await.expect("invited");
    drop(account::export(&world.ctx).await.expect("an archive"));
    let ticket = tickets::create(&world.ctx, CreateTicket { subject: "Help".into(), text: "It is broken.".into() }).await.expect("a ticket");
    admin::answer(&operator, ticket.summary.id, ReplyTicket { text: "It works again.".into(), solved: true }).await.expect("an answer");
    account::request_deletion(&world.ctx, "ann@example.com").await.expect("noted");
    account::cancel(&world.ctx).await.expect("kept");
    assert_eq!(waiting(&world).await, 6);

    // Nobody answers, again and again.
    for _ in 0..3 {
        outbox::deliver_due(&world.platform).await.expect("tried");
        assert_eq!(waiting(&world).await, 6, "nothing is lost");
        world.clock.advance(400);
    }
    world.post.down.store(false, Ordering::SeqCst);
    outbox::deliver_due(&world.platform).await.expect("sent");
    assert_eq!(waiting(&world).await, 0);
    let mut sent: Vec<_> = mailbox::list(&world.platform).await.expect("mails").into_iter().map(|mail| format!("{}: {}", mail.to, mail.subject)).collect();
    sent.sort();
    let expected = [
        "ann@example.com: Answer to your ticket: Help",
        "ann@example.com: Your account is going to be deleted",
        "ann@example.com: Your account stays",
        "ann@example.com: Your data was exported",
        "bob@example.com: ann invites you to ann on Build My MCP",
        "operator@example.com: New ticket: Help",
    ];
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn a_change_that_is_refused_leaves_no_mail() {
    let world = World::new().await;
    invitations::invite(&world.ctx, invite("bob@example.com")).await.expect("invited");
    outbox::deliver_due(&world.platform).await.expect("sent");
    invitations::invite(&world.ctx, invite("bob@example.com")).await.expect_err("invited already");
    account::request_deletion(&world.ctx, "somebody@example.com").await.expect_err("another address");
    account::cancel(&world.ctx).await.expect_err("nothing to cancel");
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn an_invitation_does_the_same_for_addresses_with_and_without_an_account() {
    let world = World::new().await;
    person(&world.platform, "known-person@example.com").await;
    let mut seen = Vec::new();
    for email in ["known-person@example.com", "other-person@example.com"] {
        let answer = invitations::invite(&world.ctx, invite(email)).await.expect("the same answer");
        let row = rows::due(world.platform.db.connection(), world.platform.now(), 100).await.expect("rows").pop().expect("one letter");
        seen.push((row.sealed.len(), (row.give_up_at - row.created_at) / 1_000_000, row.attempts, answer.role, answer.expired));
    }
    assert_eq!(waiting(&world).await, 2, "one letter each");
    assert_eq!(seen[0], seen[1]);
}
