//! What each door that changes something writes into the audit log.

use domain::audit::Action::{self, *};

/// The events of one door, when it does what it is for.
pub enum Writes {
    /// Exactly one, with one of these actions, which depends on what is asked for. Each is seen here.
    One(&'static [Action]),
    /// An act of whoever runs the platform: exactly one in the log of the organisation that it is about, and the same one in
    /// the platform's own.
    InBothLogs(&'static [Action]),
    /// None; why.
    Nothing(&'static str),
    /// Needs what is not here: a model, a payment provider, an authenticator. These events, and the test that counts them.
    Elsewhere(&'static [Action], &'static str),
}

use Writes::{Elsewhere, InBothLogs, Nothing, One};

impl Writes {
    pub const fn actions(&self) -> &'static [Action] {
        match self {
            One(actions) | InBothLogs(actions) | Elsewhere(actions, _) => actions,
            Nothing(_) => &[],
        }
    }
}

const BILLING: &str = "billing/audited.rs: one life of a subscription, each of its events once";
const ASKED_A_MODEL: &str = "authoring/refine.rs: one event for what was asked, one for what was taken over";
const ALLOWED: &str = "authoring/refine.rs: a proposal changes nothing; what was allowed stands in the event of taking it over";
const PASSKEYS: &str = "crates/domain/tests/use_cases/audited/acts.rs, with an authenticator";
const A_LOOK: &str = "answers a question and stores nothing";
const A_MAIL: &str = "a mail that was asked for changes nothing; whoever follows its link is written down";
const A_CHALLENGE: &str = "a question to the authenticator; its answer is written down";
const AT_STRIPE: &str = "opens a page of the payment provider, which reports what is done there: billing/life.rs";

/// REST, by method and path. Whatever is not safe stands here.
pub const REST: &[(&str, Writes)] = &[
    ("POST /v1/servers/preview", Nothing(A_LOOK)),
    ("POST /v1/servers", One(&[ServerCreated])),
    ("PATCH /v1/servers/{slug}", One(&[ServerUpdated])),
    ("DELETE /v1/servers/{slug}", One(&[ServerDeleted])),
    ("POST /v1/servers/{slug}/builds", One(&[ServerUpdated])),
    ("POST /v1/servers/{slug}/refine", Elsewhere(&[AuthoringStarted], ASKED_A_MODEL)),
    ("POST /v1/servers/{slug}/tools/{tool}/call", Nothing("calls stand in the call log")),
    ("PUT /v1/servers/{slug}/secrets/{name}", One(&[SecretReplaced])),
    ("POST /v1/lint", Nothing(A_LOOK)),
    ("POST /v1/authorings/{id}/allow", Elsewhere(&[], ALLOWED)),
    ("POST /v1/authorings/{id}/take", Elsewhere(&[AuthoringTaken], ASKED_A_MODEL)),
    ("POST /v1/keys", One(&[KeyCreated])),
    ("DELETE /v1/keys/{id}", One(&[KeyRevoked])),
    ("POST /v1/orgs", One(&[OrgCreated])),
    ("POST /v1/orgs/{id}/switch", One(&[SessionSwitched])),
    ("PATCH /v1/me/org", One(&[OrgRenamed])),
    ("POST /v1/me/org/transfer", One(&[OrgTransferred])),
    ("POST /v1/me/org/leave", One(&[MemberLeft])),
    ("POST /v1/me/org/rotate-key", One(&[OrgKeyRotated])),
    ("PATCH /v1/members/{id}", One(&[MemberRoleChanged])),
    ("DELETE /v1/members/{id}", One(&[MemberRemoved])),
    ("POST /v1/invitations", One(&[InvitationCreated])),
    ("POST /v1/invitations/{id}/resend", One(&[InvitationResent])),
    ("DELETE /v1/invitations/{id}", One(&[InvitationRevoked])),
    ("POST /v1/invitations/accept", One(&[InvitationAccepted])),
    ("POST /v1/invitations/decline", One(&[InvitationDeclined])),
    ("POST /v1/billing/checkout-session", Elsewhere(&[CheckoutOpened], BILLING)),
    ("POST /v1/billing/portal", Elsewhere(&[], AT_STRIPE)),
    ("POST /v1/billing/cancel", Elsewhere(&[PlanCancelled, CancellationScheduled], BILLING)),
    ("POST /v1/billing/reactivate", Elsewhere(&[CancellationTakenBack], BILLING)),
    ("POST /v1/billing/preview-change", Elsewhere(&[], A_LOOK)),
    ("POST /v1/billing/change-plan", Elsewhere(&[PlanChanged], BILLING)),
    ("POST /v1/billing/webhook", Elsewhere(&[PlanChanged, UsageMonthOpened, PaymentFailed, OrgSuspended, OrgRestored], BILLING)),
    ("PATCH /v1/admin/organisations/{id}", InBothLogs(&[OrgPlanChanged])),
    ("POST /v1/admin/organisations/{id}/suspension", InBothLogs(&[OrgSuspendedByAdmin])),
    ("DELETE /v1/admin/organisations/{id}/suspension", InBothLogs(&[OrgSuspensionLifted])),
    ("POST /v1/admin/tickets/{id}/replies", InBothLogs(&[TicketReplied])),
    ("POST /v1/admin/tickets/{id}/contact", InBothLogs(&[PersonEmailChanged, PersonPhoneChanged])),
    // Read with GET, and written down all the same: everything about a person leaves the platform.
    ("GET /v1/account/export", One(&[AccountExported])),
    ("POST /v1/account/deletion", One(&[AccountDeletionRequested])),
    ("DELETE /v1/account/deletion", One(&[AccountDeletionCancelled])),
    ("DELETE /v1/account/sessions", One(&[SessionRevoked])),
    ("DELETE /v1/account/sessions/{id}", One(&[SessionRevoked])),
    ("POST /v1/account/passkeys/challenge", Nothing(A_CHALLENGE)),
    ("POST /v1/account/passkeys", Elsewhere(&[PasskeyAdded], PASSKEYS)),
    ("PATCH /v1/account/passkeys/{id}", One(&[PasskeyRenamed])),
    ("DELETE /v1/account/passkeys/{id}", One(&[PasskeyRemoved])),
    ("PATCH /v1/account/profile", One(&[ProfileUpdated])),
    ("POST /v1/tickets", One(&[TicketCreated])),
    ("POST /v1/tickets/{id}/replies", One(&[TicketReplied])),
    ("PATCH /v1/tickets/{id}", One(&[TicketStateChanged])),
];

/// Forms, by path.
pub const FORMS: &[(&str, Writes)] = &[
    ("/forms/account/delete", One(&[AccountDeletionRequested])),
    ("/forms/account/keep", One(&[AccountDeletionCancelled])),
    ("/forms/admin/organisations/{id}/lift", InBothLogs(&[OrgSuspensionLifted])),
    ("/forms/admin/organisations/{id}/plan", InBothLogs(&[OrgPlanChanged])),
    ("/forms/admin/organisations/{id}/suspend", InBothLogs(&[OrgSuspendedByAdmin])),
    ("/forms/admin/tickets/{id}/answer", InBothLogs(&[TicketReplied])),
    ("/forms/admin/tickets/{id}/contact", InBothLogs(&[PersonEmailChanged, PersonPhoneChanged])),
    ("/forms/authorings/allow", Elsewhere(&[], ALLOWED)),
    ("/forms/authorings/refine", Elsewhere(&[AuthoringStarted], ASKED_A_MODEL)),
    ("/forms/authorings/take", Elsewhere(&[AuthoringTaken], ASKED_A_MODEL)),
    ("/forms/billing/cancel", Elsewhere(&[PlanCancelled, CancellationScheduled], BILLING)),
    ("/forms/billing/change", Elsewhere(&[PlanChanged], BILLING)),
    ("/forms/billing/checkout", Elsewhere(&[CheckoutOpened], BILLING)),
    ("/forms/billing/portal", Elsewhere(&[], AT_STRIPE)),
    ("/forms/billing/reactivate", Elsewhere(&[CancellationTakenBack], BILLING)),
    // Tools, names and switches of a draft are kept as they are typed and count for nobody; a credential is sealed, and a
    // server is made of it.
    ("/forms/drafts/check", One(&[SecretSealed, ServerCreated])),
    ("/forms/drafts/delete", One(&[DraftDeleted])),
    ("/forms/drafts/describe", One(&[DraftCreated])),
    ("/forms/invitations/accept", One(&[InvitationAccepted])),
    ("/forms/invitations/create", One(&[InvitationCreated])),
    ("/forms/invitations/decline", One(&[InvitationDeclined])),
    ("/forms/invitations/resend", One(&[InvitationResent])),
    ("/forms/invitations/revoke", One(&[InvitationRevoked])),
    ("/forms/keys/create", One(&[KeyCreated])),
    ("/forms/keys/revoke", One(&[KeyRevoked])),
    ("/forms/login", Nothing(A_MAIL)),
    ("/forms/login/code", One(&[SignedIn, SessionConfirmed])),
    ("/forms/login/confirm", One(&[SignedIn, SessionConfirmed])),
    ("/forms/members/remove", One(&[MemberRemoved])),
    ("/forms/members/role", One(&[MemberRoleChanged])),
    ("/forms/orgs/create", One(&[OrgCreated])),
    ("/forms/orgs/leave", One(&[MemberLeft])),
    ("/forms/orgs/rename", One(&[OrgRenamed])),
    ("/forms/orgs/rotate-key", One(&[OrgKeyRotated])),
    ("/forms/orgs/switch", One(&[SessionSwitched])),
    ("/forms/orgs/transfer", One(&[OrgTransferred])),
    ("/forms/profile", One(&[ProfileUpdated])),
    ("/forms/passkeys/add", Elsewhere(&[PasskeyAdded], PASSKEYS)),
    ("/forms/passkeys/challenge/confirm", Elsewhere(&[], PASSKEYS)),
    ("/forms/passkeys/challenge/register", Nothing(A_CHALLENGE)),
    ("/forms/passkeys/challenge/sign-in", Nothing(A_CHALLENGE)),
    ("/forms/passkeys/confirm", Elsewhere(&[SessionConfirmed], PASSKEYS)),
    ("/forms/passkeys/remove", One(&[PasskeyRemoved])),
    ("/forms/passkeys/rename", One(&[PasskeyRenamed])),
    ("/forms/passkeys/sign-in", Elsewhere(&[SignedIn], PASSKEYS)),
    ("/forms/servers/{slug}/build", One(&[ServerUpdated])),
    ("/forms/servers/{slug}/delete", One(&[ServerDeleted])),
    ("/forms/servers/{slug}/mock", One(&[ServerUpdated])),
    ("/forms/servers/{slug}/pause", One(&[ServerUpdated])),
    ("/forms/servers/{slug}/rename", One(&[ServerUpdated])),
    ("/forms/servers/{slug}/secret", One(&[SecretReplaced])),
    ("/forms/servers/{slug}/visibility", One(&[ServerUpdated])),
    ("/forms/sessions/revoke", One(&[SessionRevoked])),
    ("/forms/sessions/revoke-others", One(&[SessionRevoked])),
    ("/forms/sign-out", One(&[SignedOut])),
    ("/forms/status/incidents", One(&[IncidentOpened])),
    ("/forms/status/incidents/{id}", One(&[IncidentNoted])),
    ("/forms/step-up", Nothing(A_MAIL)),
    ("/forms/theme", Nothing("a cookie of this browser")),
    ("/forms/tickets/create", One(&[TicketCreated])),
    ("/forms/tickets/{id}/reply", One(&[TicketReplied])),
    ("/forms/tickets/{id}/state", One(&[TicketStateChanged])),
];

/// What no door does; the domain's tests lead to each.
pub const BY_ITSELF: &[(Action, &str)] = &[
    (ServerPublished, "a build has succeeded"),
    (BuildFailed, "a build has failed"),
    (AccountErased, "the days of grace are over"),
    (AccountDeleted, "the days of grace are over"),
    (OwnerSucceeded, "an owner's account was deleted"),
];
