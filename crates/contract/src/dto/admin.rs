//! What the people who run the platform see and do.

use serde::{Deserialize, Serialize};

use super::{BuildStatus, TicketSummary, TicketView, Timestamp};
use crate::{
    ids::{AuditId, BuildId, OrgId, UserId},
    names::{DisplayName, Email, Handle, Phone},
    plan::Plan,
};

/// An organisation, as `/v1/admin/organisations` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminOrg {
    pub id: OrgId,
    pub handle: Handle,
    pub name: DisplayName,
    /// What it is on; without billing every limit is open all the same.
    pub plan: Plan,
    pub members: u64,
    pub servers: u64,
    pub created_at: Timestamp,
    /// Its servers run; making new ones is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspended: Option<SuspensionView>,
    /// Billing keeps it from making servers until it has paid.
    pub payment_failed: bool,
}

/// Why an organisation cannot make servers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SuspensionView {
    /// In words that the organisation's people read.
    pub reason: String,
    pub since: Timestamp,
}

/// `POST /v1/admin/organisations/{id}/suspension`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SuspendOrg {
    /// 1 to 500 characters that the organisation's people read.
    #[cfg_attr(feature = "schema", schemars(example = &"Its servers disturb others."))]
    pub reason: String,
}

/// `PATCH /v1/admin/organisations/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchOrgPlan {
    #[cfg_attr(feature = "schema", schemars(example = &"team"))]
    pub plan: Plan,
}

/// A person, as `/v1/admin/users` lists them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminUser {
    pub id: UserId,
    pub email: Email,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Handles of the organisations of which they are a member.
    pub organisations: Vec<Handle>,
    /// The address is one of `BMM_ADMIN_EMAILS`.
    pub is_admin: bool,
    pub created_at: Timestamp,
}

/// A ticket, as `/v1/admin/tickets` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminTicket {
    #[serde(flatten)]
    pub summary: TicketSummary,
    /// Who wrote it.
    pub person: AdminPerson,
    /// The organisation that they were looking at.
    pub organisation: Handle,
}

/// The person behind a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminPerson {
    pub id: UserId,
    pub email: Email,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
}

/// A ticket with its messages and the person who wrote it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminTicketView {
    #[serde(flatten)]
    pub ticket: TicketView,
    pub person: AdminPerson,
    pub organisation: Handle,
}

/// `POST /v1/admin/tickets/{id}/contact`: the person's new address or number. What is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeContact {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(example = &"ann@example.com"))]
    pub email: Option<String>,
    /// International form, such as `+44 20 7946 0000`; empty removes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

/// A build, as `/v1/admin/builds` lists it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminBuild {
    pub id: BuildId,
    pub organisation: Handle,
    pub server: String,
    pub status: BuildStatus,
    pub attempt: u32,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// What an admin did, as `/v1/admin/events` lists it: the platform's own log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminEvent {
    pub id: AuditId,
    /// Counts from 1 without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// Id of the admin.
    pub actor: String,
    pub action: String,
    pub resource: String,
    pub metadata: serde_json::Value,
}

/// `GET /v1/admin/health`: every part that the platform needs, asked just now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminHealth {
    /// Every part works.
    pub ok: bool,
    pub parts: Vec<PartHealth>,
}

/// One part of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartHealth {
    /// `database`, `store`, `runtime`, `mail`, `disk`.
    pub name: String,
    pub ok: bool,
    /// What was found, in one sentence.
    pub detail: String,
    /// How long the answer took.
    pub millis: u64,
}

/// How many there are of everything, for the overview.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AdminCounts {
    pub organisations: u64,
    pub users: u64,
    pub suspended: u64,
    /// Tickets that wait for the team.
    pub tickets: u64,
    /// Builds that wait or run.
    pub builds: u64,
    pub failed_builds: u64,
}
