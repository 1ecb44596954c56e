//! Who may do what: the one table that REST, server functions, forms and pages share.
//!
//! A person acts with the role that they have in the organisation; a key acts with the role of the person who made it,
//! narrowed to the key's scopes.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// What a member is in an organisation. Ordered: an owner may do all that an admin may, an admin all that a member may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Member,
    Admin,
    Owner,
}

impl Role {
    pub const ALL: [Self; 3] = [Self::Owner, Self::Admin, Self::Member];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Member => "member",
            Self::Admin => "admin",
            Self::Owner => "owner",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Member => "Member",
            Self::Admin => "Admin",
            Self::Owner => "Owner",
        }
    }

    pub fn may(self, permission: Permission) -> bool {
        self >= permission.least_role()
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|role| role.as_str() == text).ok_or(UnknownName)
    }
}

/// What an API key may be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum Scope {
    #[serde(rename = "servers:read")]
    ServersRead,
    #[serde(rename = "servers:write")]
    ServersWrite,
    #[serde(rename = "tools:call")]
    ToolsCall,
    #[serde(rename = "keys")]
    Keys,
    #[serde(rename = "org:read")]
    OrgRead,
    #[serde(rename = "org:write")]
    OrgWrite,
    #[serde(rename = "billing")]
    Billing,
    #[serde(rename = "audit:read")]
    AuditRead,
    #[serde(rename = "support")]
    Support,
}

impl Scope {
    pub const ALL: [Self; 9] =
        [Self::ServersRead, Self::ServersWrite, Self::ToolsCall, Self::Keys, Self::OrgRead, Self::OrgWrite, Self::Billing, Self::AuditRead, Self::Support];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ServersRead => "servers:read",
            Self::ServersWrite => "servers:write",
            Self::ToolsCall => "tools:call",
            Self::Keys => "keys",
            Self::OrgRead => "org:read",
            Self::OrgWrite => "org:write",
            Self::Billing => "billing",
            Self::AuditRead => "audit:read",
            Self::Support => "support",
        }
    }

    /// What the scope lets a program do, for the form that makes a key.
    pub const fn about(self) -> &'static str {
        match self {
            Self::ServersRead => "See servers, tools, builds and call logs",
            Self::ServersWrite => "Create, change and delete servers, replace their secrets",
            Self::ToolsCall => "Call tools over MCP and in the playground",
            Self::Keys => "List, make and revoke API keys",
            Self::OrgRead => "See the organisation, its members and its usage",
            Self::OrgWrite => "Rename the organisation, invite and remove members",
            Self::Billing => "See and change the plan",
            Self::AuditRead => "Read and export the audit log",
            Self::Support => "Read and write support tickets",
        }
    }
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Scope {
    type Err = UnknownName;

    fn from_str(text: &str) -> Result<Self, UnknownName> {
        Self::ALL.into_iter().find(|scope| scope.as_str() == text).ok_or(UnknownName)
    }
}

/// Neither a role nor a scope has this name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown name")]
pub struct UnknownName;

/// What a key needs for a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyAccess {
    /// Any key that works.
    Any,
    /// A key with this scope.
    Scope(Scope),
    /// No key: a person has to do this.
    Never,
}

/// One thing that somebody may do in an organisation. [`Permission::least_role`] and [`Permission::key_access`] are the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Servers, drafts, builds, call logs: reading.
    ViewServers,
    /// Making, changing and deleting servers, drafts and credentials.
    ManageServers,
    /// Calling tools over MCP or in the playground.
    CallTools,
    /// Making, listing and revoking one's own keys.
    ManageKeys,
    /// Seeing and revoking everybody's keys.
    ManageAllKeys,
    /// The organisation, its members, plan and usage: reading.
    ViewOrganization,
    /// Renaming the organisation.
    ManageOrganization,
    /// Inviting, removing, changing roles below owner.
    ManageMembers,
    /// Making an owner: by handing over, by inviting, by changing a role.
    TransferOwnership,
    /// Plan, usage, invoices: reading.
    ViewBilling,
    /// Checkout, plan changes, cancelling, the portal.
    ManageBilling,
    /// The audit log and its export.
    ViewAudit,
    /// The person's own profile: reading.
    ViewAccount,
    /// The person's own profile, sessions, passkeys, export, deletion.
    ManageAccount,
    /// Support tickets.
    UseSupport,
}

impl Permission {
    pub const ALL: [Self; 15] = [
        Self::ViewServers,
        Self::ManageServers,
        Self::CallTools,
        Self::ManageKeys,
        Self::ManageAllKeys,
        Self::ViewOrganization,
        Self::ManageOrganization,
        Self::ManageMembers,
        Self::TransferOwnership,
        Self::ViewBilling,
        Self::ManageBilling,
        Self::ViewAudit,
        Self::ViewAccount,
        Self::ManageAccount,
        Self::UseSupport,
    ];

    /// The least role that may.
    pub const fn least_role(self) -> Role {
        match self {
            Self::ViewServers
            | Self::ManageServers
            | Self::CallTools
            | Self::ManageKeys
            | Self::ViewOrganization
            | Self::ViewAccount
            | Self::ManageAccount
            | Self::UseSupport => Role::Member,
            Self::ManageAllKeys | Self::ManageOrganization | Self::ManageMembers | Self::ViewBilling | Self::ManageBilling | Self::ViewAudit => Role::Admin,
            Self::TransferOwnership => Role::Owner,
        }
    }

    /// What a key needs.
    pub const fn key_access(self) -> KeyAccess {
        match self {
            Self::ViewServers => KeyAccess::Scope(Scope::ServersRead),
            Self::ManageServers => KeyAccess::Scope(Scope::ServersWrite),
            Self::CallTools => KeyAccess::Scope(Scope::ToolsCall),
            Self::ManageKeys | Self::ManageAllKeys => KeyAccess::Scope(Scope::Keys),
            Self::ViewOrganization => KeyAccess::Scope(Scope::OrgRead),
            Self::ManageOrganization | Self::ManageMembers => KeyAccess::Scope(Scope::OrgWrite),
            Self::ViewBilling | Self::ManageBilling => KeyAccess::Scope(Scope::Billing),
            Self::ViewAudit => KeyAccess::Scope(Scope::AuditRead),
            Self::UseSupport => KeyAccess::Scope(Scope::Support),
            Self::ViewAccount => KeyAccess::Any,
            Self::ManageAccount | Self::TransferOwnership => KeyAccess::Never,
        }
    }

    /// What somebody without it is told they may not do.
    pub const fn verb(self) -> &'static str {
        match self {
            Self::ViewServers => "see servers",
            Self::ManageServers => "change servers",
            Self::CallTools => "call tools",
            Self::ManageKeys => "manage API keys",
            Self::ManageAllKeys => "manage the API keys of others",
            Self::ViewOrganization => "see the organisation",
            Self::ManageOrganization => "change the organisation",
            Self::ManageMembers => "manage members",
            Self::TransferOwnership => "make somebody an owner",
            Self::ViewBilling => "see billing",
            Self::ManageBilling => "change the plan",
            Self::ViewAudit => "read the audit log",
            Self::ViewAccount => "see the account",
            Self::ManageAccount => "change the account",
            Self::UseSupport => "use support",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_as_they_are_written() {
        for role in Role::ALL {
            assert_eq!(role.as_str().parse(), Ok(role));
        }
        for scope in Scope::ALL {
            assert_eq!(scope.as_str().parse(), Ok(scope));
            assert_eq!(serde_json::to_value(scope).expect("JSON"), scope.as_str());
        }
        assert_eq!("root".parse::<Role>(), Err(UnknownName));
    }

    #[test]
    fn a_higher_role_may_all_that_a_lower_one_may() {
        for permission in Permission::ALL {
            assert!(Role::Owner.may(permission));
            assert!(Role::Admin.may(permission) || !Role::Member.may(permission));
        }
        assert!(!Role::Member.may(Permission::ManageMembers));
        assert!(!Role::Admin.may(Permission::TransferOwnership));
    }
}
