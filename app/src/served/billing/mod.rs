//! `/settings/billing`: plan, usage, invoices; buying and changing a plan; coming back from a checkout.

mod change;
mod checkout;
mod invoices;
mod members;
mod notices;
mod overview;
mod plan;
mod plans;
mod returned;

use contract::{
    Permission,
    plan::{Cycle, Plan},
};

use super::{PageRight, ServedPage, page};

/// Where the billing page is.
pub const PATH: &str = "/settings/billing";

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    vec![
        page(PATH, PageRight::Needs(Permission::ViewOrganization), overview::page),
        page("/settings/billing/change", PageRight::Needs(Permission::ManageBilling), change::page),
        page("/settings/billing/return", PageRight::Needs(Permission::ManageBilling), returned::page),
    ]
}

/// A plan and a cycle as addresses and forms name them.
pub fn choice(tier: Option<&str>, cycle: Option<&str>) -> Option<(Plan, Cycle)> {
    let plan = Plan::named(tier?).filter(|plan| plan.is_paid())?;
    Some((plan, Cycle::named(cycle?)?))
}

/// The page that leads to this choice: its checkout, or the preview of the change where there is a subscription already.
pub fn address((plan, cycle): (Plan, Cycle), subscribed: bool) -> String {
    let page = if subscribed { "/settings/billing/change" } else { PATH };
    format!("{page}?tier={}&cycle={}", plan.as_str(), cycle.as_str())
}
