//! Magic links, codes, sessions and keys.

use contract::{ErrorCode, Role, dto::CreateKey};
use domain::{Ctx, audit, identity, keys, mailbox, members};
use futures::future::join_all;
use secrecy::ExposeSecret;
use store::ConnectionTrait;

use crate::world::{World, fields, meta, person, shown};

/// Asks for a link; what the browser keeps, and what the mail says.
async fn ask(world: &World, email: &str, next: Option<&str>) -> (String, Letter) {
    let asked = identity::request_link(&world.platform, &meta(&world.platform), email, next).await.expect("a mail");
    let mail = mailbox::list(&world.platform).await.expect("a mailbox").remove(0);
    let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
    let code = mail.text.lines().find(|line| line.len() == 6 && line.bytes().all(|byte| byte.is_ascii_digit())).expect("a code").to_owned();
    (asked.browser.expose_secret().to_owned(), Letter { token, code })
}

struct Letter {
    token: String,
    code: String,
}

#[tokio::test(flavor = "multi_thread")]
async fn one_link_confirmed_a_hundred_times_at_once_makes_one_session() {
    let world = World::new().await;
    let (browser, letter) = ask(&world, "bea@example.com", None).await;
    let confirmations = (0..100).map(|_| {
        let (platform, token, browser) = (world.platform.clone(), letter.token.clone(), browser.clone());
        tokio::spawn(async move { identity::confirm_link(&platform, &meta(&platform), &token, Some(&browser)).await.is_ok() })
    });
    let signed_in = join_all(confirmations).await.into_iter().filter(|outcome| *outcome.as_ref().expect("no panic")).count();
    assert_eq!(signed_in, 1);
}

#[tokio::test]
async fn looking_at_a_link_and_scanners_without_the_cookie_consume_nothing() {
    let world = World::new().await;
    let (browser, letter) = ask(&world, "bea@example.com", Some("/servers/new")).await;
    for _ in 0..3 {
        let seen = identity::look_at_link(&world.platform, &letter.token, None).await.expect("a look");
        assert_eq!(seen, identity::LinkState::OtherBrowser { code: letter.code.clone() });
        let refused = identity::confirm_link(&world.platform, &meta(&world.platform), &letter.token, None).await;
        assert_eq!(shown(refused).code, ErrorCode::Forbidden);
    }
    let seen = identity::look_at_link(&world.platform, &letter.token, Some(&browser)).await.expect("a look");
    assert_eq!(seen, identity::LinkState::Ready);
    let signed_in = identity::confirm_link(&world.platform, &meta(&world.platform), &letter.token, Some(&browser)).await.expect("signed in");
    assert_eq!(signed_in.next, "/servers/new");
    let ctx = identity::authenticate(&world.platform, meta(&world.platform), signed_in.session.expose_secret()).await.expect("a look");
    assert_eq!(ctx.expect("a session").person.email.as_str(), "bea@example.com");
    let again = identity::look_at_link(&world.platform, &letter.token, Some(&browser)).await.expect("a look");
    assert_eq!(again, identity::LinkState::Gone);
}

#[tokio::test]
async fn the_newest_link_wins_and_links_end_after_fifteen_minutes() {
    let world = World::new().await;
    let (first_browser, first) = ask(&world, "bea@example.com", None).await;
    let (browser, second) = ask(&world, "Bea@Example.com", None).await;
    shown(identity::confirm_link(&world.platform, &meta(&world.platform), &first.token, Some(&first_browser)).await);
    world.clock.advance(15 * 60 + 1);
    shown(identity::confirm_link(&world.platform, &meta(&world.platform), &second.token, Some(&browser)).await);
}

#[tokio::test]
async fn a_code_works_in_the_browser_that_asked_and_five_times_at_most() {
    let world = World::new().await;
    let (browser, letter) = ask(&world, "bea@example.com", None).await;
    let code = |code: String, browser: Option<String>| {
        let platform = world.platform.clone();
        async move { identity::confirm_code(&platform, &meta(&platform), &code, browser.as_deref()).await }
    };
    shown(code(letter.code.clone(), None).await);
    shown(code(letter.code.clone(), Some("another browser".into())).await);
    let wrong = if letter.code == "000000" { "000001" } else { "000000" };
    for _ in 0..4 {
        shown(code(wrong.into(), Some(browser.clone())).await);
    }
    assert!(code(format!(" {} ", letter.code), Some(browser)).await.is_ok(), "the fifth attempt is the last");

    let (browser, letter) = ask(&world, "cem@example.com", None).await;
    let wrong = if letter.code == "000000" { "000001" } else { "000000" };
    for _ in 0..5 {
        shown(code(wrong.into(), Some(browser.clone())).await);
    }
    assert!(shown(code(letter.code, Some(browser)).await).detail.contains("one wrong code too many"));
}

#[tokio::test]
async fn sessions_end_when_idle_when_old_and_when_signed_out() {
    let world = World::new().await;
    let sign_in = async || {
        let (browser, letter) = ask(&world, "bea@example.com", None).await;
        let signed_in = identity::confirm_link(&world.platform, &meta(&world.platform), &letter.token, Some(&browser)).await.expect("signed in");
        signed_in.session.expose_secret().to_owned()
    };
    let look = async |session: &str| identity::authenticate(&world.platform, meta(&world.platform), session).await.expect("a look");

    let session = sign_in().await;
    identity::sign_out(&look(&session).await.expect("a session")).await.expect("signed out");
    assert!(look(&session).await.is_none());

    let idle = sign_in().await;
    world.clock.advance(7 * 86_400 + 1);
    assert!(look(&idle).await.is_none());

    let old = sign_in().await;
    for _ in 0..5 {
        world.clock.advance(6 * 86_400);
        if look(&old).await.is_none() {
            return;
        }
    }
    panic!("the session outlived thirty days");
}

#[tokio::test]
async fn keys_belong_to_one_organisation_and_end_when_revoked() {
    let world = World::new().await;
    let made = keys::create(&world.ctx, CreateKey { name: "CI".into(), ..CreateKey::default() }).await.expect("a key");
    let enter = async |key: &str| keys::authenticate(&world.platform, meta(&world.platform), key).await;
    assert_eq!(enter(&made.key).await.expect("let in").org, world.ctx.org);

    let bob = person(&world.platform, "bob@example.org").await;
    assert_eq!(shown(keys::revoke(&bob, made.view.id).await).code, ErrorCode::NotFound);
    keys::revoke(&world.ctx, made.view.id).await.expect("revoked");
    assert_eq!(shown(enter(&made.key).await).code, ErrorCode::SignedOut);
    assert_eq!(shown(enter("bmm_not_a_key").await).code, ErrorCode::SignedOut);
}

#[tokio::test]
async fn a_key_that_is_made_with_a_key_ends_no_later_than_it() {
    let world = World::new().await;
    let make = async |who: &Ctx, days: Option<u32>| keys::create(who, CreateKey { name: "CI".into(), expires_in_days: days, ..CreateKey::default() }).await;
    let enter = async |key: &str| keys::authenticate(&world.platform, meta(&world.platform), key).await.expect("let in");
    let week = make(&world.ctx, Some(7)).await.expect("a key");
    let program = enter(&week.key).await;
    assert_eq!(make(&program, None).await.expect("a key").view.expires_at, week.view.expires_at, "without a number of days it ends with its maker");
    assert!(make(&program, Some(6)).await.expect("a key").view.expires_at < week.view.expires_at);
    let refused = shown(make(&program, Some(8)).await);
    assert_eq!(fields(&refused), ["expires_in_days"]);
    let for_good = make(&world.ctx, None).await.expect("a key");
    assert_eq!(make(&enter(&for_good.key).await, None).await.expect("a key").view.expires_at, None);
}

#[tokio::test]
async fn the_database_refuses_to_change_the_audit_log_and_the_chain_shows_what_gets_past_it() {
    let world = World::new().await;
    for name in ["one", "two", "three"] {
        keys::create(&world.ctx, CreateKey { name: name.into(), ..CreateKey::default() }).await.expect("a key");
    }
    let db = world.platform.db.connection();
    assert_eq!(audit::verify(&world.ctx).await.expect("a look").broken, None);
    for statement in ["UPDATE audit_events SET action = 'x'", "DELETE FROM audit_events"] {
        assert!(db.execute_unprepared(statement).await.is_err(), "{statement}");
    }
    let past_the_guard = if world.platform.db.is_sqlite() {
        ["DROP TRIGGER audit_events_keep_update", "UPDATE audit_events SET action = 'x' WHERE seq = 2"]
    } else {
        ["DROP TRIGGER audit_events_keep ON audit_events", "UPDATE audit_events SET action = 'x' WHERE seq = 2"]
    };
    for statement in past_the_guard {
        db.execute_unprepared(statement).await.expect("past the guard");
    }
    assert_eq!(audit::verify(&world.ctx).await.expect("a look").broken.map(|broken| broken.seq), Some(2));
}

#[tokio::test]
async fn a_connection_ends_with_its_session_its_membership_and_its_key() {
    let world = World::new().await;
    let bob = person(&world.platform, "bob@example.org").await;
    let (db, org) = (world.platform.db.connection(), world.ctx.org.clone());
    store::orgs::members::insert(db, org.id, bob.person.id, "member", world.platform.now()).await.expect("a member");
    let there = Ctx { org, role: Role::Member, ..bob.clone() };
    assert!(identity::is_alive(&there).await.expect("a look"));
    members::remove(&world.ctx, bob.person.id).await.expect("removed");
    assert!(!identity::is_alive(&there).await.expect("a look"), "the session goes on, and looks at another organisation");
    assert!(identity::is_alive(&bob).await.expect("a look"));

    let request = CreateKey { name: "A week".into(), expires_in_days: Some(7), ..CreateKey::default() };
    let key = keys::create(&world.ctx, request).await.expect("a key").key;
    let program = keys::authenticate(&world.platform, meta(&world.platform), &key).await.expect("a program");
    assert!(identity::is_alive(&program).await.expect("a look"));
    world.clock.advance(8 * 86_400);
    assert!(!identity::is_alive(&program).await.expect("a look"), "the key is over");
    world.clock.advance(100 * 86_400);
    assert!(!identity::is_alive(&bob).await.expect("a look"), "the session is over");
}
