//! The audit log: every change of state writes one event in the same transaction, chained by hash per organisation.
//!
//! The chained rows hold ids and salted commitments. Who that was and from where (name, address, IP, user agent) stands
//! in a side table that can be erased without breaking the chain. The head of each chain is signed with a key that the
//! database does not hold, and kept in a file outside of it, so that an end that was cut off shows.

mod append;
mod chain;
mod export;
mod list;
mod outside;
mod verify;
mod view;

pub use append::{append, append_by};
pub use chain::sign_older_chains;
pub use export::{ExportFormat, export};
pub use list::list;
pub use outside::{keep_heads, work};
pub use verify::{verify, verify_everything};

pub(crate) use append::append_in;
pub(crate) use view::with_origins;

use crate::{Actor, Ctx, RequestMeta};

/// What happened. The text is stable: filters and exports use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter)]
pub enum Action {
    AccountDeleted,
    AccountDeletionCancelled,
    AccountDeletionRequested,
    AccountErased,
    AccountExported,
    AuthoringStarted,
    AuthoringTaken,
    SignedIn,
    SignedOut,
    SessionConfirmed,
    SessionRevoked,
    PasskeyAdded,
    PasskeyRenamed,
    PasskeyRemoved,
    IncidentNoted,
    IncidentOpened,
    OrgCreated,
    OrgRenamed,
    OrgTransferred,
    OrgKeyRotated,
    SessionSwitched,
    MemberRoleChanged,
    MemberRemoved,
    MemberLeft,
    InvitationCreated,
    InvitationResent,
    InvitationRevoked,
    InvitationAccepted,
    InvitationDeclined,
    OwnerSucceeded,
    DraftCreated,
    DraftDeleted,
    SecretSealed,
    KeyCreated,
    KeyRevoked,
    ServerCreated,
    ServerUpdated,
    ServerPublished,
    ServerDeleted,
    BuildFailed,
    SecretReplaced,
    CheckoutOpened,
    PlanChanged,
    PlanCancelled,
    CancellationScheduled,
    CancellationTakenBack,
    UsageMonthOpened,
    PaymentFailed,
    OrgSuspended,
    OrgRestored,
    ProfileUpdated,
    TicketCreated,
    TicketReplied,
    TicketStateChanged,
    OrgSuspendedByAdmin,
    OrgSuspensionLifted,
    OrgPlanChanged,
    PersonEmailChanged,
    PersonPhoneChanged,
}

impl Action {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AccountDeleted => "account.deleted",
            Self::AccountDeletionCancelled => "account.deletion_cancelled",
            Self::AccountDeletionRequested => "account.deletion_requested",
            Self::AccountErased => "account.erased",
            Self::AccountExported => "account.exported",
            Self::AuthoringStarted => "authoring.started",
            Self::AuthoringTaken => "authoring.taken",
            Self::SignedIn => "session.created",
            Self::SignedOut => "session.ended",
            Self::SessionConfirmed => "session.confirmed",
            Self::SessionRevoked => "session.revoked",
            Self::PasskeyAdded => "passkey.added",
            Self::PasskeyRenamed => "passkey.renamed",
            Self::PasskeyRemoved => "passkey.removed",
            Self::IncidentNoted => "incident.noted",
            Self::IncidentOpened => "incident.opened",
            Self::OrgCreated => "organization.created",
            Self::OrgRenamed => "organization.renamed",
            Self::OrgTransferred => "organization.transferred",
            Self::OrgKeyRotated => "organization.key_rotated",
            Self::SessionSwitched => "session.switched",
            Self::MemberRoleChanged => "member.role_changed",
            Self::MemberRemoved => "member.removed",
            Self::MemberLeft => "member.left",
            Self::InvitationCreated => "invitation.created",
            Self::InvitationResent => "invitation.resent",
            Self::InvitationRevoked => "invitation.revoked",
            Self::InvitationAccepted => "invitation.accepted",
            Self::InvitationDeclined => "invitation.declined",
            Self::OwnerSucceeded => "member.owner_succeeded",
            Self::DraftCreated => "draft.created",
            Self::DraftDeleted => "draft.deleted",
            Self::SecretSealed => "secret.sealed",
            Self::KeyCreated => "key.created",
            Self::KeyRevoked => "key.revoked",
            Self::ServerCreated => "server.created",
            Self::ServerUpdated => "server.updated",
            Self::ServerPublished => "server.published",
            Self::ServerDeleted => "server.deleted",
            Self::BuildFailed => "build.failed",
            Self::SecretReplaced => "secret.replaced",
            Self::CheckoutOpened => "billing.checkout_opened",
            Self::PlanChanged => "billing.plan_changed",
            Self::PlanCancelled => "billing.plan_cancelled",
            Self::CancellationScheduled => "billing.cancellation_scheduled",
            Self::CancellationTakenBack => "billing.cancellation_taken_back",
            Self::UsageMonthOpened => "billing.usage_month_opened",
            Self::PaymentFailed => "billing.payment_failed",
            Self::OrgSuspended => "billing.organization_suspended",
            Self::OrgRestored => "billing.organization_restored",
            Self::ProfileUpdated => "profile.updated",
            Self::TicketCreated => "ticket.created",
            Self::TicketReplied => "ticket.replied",
            Self::TicketStateChanged => "ticket.state_changed",
            Self::OrgSuspendedByAdmin => "organization.suspended",
            Self::OrgSuspensionLifted => "organization.suspension_lifted",
            Self::OrgPlanChanged => "organization.plan_changed",
            Self::PersonEmailChanged => "person.email_changed",
            Self::PersonPhoneChanged => "person.phone_changed",
        }
    }
}

/// Who did it and from where.
pub struct By<'a> {
    pub kind: &'static str,
    pub id: String,
    pub request: Option<&'a RequestMeta>,
}

impl<'a> By<'a> {
    pub fn person(ctx: &'a Ctx) -> Self {
        let (kind, id) = match &ctx.actor {
            Actor::User(_) => ("user", ctx.person.id.to_string()),
            Actor::Key(key) => ("key", key.to_string()),
            Actor::System => ("system", String::new()),
        };
        Self { kind, id, request: Some(&ctx.request) }
    }

    pub const fn system() -> Self {
        Self { kind: "system", id: String::new(), request: None }
    }
}
