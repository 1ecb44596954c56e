//! One act for each action, and the other ways that lead to the same.

mod other_ways;

use std::sync::{Arc, atomic::Ordering};

use contract::{
    Email, Role,
    dto::{
        ChangeContact, ChangeRole, CreateKey, DraftInput, IncidentState, Invite, OrgName, PatchOrgPlan, PatchProfile, PatchServer, PatchTicket,
        RegisterPasskey, SuspendOrg, TicketState,
    },
    plan::Plan,
    spec::SourceKind,
};
use domain::{
    Actor, Ctx, account,
    admin::{self, PlatformAdmin},
    audit::Action,
    builds,
    drafts::{self, CheckInput},
    identity::{self, passkeys, sessions, step_up},
    invitations, keys, mailbox, members, orgs, servers, status, tickets,
};
use secrecy::ExposeSecret;

pub use self::other_ways::{OTHER_WAYS, other_way};
use super::Act;
use crate::{
    authenticator::Authenticator,
    support,
    world::{DOCUMENT, OPERATOR, SECRET, World, meta, person, request, slug_of},
};

const ANN: &str = "ann@example.com";
const BOB: &str = "bob@example.com";
const DAY: i64 = 86_400;

async fn operator(world: &World) -> PlatformAdmin {
    admin::enter(&person(&world.platform, OPERATOR).await).expect("the operator")
}

/// Bob, as a member of the organisation that the world is about.
async fn member(world: &World, role: Role) -> Ctx {
    let bob = person(&world.platform, BOB).await;
    let (db, now) = (world.platform.db.connection(), world.platform.now());
    store::orgs::members::insert(db, world.ctx.org.id, bob.person.id, role.as_str(), now).await.expect("a member");
    Ctx { org: world.ctx.org.clone(), role, ..bob }
}

/// What stands behind `start` in the newest mail to somebody.
async fn mailed(world: &World, to: &str, start: &str) -> String {
    let mails = mailbox::list(&world.platform).await.expect("mails");
    let mail = mails.into_iter().find(|mail| mail.to.as_str() == to && mail.text.contains(start)).expect("a mail");
    mail.text.split(start).nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a token").to_owned()
}

async fn invited(world: &World) -> contract::InvitationId {
    let invitation = invitations::invite(&world.ctx, Invite { email: BOB.into(), role: Role::Member }).await.expect("invited");
    invitation.id
}

/// A link for somebody who has asked for one, as an act that opens it in the same browser.
async fn opens_link(world: &World, email: &str, writes: &[Action]) -> Act {
    let asked = identity::request_link(&world.platform, &meta(&world.platform), email, None).await.expect("a mail");
    let token = mailed(world, email, "token=").await;
    let (platform, browser) = (Arc::clone(&world.platform), asked.browser.expose_secret().to_owned());
    Act::new(writes, move || {
        let (platform, token, browser) = (Arc::clone(&platform), token.clone(), browser.clone());
        async move { identity::confirm_link(&platform, &meta(&platform), &token, Some(&browser)).await.map(drop) }
    })
}

async fn passkey(world: &World, device: &mut Authenticator) -> contract::PasskeyId {
    let challenge = passkeys::register_challenge(&world.ctx).await.expect("a challenge");
    let credential = device.create(&challenge);
    passkeys::register(&world.ctx, RegisterPasskey { name: "Laptop".into(), credential }).await.expect("a passkey").id
}

fn device() -> Authenticator {
    Authenticator::new(7, "http://localhost:3000")
}

fn draft() -> DraftInput {
    DraftInput {
        kind: SourceKind::Openapi,
        name: "Pets".into(),
        slug: "pets".into(),
        text: DOCUMENT.into(),
        url: String::new(),
        base_url: String::new(),
        other_texts: Default::default(),
    }
}

/// An act of the world's own person.
fn own<F>(world: &World, action: Action, call: impl Fn(Ctx) -> F + 'static) -> Act
where
    F: Future<Output = domain::Result<()>> + Send + 'static,
{
    by(&world.ctx, &[action], call)
}

fn by<F>(who: &Ctx, writes: &[Action], call: impl Fn(Ctx) -> F + 'static) -> Act
where
    F: Future<Output = domain::Result<()>> + Send + 'static,
{
    let who = who.clone();
    Act::new(writes, move || call(who.clone()))
}

/// What an admin does stands in two logs: the organisation's and the platform's.
async fn by_operator<F>(world: &World, action: Action, call: impl Fn(PlatformAdmin) -> F + 'static) -> Act
where
    F: Future<Output = domain::Result<()>> + Send + 'static,
{
    let admin = operator(world).await;
    Act::new(&[action, action], move || call(admin.clone()))
}

fn works(world: &World, writes: Action) -> Act {
    let platform = Arc::clone(&world.platform);
    Act::new(&[writes], move || {
        let platform = Arc::clone(&platform);
        async move { builds::work_off_one(&platform).await.map(drop) }
    })
    .by_worker()
}

/// The act behind an action; `None` for what only a payment provider or a model can set off.
#[expect(clippy::too_many_lines, reason = "one arm for each action")]
pub async fn that_leads_to(world: &World, action: Action) -> Option<Act> {
    let (ctx, org) = (&world.ctx, world.ctx.org.id);
    Some(match action {
        Action::AccountDeleted | Action::AccountErased => {
            account::request_deletion(ctx, ANN).await.expect("noted");
            world.clock.advance(15 * DAY);
            let platform = Arc::clone(&world.platform);
            Act::new(&[Action::AccountErased, Action::AccountDeleted], move || {
                let platform = Arc::clone(&platform);
                async move { account::erase_due(&platform).await.map(drop) }
            })
        }
        Action::AccountDeletionCancelled => {
            account::request_deletion(ctx, ANN).await.expect("noted");
            own(world, action, |ctx| async move { account::cancel(&ctx).await })
        }
        Action::AccountDeletionRequested => own(world, action, |ctx| async move { account::request_deletion(&ctx, ANN).await.map(drop) }),
        Action::AccountExported => own(world, action, |ctx| async move { account::export(&ctx).await.map(drop) }),
        Action::SignedIn => opens_link(world, ANN, &[action]).await,
        Action::SignedOut => own(world, action, |ctx| async move { identity::sign_out(&ctx).await }),
        Action::SessionConfirmed => {
            let asked = step_up::request(ctx, None).await.expect("a mail");
            let (token, browser) = (mailed(world, ANN, "token=").await, asked.browser.expose_secret().to_owned());
            own(world, action, move |ctx| {
                let (token, browser) = (token.clone(), browser.clone());
                async move { identity::confirm_link(&ctx.platform, &ctx.request, &token, Some(&browser)).await.map(drop) }
            })
        }
        Action::SessionRevoked => {
            let Actor::User(other) = person(&world.platform, ANN).await.actor else { panic!("a person") };
            own(world, action, move |ctx| async move { sessions::revoke(&ctx, other).await })
        }
        Action::PasskeyAdded => {
            let challenge = passkeys::register_challenge(ctx).await.expect("a challenge");
            let credential = device().create(&challenge);
            own(world, action, move |ctx| {
                let request = RegisterPasskey { name: "Laptop".into(), credential: credential.clone() };
                async move { passkeys::register(&ctx, request).await.map(drop) }
            })
        }
        Action::PasskeyRenamed => {
            let id = passkey(world, &mut device()).await;
            own(world, action, move |ctx| async move { passkeys::rename(&ctx, id, "Old laptop").await.map(drop) })
        }
        Action::PasskeyRemoved => {
            let id = passkey(world, &mut device()).await;
            own(world, action, move |ctx| async move { passkeys::remove(&ctx, id).await })
        }
        Action::IncidentOpened => {
            let admin = operator(world).await;
            Act::new(&[action], move || {
                let admin = admin.clone();
                async move { status::open_incident(&admin, "Slow", "We are looking.").await.map(drop) }
            })
        }
        Action::IncidentNoted => {
            let admin = operator(world).await;
            let id = status::open_incident(&admin, "Slow", "We are looking.").await.expect("an incident");
            Act::new(&[action], move || {
                let admin = admin.clone();
                async move { status::add_note(&admin, id, IncidentState::Resolved, "Over.").await }
            })
        }
        Action::OrgCreated => own(world, action, |ctx| async move { orgs::create(&ctx, OrgName { name: "Second".into() }).await.map(drop) }),
        Action::OrgRenamed => own(world, action, |ctx| async move { orgs::rename(&ctx, OrgName { name: "Zoo".into() }).await.map(drop) }),
        Action::OrgTransferred => {
            let bob = member(world, Role::Member).await.person.id;
            own(world, action, move |ctx| async move { orgs::transfer(&ctx, bob).await })
        }
        Action::OrgKeyRotated => {
            world.live("pets").await;
            own(world, action, |ctx| async move { orgs::rotate_key(&ctx).await.map(drop) })
        }
        Action::SessionSwitched => {
            let second = orgs::create(ctx, OrgName { name: "Second".into() }).await.expect("an organisation").id;
            own(world, action, move |ctx| async move { orgs::switch(&ctx, second).await })
        }
        Action::MemberRoleChanged => {
            let bob = member(world, Role::Member).await.person.id;
            own(world, action, move |ctx| async move { members::change_role(&ctx, bob, ChangeRole { role: Role::Admin }).await.map(drop) })
        }
        Action::MemberRemoved => {
            let bob = member(world, Role::Member).await.person.id;
            own(world, action, move |ctx| async move { members::remove(&ctx, bob).await })
        }
        Action::MemberLeft => by(&member(world, Role::Member).await, &[action], |bob| async move { orgs::leave(&bob).await }),
        Action::InvitationCreated => {
            own(world, action, |ctx| async move { invitations::invite(&ctx, Invite { email: BOB.into(), role: Role::Admin }).await.map(drop) })
        }
        Action::InvitationResent => {
            let id = invited(world).await;
            own(world, action, move |ctx| async move { invitations::resend(&ctx, id).await.map(drop) })
        }
        Action::InvitationRevoked => {
            let id = invited(world).await;
            own(world, action, move |ctx| async move { invitations::revoke(&ctx, id).await })
        }
        Action::InvitationAccepted => {
            invited(world).await;
            let (bob, token) = (person(&world.platform, BOB).await, mailed(world, BOB, "/invitations/").await);
            by(&bob, &[action], move |bob| {
                let token = token.clone();
                async move { invitations::accept(&bob, &token).await.map(drop) }
            })
        }
        Action::InvitationDeclined => {
            invited(world).await;
            let token = mailed(world, BOB, "/invitations/").await;
            own(world, action, move |ctx| {
                let token = token.clone();
                async move { invitations::decline(&ctx.platform, Some(&ctx), &token).await }
            })
        }
        Action::OwnerSucceeded => {
            member(world, Role::Member).await;
            let platform = Arc::clone(&world.platform);
            Act::new(&[action, Action::AccountErased], move || {
                let platform = Arc::clone(&platform);
                async move { account::erase_now(&platform, &Email::parse(ANN)?).await.map(drop) }
            })
        }
        Action::DraftCreated => own(world, action, |ctx| async move { drafts::create(&ctx, draft()).await.map(drop) }),
        Action::DraftDeleted => {
            let id = drafts::create(ctx, draft()).await.expect("a draft").id;
            own(world, action, move |ctx| async move { drafts::delete(&ctx, id).await })
        }
        Action::SecretSealed => {
            let id = drafts::create(ctx, draft()).await.expect("a draft").id;
            let preview = drafts::describe(ctx, id, draft()).await.expect("described").preview.expect("a preview");
            let slot = preview.spec.secrets[0].name.clone();
            // What was typed is kept whatever happens: that is what drafts are for.
            own(world, action, move |ctx| {
                let input = CheckInput { credentials: [(slot.clone(), SECRET.to_owned())].into(), ..CheckInput::default() };
                async move { drafts::check(&ctx, id, input).await.map(drop) }
            })
            .beside(&["drafts"])
        }
        Action::KeyCreated => {
            own(world, action, |ctx| async move { keys::create(&ctx, CreateKey { name: "laptop".into(), ..CreateKey::default() }).await.map(drop) })
        }
        Action::KeyRevoked => {
            let id = keys::create(ctx, CreateKey { name: "laptop".into(), ..CreateKey::default() }).await.expect("a key").view.id;
            own(world, action, move |ctx| async move { keys::revoke(&ctx, id).await })
        }
        Action::ServerCreated => own(world, action, |ctx| async move { servers::create(&ctx, request("pets"), Some("one-key")).await.map(drop) }),
        Action::ServerUpdated => {
            world.live("pets").await;
            let patch = PatchServer { name: Some("Zoo".into()), public: Some(true), paused: Some(true), ..PatchServer::default() };
            own(world, action, move |ctx| {
                let patch = patch.clone();
                async move { servers::update(&ctx, &slug_of("pets"), patch).await.map(drop) }
            })
        }
        Action::ServerPublished => {
            servers::create(ctx, request("pets"), None).await.expect("a server");
            works(world, action)
        }
        Action::ServerDeleted => {
            world.live("pets").await;
            own(world, action, |ctx| async move { servers::delete(&ctx, &slug_of("pets")).await })
        }
        Action::BuildFailed => {
            servers::create(ctx, request("pets"), None).await.expect("a server");
            world.prober.failures.store(2, Ordering::SeqCst);
            works(world, action)
        }
        Action::SecretReplaced => {
            world.live("pets").await;
            own(world, action, |ctx| async move { servers::replace_secret(&ctx, &slug_of("pets"), "PETS_TOKEN", "newer".into()).await.map(drop) })
        }
        Action::ProfileUpdated => {
            own(world, action, |ctx| async move { account::update_profile(&ctx, PatchProfile { name: Some("Ann Ångström".into()) }).await.map(drop) })
        }
        Action::TicketCreated => own(world, action, |ctx| async move { tickets::create(&ctx, support::ticket("Help", "It is broken.")).await.map(drop) }),
        Action::TicketReplied => {
            let id = tickets::create(ctx, support::ticket("Help", "It is broken.")).await.expect("a ticket").summary.id;
            own(world, action, move |ctx| async move { tickets::reply(&ctx, id, support::reply("Still broken.")).await.map(drop) })
        }
        Action::TicketStateChanged => {
            let id = tickets::create(ctx, support::ticket("Help", "It is broken.")).await.expect("a ticket").summary.id;
            own(world, action, move |ctx| async move { tickets::patch(&ctx, id, PatchTicket { state: TicketState::Solved }).await.map(drop) })
        }
        Action::OrgSuspendedByAdmin => {
            by_operator(world, action, move |admin| async move { admin::suspend(&admin, org, SuspendOrg { reason: "Spam".into() }).await.map(drop) }).await
        }
        Action::OrgSuspensionLifted => {
            admin::suspend(&operator(world).await, org, SuspendOrg { reason: "Spam".into() }).await.expect("suspended");
            by_operator(world, action, move |admin| async move { admin::lift(&admin, org).await.map(drop) }).await
        }
        Action::OrgPlanChanged => {
            by_operator(world, action, move |admin| async move { admin::set_plan(&admin, org, PatchOrgPlan { plan: Plan::Team }).await.map(drop) }).await
        }
        Action::PersonEmailChanged | Action::PersonPhoneChanged => {
            let id = tickets::create(ctx, support::ticket("My address", "It has changed.")).await.expect("a ticket").summary.id;
            let is_email = action == Action::PersonEmailChanged;
            by_operator(world, action, move |admin| async move {
                let (email, phone) = (is_email.then(|| "ann@example.org".into()), (!is_email).then(|| "+44 20 7946 0000".into()));
                admin::change_contact(&admin, id, ChangeContact { email, phone }).await.map(drop)
            })
            .await
        }
        Action::AuthoringStarted | Action::AuthoringTaken => return None,
        Action::CheckoutOpened
        | Action::PlanChanged
        | Action::PlanCancelled
        | Action::CancellationScheduled
        | Action::CancellationTakenBack
        | Action::UsageMonthOpened
        | Action::PaymentFailed
        | Action::OrgSuspended
        | Action::OrgRestored => return None,
    })
}
