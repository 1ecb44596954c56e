//! One attempt at one build: everything that it writes goes through the fence.

use std::sync::Arc;

use contract::{
    BuildId, OrgId,
    dto::{BuildEventKind, StepName},
};
use serde_json::json;
use store::{Tx, build_events, builds, lease, parse, servers};

use crate::{
    Platform, Result,
    audit::{self, Action, By},
    jobs::lost,
};

/// How long a worker may be silent before somebody else takes the build over.
const LEASE_SECONDS: i64 = 10;

/// A claimed build.
pub(super) struct Attempt {
    pub platform: Arc<Platform>,
    pub org: OrgId,
    pub id: BuildId,
    pub row: builds::Model,
    pub number: i32,
}

impl Attempt {
    /// Claims a waiting build; `None` when somebody else was faster.
    pub async fn claim(platform: &Arc<Platform>, row: builds::Model) -> Result<Option<Self>> {
        let now = platform.now();
        if !lease::claim::<builds::Entity>(platform.db.connection(), &row.id, row.attempt, now, now.plus_seconds(LEASE_SECONDS)).await? {
            return Ok(None);
        }
        let number = row.attempt + 1;
        Ok(Some(Self { platform: Arc::clone(platform), org: parse(&row.org_id)?, id: parse(&row.id)?, row, number }))
    }

    /// Renews the lease; `false` when the build has passed to somebody else, or its server was deleted.
    pub async fn renew(&self) -> Result<bool> {
        let until = self.platform.now().plus_seconds(LEASE_SECONDS);
        Ok(lease::renew::<builds::Entity>(self.platform.db.connection(), &self.row.id, self.number, until).await?)
    }

    /// Gives the lease back early; does nothing when the build is lost.
    pub async fn let_go(&self) -> Result<()> {
        let until = self.platform.now().plus_seconds(1);
        lease::renew::<builds::Entity>(self.platform.db.connection(), &self.row.id, self.number, until).await?;
        Ok(())
    }

    /// Appends one event.
    pub async fn tell(&self, event: BuildEventKind) -> Result<()> {
        let tx = self.platform.db.begin().await?;
        self.append(&tx, event).await?;
        tx.commit().await?;
        self.platform.builds.tell(self.id);
        Ok(())
    }

    async fn append(&self, tx: &Tx, event: BuildEventKind) -> Result<()> {
        let seq = lease::next_event::<builds::Entity>(tx, &self.row.id, self.number).await?.ok_or_else(lost)?;
        let event = serde_json::to_string(&event)?;
        Ok(build_events::insert(tx, &self.row.org_id, &self.row.id, seq, event, self.platform.now()).await?)
    }

    /// Points the endpoint at the new version and ends the build, in one transaction.
    pub async fn publish(&self, tools: usize, duration_ms: u32) -> Result<()> {
        let platform = &self.platform;
        let tx = platform.db.begin().await?;
        let tools = i32::try_from(tools).unwrap_or(i32::MAX);
        if !servers::publish(&tx, self.org, &self.row.server_id, &self.row.version_id, tools, platform.now()).await? {
            return Err(lost());
        }
        let server = servers::by_id(&tx, self.org, &self.row.server_id).await?.ok_or_else(lost)?;
        let handle = store::orgs::by_id(&tx, self.org).await?.ok_or_else(lost)?.handle;
        let (handle, slug) = (parse(&handle)?, parse(&server.slug)?);
        let endpoint = platform.endpoint(&handle, &slug);
        let message = format!("Clients reach it at {endpoint}.");
        self.append(&tx, BuildEventKind::StepDone { step: StepName::Publish, duration_ms, message }).await?;
        self.append(&tx, BuildEventKind::Succeeded { endpoint }).await?;
        self.end(&tx, None).await?;
        let metadata = json!({ "slug": server.slug, "version": self.row.version_id, "build": self.row.id });
        audit::append_by(&tx, platform, self.org, By::system(), Action::ServerPublished, &self.row.server_id, metadata).await?;
        tx.commit().await?;
        platform.specs.forget(&handle, &slug);
        platform.builds.tell(self.id);
        Ok(())
    }

    /// Ends the build with a reason; a server that was never live is `failed` now. `step`: the one that failed, after so long.
    pub async fn fail(&self, step: Option<(StepName, u32)>, reason: &str) -> Result<()> {
        let platform = &self.platform;
        let tx = platform.db.begin().await?;
        servers::build_failed(&tx, self.org, &self.row.server_id, platform.now()).await?;
        if let Some((step, duration_ms)) = step {
            self.append(&tx, BuildEventKind::StepFailed { step, duration_ms, message: reason.to_owned() }).await?;
        }
        self.append(&tx, BuildEventKind::Failed { error: reason.to_owned() }).await?;
        self.end(&tx, Some(reason)).await?;
        let metadata = json!({ "server": self.row.server_id, "step": step.map(|(step, _)| step) });
        audit::append_by(&tx, platform, self.org, By::system(), Action::BuildFailed, &self.row.id, metadata).await?;
        tx.commit().await?;
        platform.builds.tell(self.id);
        Ok(())
    }

    async fn end(&self, tx: &Tx, error: Option<&str>) -> Result<()> {
        if builds::end(tx, &self.row.id, self.number, error, self.platform.now()).await? { Ok(()) } else { Err(lost()) }
    }
}
