//! Mails about billing: written with the change that they tell of, sent after it, tried again until they are gone.

use contract::{Email, MailId, OrgId, plan::Plan};
use serde::{Deserialize, Serialize};
use store::{
    Tx,
    billing::notices::{self, Model},
    orgs, parse,
};

use crate::{Platform, Result, ports::Mail};

/// Seconds until a mail is tried again; longer after each failure.
const AGAIN_SECONDS: i64 = 60;
/// Attempts after which a mail is given up.
const MOST_ATTEMPTS: i32 = 12;

/// What a mail tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum Notice {
    PlanChanged { plan: String, cycle: Option<String> },
    PaymentFailed { invoice: String, attempt: u32, amount: String },
    Suspended { invoice: String },
    Restored { since: i64 },
}

impl Notice {
    const fn kind(&self) -> &'static str {
        match self {
            Self::PlanChanged { .. } => "plan_changed",
            Self::PaymentFailed { .. } => "payment_failed",
            Self::Suspended { .. } => "suspended",
            Self::Restored { .. } => "restored",
        }
    }

    /// Subject and text.
    fn letter(&self, org: &str, page: &str) -> (String, String) {
        let (subject, text) = match self {
            Self::PlanChanged { plan, cycle } => {
                let plan = Plan::named(plan).unwrap_or(Plan::Free).label();
                let paid = cycle.as_deref().filter(|_| plan != "Free").map_or_else(String::new, |cycle| format!(", paid {cycle}"));
                (format!("{org} is on the {plan} plan"), format!("the plan of {org} has changed: it is {plan} now{paid}.\n\nPlan, usage and invoices:"))
            }
            Self::PaymentFailed { attempt, amount, .. } => (
                format!("A payment for {org} failed"),
                format!(
                    "the payment of {amount} for {org} did not go through (attempt {attempt} of {}). It is tried again in a few days. \
                     After the third attempt nothing new can be created until the invoice is paid; what runs keeps running.\n\n\
                     Check the payment method or pay now:",
                    super::state::ATTEMPTS
                ),
            ),
            Self::Suspended { .. } => (
                format!("{org} is suspended until its invoice is paid"),
                format!(
                    "the payment for {org} failed for the third time. Servers keep running, but nothing new can be created until the open invoice is paid.\n\nPay it here:"
                ),
            ),
            Self::Restored { .. } => (
                format!("{org} is no longer suspended"),
                format!("thank you: the open invoice of {org} is paid, and everything works again.\n\nPlan, usage and invoices:"),
            ),
        };
        (subject, format!("Hello,\n\n{text}\n\n{page}\n"))
    }
}

/// Adds a mail in the transaction of the change.
pub(crate) async fn add(tx: &Tx, platform: &Platform, org: OrgId, notice: &Notice) -> Result<()> {
    let id = platform.id(MailId::new).to_string();
    Ok(notices::add(tx, &id, org, notice.kind(), serde_json::to_string(notice)?, platform.now()).await?)
}

/// Sends what is due to the owners and admins of each organisation.
pub(crate) async fn send_due(platform: &Platform) -> Result<()> {
    let db = platform.db.connection();
    for row in notices::due(db, platform.now(), 50).await? {
        let until = platform.now().plus_seconds(AGAIN_SECONDS * i64::from(row.attempts + 1));
        if !notices::take(db, &row, until).await? {
            continue;
        }
        match send(platform, &row).await {
            Ok(()) => notices::remove(db, &row.id).await?,
            Err(cause) if row.attempts + 1 >= MOST_ATTEMPTS => {
                tracing::error!(%cause, org.id = row.org_id, kind = row.kind, "a mail about billing was given up");
                notices::remove(db, &row.id).await?;
            }
            Err(cause) => tracing::warn!(%cause, org.id = row.org_id, kind = row.kind, "a mail about billing could not be sent yet"),
        }
    }
    Ok(())
}

async fn send(platform: &Platform, row: &Model) -> Result<()> {
    let db = platform.db.connection();
    let org: OrgId = parse(&row.org_id)?;
    let Some(name) = orgs::by_id(db, org).await?.map(|org| org.name) else { return Ok(()) };
    let notice: Notice = serde_json::from_str(&row.facts)?;
    let (subject, text) = notice.letter(&name, &platform.url("/settings/billing"));
    for email in orgs::members::payers(db, org).await? {
        platform.mailer.send(Mail { to: parse::<Email>(&email)?, subject: subject.clone(), text: text.clone() }).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mail_says_what_to_do_and_where() {
        let all = [
            Notice::PlanChanged { plan: "pro".into(), cycle: Some("yearly".into()) },
            Notice::PaymentFailed { invoice: "in_1".into(), attempt: 2, amount: "€19".into() },
            Notice::Suspended { invoice: "in_1".into() },
            Notice::Restored { since: 0 },
        ];
        for notice in all {
            let again: Notice = serde_json::from_str(&serde_json::to_string(&notice).expect("JSON")).expect("the same");
            assert_eq!(again, notice);
            let (subject, text) = notice.letter("Pets", "https://mcp.example/settings/billing");
            assert!(subject.contains("Pets") && text.ends_with("https://mcp.example/settings/billing\n"), "{text}");
        }
    }
}
