//! Other ways that lead to the same actions.

use std::sync::atomic::Ordering;

use contract::{
    Email, Role,
    dto::{CreateKey, ReplyTicket},
};
use domain::{
    account, admin,
    audit::Action,
    drafts::{self, CheckInput},
    identity::{passkeys, sessions},
    keys, members, servers, tickets,
};
use secrecy::ExposeSecret;

use super::{ANN, by, by_operator, device, draft, member, opens_link, own, passkey};
use crate::{
    audited::Act,
    support,
    world::{SECRET, World, meta, person, request, slug_of},
};

pub const OTHER_WAYS: &[&str] = &[
    "the first sign-in of a stranger",
    "a sign-in that keeps an account",
    "a sign-in with a passkey",
    "a confirmation with a passkey",
    "the end of all other sessions",
    "the removal of a member with keys",
    "a key made by the operator",
    "another build",
    "a server made from a draft",
    "the team's answer to a ticket",
];

pub async fn other_way(world: &World, name: &str) -> Act {
    let ctx = &world.ctx;
    match name {
        "the first sign-in of a stranger" => opens_link(world, "new@example.com", &[Action::OrgCreated, Action::SignedIn]).await,
        "a sign-in that keeps an account" => {
            account::request_deletion(ctx, ANN).await.expect("noted");
            opens_link(world, ANN, &[Action::SignedIn, Action::AccountDeletionCancelled]).await
        }
        "a sign-in with a passkey" => {
            let mut device = device();
            passkey(world, &mut device).await;
            let asked = passkeys::sign_in_challenge(&world.platform, &meta(&world.platform)).await.expect("a challenge");
            let (answer, browser) = (device.get(&asked.options), asked.browser.expose_secret().to_owned());
            own(world, Action::SignedIn, move |ctx| {
                let (answer, browser) = (answer.clone(), browser.clone());
                async move { passkeys::sign_in(&ctx.platform, &ctx.request, Some(&browser), &answer, None).await.map(drop) }
            })
        }
        "a confirmation with a passkey" => {
            let mut device = device();
            passkey(world, &mut device).await;
            let answer = device.get(&passkeys::confirm_challenge(ctx).await.expect("a challenge"));
            own(world, Action::SessionConfirmed, move |ctx| {
                let answer = answer.clone();
                async move { passkeys::confirm(&ctx, &answer, None).await.map(drop) }
            })
        }
        "the end of all other sessions" => {
            person(&world.platform, ANN).await;
            person(&world.platform, ANN).await;
            own(world, Action::SessionRevoked, |ctx| async move { sessions::revoke_others(&ctx).await.map(drop) })
        }
        "the removal of a member with keys" => {
            let bob = member(world, Role::Admin).await;
            keys::create(&bob, CreateKey { name: "laptop".into(), ..CreateKey::default() }).await.expect("a key");
            let bob = bob.person.id;
            by(ctx, &[Action::MemberRemoved, Action::KeyRevoked], move |ctx| async move { members::remove(&ctx, bob).await })
        }
        "a key made by the operator" => {
            own(world, Action::KeyCreated, |ctx| async move { keys::create_for(&ctx.platform, &Email::parse(ANN)?).await.map(drop) })
        }
        "another build" => {
            servers::create(ctx, request("pets"), None).await.expect("a server");
            world.prober.failures.store(2, Ordering::SeqCst);
            world.build().await;
            own(world, Action::ServerUpdated, |ctx| async move { servers::build_again(&ctx, &slug_of("pets")).await.map(drop) })
        }
        "a server made from a draft" => {
            let id = drafts::create(ctx, draft()).await.expect("a draft").id;
            let preview = drafts::describe(ctx, id, draft()).await.expect("described").preview.expect("a preview");
            let credentials = [(preview.spec.secrets[0].name.clone(), SECRET.to_owned())].into();
            drafts::check(ctx, id, CheckInput { credentials, ..CheckInput::default() }).await.expect("checked");
            own(world, Action::ServerCreated, move |ctx| async move { drafts::run(&ctx, id).await.map(drop) })
        }
        "the team's answer to a ticket" => {
            let id = tickets::create(ctx, support::ticket("Help", "It is broken.")).await.expect("a ticket").summary.id;
            by_operator(world, Action::TicketReplied, move |admin| async move {
                admin::answer(&admin, id, ReplyTicket { text: "It works again.".into(), solved: true }).await.map(drop)
            })
            .await
        }
        other => panic!("{other} is not known"),
    }
}
