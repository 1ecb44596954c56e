//! The development mailbox: where mail goes while no SMTP server is configured.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use contract::{
    AppError, MailId,
    dto::{MailView, Timestamp},
};
use store::{Db, mails, parse};

use crate::{
    Platform, Result, outbox,
    ports::{Clock, Mail, Mailer, PortError, Random},
};

/// Mails are kept for a day.
pub(crate) const KEPT_SECONDS: i64 = 24 * 60 * 60;

/// Keeps mail in the database instead of sending it.
pub struct DevelopmentMailer {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

#[async_trait]
impl Mailer for DevelopmentMailer {
    async fn send(&self, mail: Mail) -> Result<(), PortError> {
        let now = self.clock.now();
        let mut random = [0; 16];
        self.random.fill(&mut random);
        let id = MailId::new(u64::try_from(now.millis()).unwrap_or_default(), u128::from_be_bytes(random));
        let kept = async {
            mails::purge(self.db.connection(), now.plus_seconds(-KEPT_SECONDS)).await?;
            mails::insert(self.db.connection(), id, &mail.to, &mail.subject, &mail.text, now).await
        };
        kept.await.map_err(|cause| PortError(cause.to_string()))
    }

    async fn check(&self) -> Result<(), PortError> {
        self.db.ping().await.map_err(|cause| PortError(cause.to_string()))
    }
}

/// The newest 50 mails. 404 once SMTP is configured.
pub async fn list(platform: &Arc<Platform>) -> Result<Vec<MailView>> {
    if !platform.config.development_mail {
        return Err(AppError::not_found("page").into());
    }
    wait_for_outbox(platform).await?;
    let rows = mails::newest(platform.db.connection(), 50).await?;
    let views = rows
        .into_iter()
        .map(|row| Ok(MailView { id: parse(&row.id)?, to: parse(&row.recipient)?, subject: row.subject, text: row.body, at: Timestamp(row.created_at) }));
    views.collect()
}

/// Whoever looks into the mailbox right after asking for a mail finds it there.
async fn wait_for_outbox(platform: &Arc<Platform>) -> Result<()> {
    for _ in 0..40 {
        outbox::deliver_due(platform).await?;
        if store::outbox::count(platform.db.connection()).await? == 0 {
            break;
        }
        // The worker has claimed the last letter and is about to put it here.
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Ok(())
}
