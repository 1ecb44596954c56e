//! The context of a use case: who asks, for which organisation, on whose behalf, and when.

use std::{net::IpAddr, sync::Arc};

use contract::{AppError, DisplayName, Email, Handle, KeyAccess, KeyId, OrgId, Permission, RequestId, Role, Scope, SessionId, UserId};

use crate::{Result, platform::Platform};

/// What is known about the request, for the audit log and for rate limits.
#[derive(Clone, Debug)]
pub struct RequestMeta {
    pub id: RequestId,
    pub ip: IpAddr,
    /// At most 256 characters.
    pub user_agent: String,
}

impl RequestMeta {
    /// What rate limits count by: the address, or of IPv6 the /64, which one customer usually has as a whole.
    pub fn network(&self) -> IpAddr {
        match self.ip.to_canonical() {
            IpAddr::V6(ip) => {
                let [a, b, c, d, ..] = ip.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
            v4 => v4,
        }
    }
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A signed-in person.
    User(SessionId),
    /// A program with an API key.
    Key(KeyId),
    /// The platform's own worker.
    System,
}

/// The organisation that everything in this context is about: tenancy is a type, not a condition to remember.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Org {
    pub id: OrgId,
    pub handle: Handle,
    pub name: DisplayName,
    pub plan: contract::plan::Plan,
    /// A payment failed for the third time: nothing new can be created, and what runs keeps running.
    pub suspended: bool,
    /// When calls are counted anew.
    pub month: crate::usage::MonthRule,
}

/// The person behind the request; for a key, the one who made it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    pub id: UserId,
    pub email: Email,
    pub name: String,
}

/// The context of a use case.
#[derive(Clone)]
pub struct Ctx {
    pub platform: Arc<Platform>,
    pub org: Org,
    pub person: Person,
    /// What the person is in the organisation, as the database says now.
    pub role: Role,
    /// What the key may be used for; `None` for a signed-in person.
    pub scopes: Option<Vec<Scope>>,
    pub actor: Actor,
    pub request: RequestMeta,
}

impl Ctx {
    /// Whether this caller may, by role and, for a key, by scope.
    pub fn may(&self, permission: Permission) -> bool {
        let by_key = match (&self.scopes, permission.key_access()) {
            (None, _) | (Some(_), KeyAccess::Any) => true,
            (Some(scopes), KeyAccess::Scope(scope)) => scopes.contains(&scope),
            (Some(_), KeyAccess::Never) => false,
        };
        by_key && self.role.may(permission)
    }

    /// The first line of a use case that not everybody may carry out.
    ///
    /// # Errors
    /// `forbidden`, with who may.
    pub fn require(&self, permission: Permission) -> Result<()> {
        if self.may(permission) {
            return Ok(());
        }
        let verb = permission.verb();
        let why = match (&self.scopes, permission.key_access()) {
            (Some(_), KeyAccess::Never) => format!("An API key cannot {verb}. Sign in and do it there."),
            (Some(scopes), KeyAccess::Scope(scope)) if !scopes.contains(&scope) => {
                format!("This API key cannot {verb}: it lacks the scope {scope}. Make a key that has it.")
            }
            _ => format!("Your role ({}) cannot {verb}. Ask an {} of the organisation.", self.role, permission.least_role()),
        };
        Err(AppError::forbidden(why).into())
    }
}

impl std::ops::Deref for Ctx {
    type Target = Platform;

    fn deref(&self) -> &Platform {
        &self.platform
    }
}
