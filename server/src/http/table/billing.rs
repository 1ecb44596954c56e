//! Plans, checkout, invoices, Stripe's webhook.

use axum::http::Method;
use contract::{
    Permission,
    dto::{BillingStatus, CancelPlan, ChangePlan, ChangePreview, CheckoutSession, OpenCheckout, PortalLink, PriceView},
};

use crate::http::{
    billing, documents,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    const POST: Method = Method::POST;
    vec![
        route(Method::GET, "/v1/billing/status", "getBillingStatus", billing::status)
            .about("Billing", "Plan, usage, invoices and what is owed. While Stripe is slow or down, what was known last.")
            .needs(Permission::ViewBilling)
            .answers::<BillingStatus>(),
        route(Method::GET, "/v1/billing/prices", "listPrices", billing::prices)
            .about("Billing", "What the plans cost.")
            .for_everybody()
            .answers::<Vec<PriceView>>(),
        route(POST, "/v1/billing/checkout-session", "openCheckout", billing::checkout_session)
            .about("Billing", "Opens a checkout for the page; the same one while it is open.")
            .needs(Permission::ManageBilling)
            .takes::<OpenCheckout>()
            .answers::<CheckoutSession>(),
        route(POST, "/v1/billing/portal", "openPortal", billing::portal)
            .about("Billing", "A link to Stripe's own pages, good for a few minutes.")
            .needs(Permission::ManageBilling)
            .answers::<PortalLink>(),
        route(POST, "/v1/billing/cancel", "cancelPlan", billing::cancel)
            .about("Billing", "Ends the plan with the period that is paid for.")
            .needs(Permission::ManageBilling)
            .takes::<CancelPlan>()
            .answers::<BillingStatus>(),
        route(POST, "/v1/billing/reactivate", "reactivatePlan", billing::reactivate)
            .about("Billing", "Takes a cancellation back, wherever it was made.")
            .needs(Permission::ManageBilling)
            .answers::<BillingStatus>(),
        route(POST, "/v1/billing/preview-change", "previewChange", billing::preview_change)
            .about("Billing", "The invoice that a change of plan would make, to the cent.")
            .needs(Permission::ManageBilling)
            .takes::<ChangePlan>()
            .answers::<ChangePreview>(),
        route(POST, "/v1/billing/change-plan", "changePlan", billing::change_plan)
            .about("Billing", "Changes plan and cycle, prorated from the previewed moment.")
            .needs(Permission::ManageBilling)
            .takes::<ChangePlan>()
            .answers::<BillingStatus>(),
        route(Method::GET, "/v1/billing/invoices/{id}/pdf", "getInvoicePdf", billing::invoice_pdf)
            .about("Billing", "An invoice as PDF.")
            .needs(Permission::ViewBilling)
            .answers::<documents::AnyObject>()
            .media_type("application/pdf"),
        route(POST, "/v1/billing/webhook", "receiveStripeEvent", billing::webhook)
            .about("Billing", "Takes Stripe's events. The signature counts over the exact bytes.")
            .for_everybody()
            .takes::<documents::AnyObject>()
            .answers::<billing::Received>(),
    ]
}
