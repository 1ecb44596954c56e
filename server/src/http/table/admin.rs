//! The people who run the platform.

use axum::http::Method;
use contract::dto::{
    AdminBuild, AdminCounts, AdminEvent, AdminHealth, AdminOrg, AdminTicket, AdminTicketView, AdminUser, ChangeContact, Page, PatchOrgPlan, ReplyTicket,
    SuspendOrg,
};

use crate::http::{
    admin,
    routes::{Route, route},
};

const GET: Method = Method::GET;
const POST: Method = Method::POST;

/// Every route here is for platform admins alone: that is what a route is that says nothing else.
pub fn table() -> Vec<Route> {
    let tag = "Administration";
    vec![
        route(GET, "/v1/admin", "adminCounts", admin::counts).about(tag, "How many there are of everything.").answers::<AdminCounts>(),
        route(GET, "/v1/admin/health", "adminHealth", admin::health)
            .about(tag, "Asks database, shared store, runtime, mail and disk whether they work.")
            .answers::<AdminHealth>(),
        list(route(GET, "/v1/admin/organisations", "adminListOrganisations", admin::organisations).answers::<Page<AdminOrg>>())
            .about(tag, "Organisations, newest first.")
            .query("only", "`self_hosted`, `free`, `pro`, `team` or `suspended`."),
        route(GET, "/v1/admin/organisations/{id}", "adminGetOrganisation", admin::organisation).about(tag, "One organisation.").answers::<AdminOrg>(),
        route(Method::PATCH, "/v1/admin/organisations/{id}", "adminSetPlan", admin::set_plan)
            .about(tag, "Puts an organisation on another plan.")
            .takes::<PatchOrgPlan>()
            .answers::<AdminOrg>(),
        route(POST, "/v1/admin/organisations/{id}/suspension", "adminSuspend", admin::suspend)
            .about(tag, "Suspends an organisation: its servers keep running, new ones are refused with the reason.")
            .takes::<SuspendOrg>()
            .answers::<AdminOrg>(),
        route(Method::DELETE, "/v1/admin/organisations/{id}/suspension", "adminLiftSuspension", admin::lift)
            .about(tag, "Lifts a suspension.")
            .answers::<AdminOrg>(),
        list(route(GET, "/v1/admin/users", "adminListUsers", admin::users).answers::<Page<AdminUser>>()).about(tag, "People, newest first."),
        list(route(GET, "/v1/admin/tickets", "adminListTickets", admin::tickets).answers::<Page<AdminTicket>>())
            .about(tag, "Support tickets, newest first.")
            .query("only", "`open`, `waiting`, `solved` or `reopened`."),
        route(GET, "/v1/admin/tickets/{id}", "adminGetTicket", admin::ticket).about(tag, "One ticket.").answers::<AdminTicketView>(),
        route(POST, "/v1/admin/tickets/{id}/replies", "adminAnswerTicket", admin::answer)
            .about(tag, "Answers a ticket and mails the person.")
            .takes::<ReplyTicket>()
            .answers::<AdminTicketView>()
            .status(201),
        route(POST, "/v1/admin/tickets/{id}/contact", "adminChangeContact", admin::change_contact)
            .about(tag, "Changes address or number of the person behind a ticket. A new address is mailed to both and ends their sessions.")
            .takes::<ChangeContact>()
            .answers::<AdminTicketView>(),
        list(route(GET, "/v1/admin/builds", "adminListBuilds", admin::builds).answers::<Page<AdminBuild>>())
            .about(tag, "Builds of every organisation, newest first.")
            .query("only", "`queued`, `running`, `succeeded` or `failed`."),
        list(route(GET, "/v1/admin/events", "adminListEvents", admin::events).answers::<Page<AdminEvent>>())
            .about(tag, "What admins did: the platform's own chain, newest first."),
    ]
}

fn list(route: Route) -> Route {
    route.query("search", "A part of a name, an address or an id, in any case.").query("cursor", "`next` of the page before.")
}
