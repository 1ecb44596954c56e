//! One attempt at one authoring: everything that it writes goes through the fence.

use std::sync::Arc;

use contract::{AppError, AuthoringId, OrgId, dto::AuthoringEventKind};
use store::{Tx, authoring_events, authorings, lease, parse};

use super::pipeline::Tell;
use crate::{Platform, Result, jobs::lost};

/// How long a worker may be silent before somebody else takes the authoring over.
const LEASE_SECONDS: i64 = 15;

/// A claimed authoring.
pub(super) struct Attempt {
    pub platform: Arc<Platform>,
    pub org: OrgId,
    pub id: AuthoringId,
    pub row: authorings::Model,
    pub number: i32,
}

impl Attempt {
    /// Claims a waiting authoring; `None` when somebody else was faster.
    pub async fn claim(platform: &Arc<Platform>, row: authorings::Model) -> Result<Option<Self>> {
        let now = platform.now();
        if !lease::claim::<authorings::Entity>(platform.db.connection(), &row.id, row.attempt, now, now.plus_seconds(LEASE_SECONDS)).await? {
            return Ok(None);
        }
        let number = row.attempt + 1;
        Ok(Some(Self { platform: Arc::clone(platform), org: parse(&row.org_id)?, id: parse(&row.id)?, row, number }))
    }

    /// Renews the lease; `false` when the authoring has passed to somebody else.
    pub async fn renew(&self) -> Result<bool> {
        let until = self.platform.now().plus_seconds(LEASE_SECONDS);
        Ok(lease::renew::<authorings::Entity>(self.platform.db.connection(), &self.row.id, self.number, until).await?)
    }

    async fn append(&self, tx: &Tx, event: &AuthoringEventKind) -> Result<()> {
        let seq = lease::next_event::<authorings::Entity>(tx, &self.row.id, self.number).await?.ok_or_else(lost)?;
        Ok(authoring_events::insert(tx, &self.row.org_id, &self.row.id, seq, serde_json::to_string(event)?, self.platform.now()).await?)
    }

    /// Ends it with its outcome. What else belongs to the outcome is written in the same transaction.
    pub async fn succeed(&self, tx: Tx, tools: usize, outcome: String) -> Result<()> {
        self.append(&tx, &AuthoringEventKind::Succeeded { tools: u32::try_from(tools).unwrap_or(u32::MAX) }).await?;
        self.end(tx, Some(outcome)).await
    }

    pub async fn fail(&self, error: AppError) -> Result<()> {
        let tx = self.platform.db.begin().await?;
        self.append(&tx, &AuthoringEventKind::Failed { error }).await?;
        self.end(tx, None).await
    }

    async fn end(&self, tx: Tx, outcome: Option<String>) -> Result<()> {
        if !authorings::end(&tx, &self.row.id, self.number, outcome, self.platform.now()).await? {
            return Err(lost());
        }
        tx.commit().await?;
        self.platform.authorings.tell(self.id);
        Ok(())
    }
}

#[async_trait::async_trait]
impl Tell for Attempt {
    async fn tell(&self, event: AuthoringEventKind) -> Result<()> {
        let tx = self.platform.db.begin().await?;
        self.append(&tx, &event).await?;
        tx.commit().await?;
        self.platform.authorings.tell(self.id);
        Ok(())
    }
}
