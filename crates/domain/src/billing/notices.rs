//! Mails about billing, written down with the change that they tell of.

use contract::{Email, OrgId, plan::Plan};
use store::{Tx, orgs, parse};

use crate::{Platform, Result, outbox, ports::Mail};

/// What a mail tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Notice {
    PlanChanged { plan: String, cycle: Option<String> },
    PaymentFailed { attempt: u32, amount: String },
    Suspended,
    Restored,
}

impl Notice {
    /// Subject and text.
    fn letter(&self, org: &str, page: &str) -> (String, String) {
        let (subject, text) = match self {
            Self::PlanChanged { plan, cycle } => {
                let plan = Plan::named(plan).unwrap_or(Plan::Free).label();
                let paid = cycle.as_deref().filter(|_| plan != "Free").map_or_else(String::new, |cycle| format!(", paid {cycle}"));
                (format!("{org} is on the {plan} plan"), format!("the plan of {org} has changed: it is {plan} now{paid}.\n\nPlan, usage and invoices:"))
            }
            Self::PaymentFailed { attempt, amount } => (
                format!("A payment for {org} failed"),
                format!(
                    "the payment of {amount} for {org} did not go through (attempt {attempt} of {}). It is tried again in a few days. \
                     After the third attempt nothing new can be created until the invoice is paid; what runs keeps running.\n\n\
                     Check the payment method or pay now:",
                    super::state::ATTEMPTS
                ),
            ),
            Self::Suspended => (
                format!("{org} is suspended until its invoice is paid"),
                format!(
                    "the payment for {org} failed for the third time. Servers keep running, but nothing new can be created until the open invoice is paid.\n\nPay it here:"
                ),
            ),
            Self::Restored => (
                format!("{org} is no longer suspended"),
                format!("thank you: the open invoice of {org} is paid, and everything works again.\n\nPlan, usage and invoices:"),
            ),
        };
        (subject, format!("Hello,\n\n{text}\n\n{page}\n"))
    }
}

/// Writes the mails to the organisation's owners and admins down, in the transaction of the change.
pub(crate) async fn add(tx: &Tx, platform: &Platform, org: OrgId, notice: &Notice) -> Result<()> {
    let Some(name) = orgs::by_id(tx, org).await?.map(|org| org.name) else { return Ok(()) };
    let (subject, text) = notice.letter(&name, &platform.url("/settings/billing"));
    for email in orgs::members::payers(tx, org).await? {
        outbox::enqueue(tx, platform, &Mail { to: parse::<Email>(&email)?, subject: subject.clone(), text: text.clone() }).await?;
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
            Notice::PaymentFailed { attempt: 2, amount: "€19".into() },
            Notice::Suspended,
            Notice::Restored,
        ];
        for notice in all {
            let (subject, text) = notice.letter("Pets", "https://mcp.example/settings/billing");
            assert!(subject.contains("Pets") && text.ends_with("https://mcp.example/settings/billing\n"), "{text}");
        }
    }
}
