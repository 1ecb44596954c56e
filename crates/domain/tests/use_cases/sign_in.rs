//! Who gets in, what a request to sign in does, confirming once more, and the list of sessions.

use contract::{Email, ErrorCode};
use domain::{
    Signup, account,
    identity::{self, SignedIn, sessions, step_up},
    mailbox,
    servers::{delete, replace_secret},
    tokens,
};
use secrecy::ExposeSecret;

use crate::world::{OPERATOR, World, meta, person, shown, slug_of};

/// What a request leaves in the outbox: number, size and deadline of its letters.
async fn letters(world: &World) -> Vec<(usize, i64, i64)> {
    let rows = store::outbox::due(world.platform.db.connection(), world.platform.now(), 100).await.expect("rows");
    rows.iter().map(|row| (row.sealed.len(), (row.give_up_at - row.created_at) / 1_000_000, i64::from(row.attempts))).collect()
}

async fn ask(world: &World, email: &str, next: Option<&str>) -> domain::Result<String> {
    let asked = identity::request_link(&world.platform, &meta(&world.platform), email, next).await?;
    Ok(asked.browser.expose_secret().to_owned())
}

async fn newest_mail(world: &World) -> contract::dto::MailView {
    mailbox::list(&world.platform).await.expect("a mailbox").remove(0)
}

fn token(text: &str) -> Option<String> {
    text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).map(str::to_owned)
}

async fn sign_in(world: &World, email: &str) -> domain::Result<SignedIn> {
    let browser = ask(world, email, None).await?;
    let token = token(&newest_mail(world).await.text).expect("a link");
    identity::confirm_link(&world.platform, &meta(&world.platform), &token, Some(&browser)).await
}

#[tokio::test]
async fn known_and_unknown_addresses_enqueue_the_same_work() {
    let world = World::with(Signup::Invite).await;
    person(&world.platform, "known-person@example.com").await;
    let mut seen = Vec::new();
    for email in ["known-person@example.com", "other-person@example.com", "known-person@example.com", "other-person@example.com"] {
        let before = letters(&world).await;
        ask(&world, email, Some("/servers/new")).await.expect("the same answer");
        let after = letters(&world).await;
        assert_eq!(after.len(), before.len() + 1, "one letter");
        seen.push(after.into_iter().last());
        assert_eq!(
            store::logins::count_open(world.platform.db.connection(), &Email::parse(email).expect("an address")).await.expect("a count"),
            1,
            "one attempt"
        );
    }
    assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{seen:?}");

    let mails = mailbox::list(&world.platform).await.expect("a mailbox");
    assert_eq!(mails.len(), 4);
    for mail in mails {
        assert_eq!(token(&mail.text).is_some(), mail.to.as_str() == "known-person@example.com", "only people who may get a link: {}", mail.text);
    }
}

#[tokio::test]
async fn strangers_get_in_as_far_as_the_operator_lets_them() {
    let domains = Signup::Domains(vec!["example.com".into()]);
    let cases = [
        (Signup::Open, "new@example.org", true),
        (Signup::Invite, "new@example.org", false),
        (Signup::Invite, OPERATOR, true),
        (domains.clone(), "new@example.com", true),
        (domains.clone(), "new@sub.example.com", false),
        (domains, "new@example.org", false),
        (Signup::InviteAfterFirst, "new@example.org", false),
    ];
    for (signup, email, expected) in cases {
        let world = World::with(signup.clone()).await;
        let may = identity::may_enter(world.platform.db.connection(), &world.platform, &Email::parse(email).expect("an address")).await.expect("a look");
        assert_eq!(may, expected, "{signup:?} {email}");
    }
}

/// A platform as it is before anybody has an account, without a word about who gets in.
async fn before_anybody(admins: &[&str]) -> World {
    let admin_emails = admins.iter().map(|email| Email::parse(email).expect("an address")).collect();
    let world = World::set(|config| (config.signup, config.admin_emails) = (Signup::default(), admin_emails)).await;
    assert!(account::erase_now(&world.platform, &world.ctx.person.email).await.expect("nobody is left"));
    world
}

#[tokio::test]
async fn whoever_comes_first_gets_in_unless_somebody_is_named_for_it() {
    let may = async |world: &World, email: &str| {
        identity::may_enter(world.platform.db.connection(), &world.platform, &Email::parse(email).expect("an address")).await.expect("a look")
    };
    let world = before_anybody(&[]).await;
    assert!(may(&world, "first@example.org").await && may(&world, "second@example.org").await);
    sign_in(&world, "first@example.org").await.expect("in");
    assert!(may(&world, "first@example.org").await && !may(&world, "second@example.org").await);
    ask(&world, "second@example.org", None).await.expect("the same answer");
    assert_eq!(token(&newest_mail(&world).await.text), None, "a letter without a link");

    let world = before_anybody(&[OPERATOR]).await;
    assert!(may(&world, OPERATOR).await && !may(&world, "first@example.org").await);
}

#[tokio::test]
async fn somebody_who_may_not_enter_gets_no_account_even_with_the_link() {
    let world = World::with(Signup::Invite).await;
    let email = Email::parse("new@example.org").expect("an address");
    let now = world.platform.now();
    let attempt = store::logins::NewLogin {
        id: world.platform.id(contract::LoginId::new),
        email: &email,
        token_hash: tokens::hash("token"),
        browser_hash: tokens::hash("browser"),
        code_hash: String::new(),
        next_path: "/servers",
        session: None,
        now,
        expires_at: now.plus_seconds(900),
    };
    store::logins::replace(world.platform.db.connection(), attempt).await.expect("an attempt");
    shown(identity::confirm_link(&world.platform, &meta(&world.platform), "token", Some("browser")).await);
    let link = identity::admin_link(&world.platform, &email).await.expect("a link");
    let token = link.split("token=").nth(1).expect("a token");
    identity::confirm_link(&world.platform, &meta(&world.platform), token, None).await.expect("the operator's own link lets anybody in");
}

#[tokio::test]
async fn the_target_survives_link_and_code_and_another_device() {
    let world = World::new().await;
    let next = "/settings/billing?tier=pro&cycle=yearly";
    let browser = ask(&world, "bea@example.com", Some(next)).await.expect("a mail");
    let mail = newest_mail(&world).await;
    let opened = identity::look_at_link(&world.platform, &token(&mail.text).expect("a link"), Some("a telephone")).await.expect("a look");
    let identity::LinkState::OtherBrowser { code } = opened else { panic!("the telephone shows the code") };
    let signed_in = identity::confirm_code(&world.platform, &meta(&world.platform), &code, Some(&browser)).await.expect("signed in");
    assert_eq!(signed_in.next, next);
}

#[tokio::test]
async fn what_cannot_be_taken_back_needs_a_fresh_confirmation() {
    let world = World::new().await;
    world.live("pets").await;
    let slug = slug_of("pets");
    world.clock.advance(11 * 60);
    assert_eq!(shown(delete(&world.ctx, &slug).await).code, ErrorCode::ConfirmationNeeded);
    assert_eq!(shown(replace_secret(&world.ctx, &slug, "PETS_TOKEN", "new".into()).await).code, ErrorCode::ConfirmationNeeded);

    let asked = step_up::request(&world.ctx, Some("/servers/pets")).await.expect("a mail");
    let token = token(&newest_mail(&world).await.text).expect("a link");
    shown(identity::confirm_link(&world.platform, &meta(&world.platform), &token, Some("another browser")).await);
    let seen = identity::look_at_link(&world.platform, &token, Some(asked.browser.expose_secret())).await.expect("a look");
    assert_eq!(seen, identity::LinkState::ReadyToConfirm);
    let confirmed = identity::confirm_link(&world.platform, &meta(&world.platform), &token, Some(asked.browser.expose_secret())).await.expect("confirmed");
    assert_eq!(confirmed.next, "/servers/pets");
    let ctx = identity::authenticate(&world.platform, meta(&world.platform), confirmed.session.expose_secret()).await.expect("a look").expect("a session");
    assert_eq!(ctx.actor, world.ctx.actor, "no second session");
    replace_secret(&ctx, &slug, "PETS_TOKEN", "new".into()).await.expect("replaced");
    delete(&ctx, &slug).await.expect("deleted");
}

#[tokio::test]
async fn sessions_are_listed_and_ended_one_by_one_and_all_others_at_once() {
    let world = World::new().await;
    let look =
        async |signed_in: &SignedIn| identity::authenticate(&world.platform, meta(&world.platform), signed_in.session.expose_secret()).await.expect("a look");
    let (first, second, third) = (
        sign_in(&world, "bea@example.com").await.expect("in"),
        sign_in(&world, "bea@example.com").await.expect("in"),
        sign_in(&world, "bea@example.com").await.expect("in"),
    );
    let own = look(&first).await.expect("a session");
    let listed = sessions::list(&own).await.expect("a list");
    assert_eq!((listed.len(), listed.iter().filter(|session| session.current).count()), (3, 1));

    let other = look(&second).await.expect("a session");
    let domain::Actor::User(id) = other.actor else { panic!("a person") };
    assert_eq!(shown(sessions::revoke(&world.ctx, id).await).code, ErrorCode::NotFound, "nobody ends the sessions of others");
    sessions::revoke(&own, id).await.expect("ended");
    assert!(look(&second).await.is_none());
    assert!(!identity::is_alive(&other).await.expect("a look"));

    assert_eq!(sessions::revoke_others(&own).await.expect("ended"), 1);
    assert!(look(&third).await.is_none() && look(&first).await.is_some());
    assert_eq!(sessions::revoke_others(&own).await.expect("nothing left"), 0);
}

#[tokio::test]
async fn a_mail_that_cannot_be_sent_waits_and_is_given_up_in_the_end() {
    let world = World::new().await;
    ask(&world, "bea@example.com", None).await.expect("a mail");
    let db = world.platform.db.connection();
    let row = store::outbox::due(db, world.platform.now(), 1).await.expect("rows").remove(0);
    assert!(!row.sealed.contains("bea@example.com"));
    let lease = world.platform.now().plus_seconds(60);
    assert!(store::outbox::claim(db, &row, lease).await.expect("a claim"));
    assert!(!store::outbox::claim(db, &row, lease).await.expect("a claim"), "one sender at a time");
    domain::outbox::deliver_due(&world.platform).await.expect("nothing due");
    assert_eq!(store::outbox::count(db).await.expect("a count"), 1, "whoever claimed it has a minute");
    world.clock.advance(16 * 60);
    domain::outbox::deliver_due(&world.platform).await.expect("tidied");
    assert_eq!(store::outbox::count(db).await.expect("a count"), 0);
    assert!(mailbox::list(&world.platform).await.expect("a mailbox").is_empty(), "its link has expired: it is not sent any more");
}
