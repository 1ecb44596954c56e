//! The platform: everything that use cases share, put together once by the binary.

use std::{path::PathBuf, sync::Arc};

use contract::{AuthoringId, BuildId, Email, RequestId, dto::Timestamp, plan::Plan};
use url::Url;

use crate::{
    billing::Billing,
    calls::SpecCache,
    hub::Hub,
    outbox::OutboxBell,
    ports::{Claims, Clock, Disk, Egress, Fetcher, HeadLog, Limiter, Mailer, Model, Prober, Random, Runtime},
    status::Checks,
    usage::Meter,
    vault::Vault,
};

/// Settings that use cases read.
#[derive(Clone, Debug)]
pub struct Config {
    /// The only source of links and endpoints; no trailing slash.
    pub public_url: Url,
    /// Where the data lies.
    pub data: PathBuf,
    /// Mail goes to the development mailbox.
    pub development_mail: bool,
    /// Who runs this platform: these people may enter [`crate::admin`].
    pub admin_emails: Vec<Email>,
    /// Who may make an account.
    pub signup: Signup,
    /// Where strangers report a vulnerability: `mailto:` or `https:`.
    pub security_contact: Option<Url>,
}

/// Who may make an account by signing in (`BMM_SIGNUP`). People with an account, invited people and the platform's own
/// people always get in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Signup {
    /// Everybody until somebody has an account, invited people afterwards.
    #[default]
    InviteAfterFirst,
    /// Everybody.
    Open,
    /// Invited people.
    Invite,
    /// Invited people, and whoever has an address at one of these domains (lower-case).
    Domains(Vec<String>),
}

/// The parts, as the binary (or a test) puts them together.
pub struct Parts {
    pub db: store::Db,
    pub config: Config,
    pub vault: Vault,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
    pub mailer: Arc<dyn Mailer>,
    pub disk: Arc<dyn Disk>,
    /// Writes tools from words; without it only what compiles by itself becomes a server.
    pub model: Option<Arc<dyn Model>>,
    pub limiter: Arc<dyn Limiter>,
    pub claims: Arc<dyn Claims>,
    pub fetcher: Arc<dyn Fetcher>,
    pub head_log: Arc<dyn HeadLog>,
    pub egress: Arc<dyn Egress>,
    pub runtime: Arc<dyn Runtime>,
    pub prober: Arc<dyn Prober>,
    /// Plans are sold; without it the platform is self-hosted and unlimited.
    pub billing: Option<Billing>,
}

/// Everything that use cases share.
pub struct Platform {
    pub parts: Parts,
    pub authorings: Hub<AuthoringId>,
    pub builds: Hub<BuildId>,
    pub specs: SpecCache,
    pub meter: Meter,
    pub outbox: OutboxBell,
    pub checks: Checks,
}

impl std::ops::Deref for Platform {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.parts
    }
}

impl Platform {
    pub fn new(parts: Parts) -> Arc<Self> {
        Arc::new(Self {
            parts,
            authorings: Hub::default(),
            builds: Hub::default(),
            specs: SpecCache::default(),
            meter: Meter::default(),
            outbox: OutboxBell::default(),
            checks: Checks::default(),
        })
    }

    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The plan of a new organisation.
    pub const fn first_plan(&self) -> Plan {
        if self.parts.billing.is_some() { Plan::Free } else { Plan::SelfHosted }
    }

    /// The plan that counts for an organisation whose row names this one.
    pub fn plan_in_force(&self, name: &str) -> Plan {
        if self.billing.is_none() {
            return Plan::SelfHosted;
        }
        Plan::named(name).filter(|plan| plan.is_paid()).unwrap_or(Plan::Free)
    }

    /// So many random bytes.
    pub fn random_bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.random.fill(&mut bytes);
        bytes
    }

    /// A new id of any kind: `platform.id(ServerId::new)`.
    pub fn id<T>(&self, make: impl FnOnce(u64, u128) -> T) -> T {
        make(u64::try_from(self.now().millis()).unwrap_or_default(), u128::from_be_bytes(self.random_bytes()))
    }

    pub fn request_id(&self) -> RequestId {
        self.id(RequestId::new)
    }

    /// An absolute address of this platform: `url("/login")`.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.config.public_url.as_str().trim_end_matches('/'))
    }

    /// The address that MCP clients of a server use.
    pub fn endpoint(&self, handle: &contract::Handle, slug: &contract::Slug) -> String {
        self.url(&format!("/mcp/{handle}/{slug}"))
    }
}
