//! Passkeys, from the first challenge to the last.

use contract::{
    ErrorCode, Role,
    dto::{ChangeRole, CreateKey, RegisterPasskey},
};
use domain::{
    Ctx,
    identity::{self, passkeys},
    keys, mailbox, members, orgs,
};
use secrecy::ExposeSecret;

use crate::{
    authenticator::{Authenticator, forged},
    world::{World, fields, meta, person, shown},
};

const ORIGIN: &str = "http://localhost:3000";

async fn add(ctx: &Ctx, device: &mut Authenticator) -> contract::dto::PasskeyView {
    let challenge = passkeys::register_challenge(ctx).await.expect("a challenge");
    let credential = device.create(&challenge);
    passkeys::register(ctx, RegisterPasskey { name: "Laptop".into(), credential }).await.expect("a passkey")
}

#[tokio::test]
async fn a_passkey_is_added_signs_in_is_renamed_and_removed() {
    let world = World::new().await;
    let mut device = Authenticator::new(7, ORIGIN);
    let passkey = add(&world.ctx, &mut device).await;

    let asked = passkeys::sign_in_challenge(&world.platform, &meta(&world.platform)).await.expect("a challenge");
    let (answer, browser) = (device.get(&asked.options), asked.browser.expose_secret());
    let signed_in = passkeys::sign_in(&world.platform, &meta(&world.platform), Some(browser), &answer, Some("/servers/new")).await.expect("signed in");
    assert_eq!(signed_in.next, "/servers/new");
    let ctx = identity::authenticate(&world.platform, meta(&world.platform), signed_in.session.expose_secret()).await.expect("a look").expect("a session");
    assert_eq!(ctx.person, world.ctx.person);

    let again = passkeys::sign_in(&world.platform, &meta(&world.platform), Some(browser), &answer, None).await;
    assert_eq!(fields(&shown(again)), ["credential"], "a challenge is answered once");

    passkeys::rename(&ctx, passkey.id, "Old laptop").await.expect("renamed");
    let listed = passkeys::list(&ctx).await.expect("a list");
    assert_eq!((listed[0].name.as_str(), listed[0].last_used_at.is_some()), ("Old laptop", true));
    passkeys::remove(&ctx, passkey.id).await.expect("removed");
    let asked = passkeys::sign_in_challenge(&world.platform, &meta(&world.platform)).await.expect("a challenge");
    let answer = device.get(&asked.options);
    let refused = passkeys::sign_in(&world.platform, &meta(&world.platform), Some(asked.browser.expose_secret()), &answer, None).await;
    assert!(shown(refused).detail.contains("not known here"));

    let mails = mailbox::list(&world.platform).await.expect("a mailbox");
    assert!(mails.iter().any(|mail| mail.text.contains("was added")) && mails.iter().any(|mail| mail.text.contains("was removed")), "{mails:?}");
}

#[tokio::test]
async fn an_answer_counts_in_its_own_browser_from_its_own_site_and_with_its_signature() {
    let world = World::new().await;
    let mut device = Authenticator::new(7, ORIGIN);
    add(&world.ctx, &mut device).await;
    let sign_in =
        async |browser: &str, answer: &serde_json::Value| passkeys::sign_in(&world.platform, &meta(&world.platform), Some(browser), answer, None).await;
    let asked = async || passkeys::sign_in_challenge(&world.platform, &meta(&world.platform)).await.expect("a challenge");

    let challenge = asked().await;
    shown(sign_in("another browser", &device.get(&challenge.options)).await);

    let challenge = asked().await;
    shown(sign_in(challenge.browser.expose_secret(), &forged(&device.get(&challenge.options))).await);

    let (first, second) = (asked().await, asked().await);
    shown(sign_in(second.browser.expose_secret(), &device.get(&first.options)).await);

    let mut elsewhere = Authenticator::new(7, "https://evil.example");
    add_elsewhere(&world.ctx, &mut elsewhere).await;
    let challenge = asked().await;
    shown(sign_in(challenge.browser.expose_secret(), &elsewhere.get(&challenge.options)).await);

    let challenge = asked().await;
    world.clock.advance(5 * 60 + 1);
    shown(sign_in(challenge.browser.expose_secret(), &device.get(&challenge.options)).await);
}

/// A page of another site cannot add a passkey either.
async fn add_elsewhere(ctx: &Ctx, device: &mut Authenticator) {
    let challenge = passkeys::register_challenge(ctx).await.expect("a challenge");
    let credential = device.create(&challenge);
    shown(passkeys::register(ctx, RegisterPasskey { name: "Phish".into(), credential }).await);
}

#[tokio::test]
async fn ones_own_passkey_confirms_a_session_and_nobody_elses_does() {
    let world = World::new().await;
    let (mut mine, mut theirs) = (Authenticator::new(7, ORIGIN), Authenticator::new(8, ORIGIN));
    add(&world.ctx, &mut mine).await;
    let bob = person(&world.platform, "bob@example.org").await;
    add(&bob, &mut theirs).await;
    world.clock.advance(11 * 60);
    assert_eq!(shown(world.ctx.require_recent().await).code, ErrorCode::ConfirmationNeeded);
    assert_eq!(shown(passkeys::register_challenge(&world.ctx).await).code, ErrorCode::ConfirmationNeeded);
    // What could stand in for the proof later needs it, too: a key is asked for none, and an owner may do everything.
    assert_eq!(shown(keys::create(&world.ctx, CreateKey { name: "Later".into(), ..CreateKey::default() }).await).code, ErrorCode::ConfirmationNeeded);
    assert_eq!(shown(orgs::rotate_key(&world.ctx).await).code, ErrorCode::ConfirmationNeeded);
    let owner = ChangeRole { role: Role::Owner };
    assert_eq!(shown(members::change_role(&world.ctx, bob.person.id, owner).await).code, ErrorCode::ConfirmationNeeded);

    let challenge = passkeys::confirm_challenge(&world.ctx).await.expect("a challenge");
    assert!(shown(passkeys::confirm(&world.ctx, &theirs.get(&challenge), None).await).detail.contains("another account"));
    world.ctx.require_recent().await.expect_err("still not confirmed");

    let challenge = passkeys::confirm_challenge(&world.ctx).await.expect("a challenge");
    let confirmed = passkeys::confirm(&world.ctx, &mine.get(&challenge), Some("/servers")).await.expect("confirmed");
    let ctx = identity::authenticate(&world.platform, meta(&world.platform), confirmed.session.expose_secret()).await.expect("a look").expect("the session");
    assert_eq!(ctx.actor, world.ctx.actor, "it is the same session with a new cookie");
    ctx.require_recent().await.expect("confirmed");
}
