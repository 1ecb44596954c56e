//! The signed-in person and their organisation.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::{
    ids::{MailId, OrgId, UserId},
    names::{DisplayName, Email, Handle},
    plan::{Limits, Plan},
};

/// What every signed-in page knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionView {
    pub user: UserView,
    pub org: OrgView,
    /// The sandbox cannot confine scripts on this machine and the operator has accepted it: pages show a red banner.
    pub insecure_sandbox: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UserView {
    pub id: UserId,
    pub email: Email,
    pub name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OrgView {
    pub id: OrgId,
    pub handle: Handle,
    pub name: DisplayName,
    pub plan: Plan,
    pub limits: Limits,
    pub servers: u32,
    pub calls_this_month: u64,
}

/// A mail in the development mailbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailView {
    pub id: MailId,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub at: Timestamp,
}
