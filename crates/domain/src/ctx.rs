//! The context of a use case: who asks, for which organisation, on whose behalf, and when.

use std::{net::IpAddr, sync::Arc};

use contract::{DisplayName, Email, Handle, KeyId, OrgId, RequestId, SessionId, UserId};

use crate::platform::Platform;

/// What is known about the request, for the audit log and for rate limits.
#[derive(Clone, Debug)]
pub struct RequestMeta {
    pub id: RequestId,
    pub ip: IpAddr,
    /// At most 256 characters.
    pub user_agent: String,
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
    pub actor: Actor,
    pub request: RequestMeta,
}

impl std::ops::Deref for Ctx {
    type Target = Platform;

    fn deref(&self) -> &Platform {
        &self.platform
    }
}
