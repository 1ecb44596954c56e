//! Organisations as their members see them: people, invitations, keys, plan, usage and encryption.

use serde::{Deserialize, Serialize};

use super::{KeyView, OrgView, Timestamp};
use crate::{
    ids::{InvitationId, OrgId, UserId},
    names::{DisplayName, Email, Handle},
    permission::Role,
};

/// The answer to `GET /v1/me/org`: everything on the organisation's settings page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrganizationView {
    #[serde(flatten)]
    pub org: OrgView,
    /// What the caller is in it.
    pub role: Role,
    pub members: Vec<MemberView>,
    /// Open invitations; empty for callers who may not manage members.
    pub invitations: Vec<InvitationView>,
    /// Keys that the caller may see: their own, or everybody's.
    pub keys: Vec<KeyView>,
    /// Where the plan is changed.
    pub billing_url: String,
    pub encryption: EncryptionView,
    /// What models have cost this month; absent where none is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_tokens: Option<ModelTokens>,
}

/// Tokens of models in a calendar month, counted as the plan counts them: what was read from a model's cache at a tenth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ModelTokens {
    pub used: u64,
    /// Absent: unlimited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
}

/// How the organisation's credentials are sealed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct EncryptionView {
    /// Always `XChaCha20-Poly1305`.
    pub algorithm: String,
    /// Counts data keys, from 1.
    pub key_version: u32,
    /// When the data key was made.
    pub last_rotation: Timestamp,
    /// Credentials that it seals.
    pub secrets: u32,
}

/// An organisation that the caller is a member of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrgChoice {
    pub id: OrgId,
    pub handle: Handle,
    pub name: DisplayName,
    pub role: Role,
    /// The one that the caller looks at.
    pub current: bool,
}

/// `POST /v1/orgs` and `PATCH /v1/me/org`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OrgName {
    #[cfg_attr(feature = "schema", schemars(example = &"Acme"))]
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct MemberView {
    pub id: UserId,
    pub name: String,
    pub email: Email,
    pub role: Role,
    pub joined_at: Timestamp,
    /// The caller.
    pub is_you: bool,
}

/// `PATCH /v1/members/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangeRole {
    pub role: Role,
}

/// `POST /v1/me/org/transfer`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TransferOrg {
    /// The member who becomes the owner.
    #[cfg_attr(feature = "schema", schemars(example = &"usr_01m89k9s3tqc61k69wrf05fn68"))]
    pub member: UserId,
}

/// An open invitation as the organisation sees it. The link stands in the mail alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvitationView {
    pub id: InvitationId,
    pub email: Email,
    pub role: Role,
    /// Who invited.
    pub invited_by: String,
    pub sent_at: Timestamp,
    pub expires_at: Timestamp,
    pub expired: bool,
}

/// `POST /v1/invitations`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Invite {
    #[cfg_attr(feature = "schema", schemars(example = &"ann@example.com"))]
    pub email: String,
    #[serde(default = "Invite::usual_role")]
    pub role: Role,
}

impl Invite {
    const fn usual_role() -> Role {
        Role::Member
    }
}

/// `POST /v1/invitations/accept` and `/decline`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InvitationToken {
    /// The last part of the link in the mail.
    #[cfg_attr(feature = "schema", schemars(example = &"the last part of the link"))]
    pub token: String,
}

/// What the link of an invitation shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationOffer {
    pub org: DisplayName,
    pub role: Role,
    pub email: Email,
    pub invited_by: String,
    pub expires_at: Timestamp,
}
