//! The audit log.

use axum::http::Method;
use contract::{
    Permission,
    dto::{AuditEventView, AuditVerdict, Page},
};

use crate::http::{
    audit, documents,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        filtered(route(Method::GET, "/v1/audit", "listAuditEvents", audit::list))
            .about("Audit", "The organisation's audit log, newest first.")
            .needs(Permission::ViewAudit)
            .query("cursor", "`next` of the page before.")
            .query("limit", "Events on a page, 50 by default, 200 at most.")
            .answers::<Page<AuditEventView>>(),
        filtered(route(Method::GET, "/v1/audit/export", "exportAuditEvents", audit::export))
            .about("Audit", "Every event that the filters let through, as a file.")
            .needs(Permission::ViewAudit)
            .query("format", "`csv` or `json`.")
            .answers::<documents::AnyObject>(),
        route(Method::GET, "/v1/audit/verify", "verifyAudit", audit::verify)
            .about("Audit", "Checks every link and signature of the organisation's audit log.")
            .needs(Permission::ViewAudit)
            .answers::<AuditVerdict>(),
    ]
}

fn filtered(route: Route) -> Route {
    route
        .query("action", "The whole action, or its noun: `server` takes `server.created`.")
        .query("actor", "Id of a person or key, or a person's address.")
        .query("resource", "Id of what the event is about.")
        .query("from", "A day or a moment (RFC 3339), included.")
        .query("until", "A day, included, or a moment, excluded.")
}
