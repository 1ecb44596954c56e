//! The person's profile and support tickets.

use axum::http::Method;
use contract::{
    Permission,
    dto::{CreateTicket, Page, PatchProfile, PatchTicket, ProfileView, ReplyTicket, TicketSummary, TicketView},
};

use crate::http::{
    profile,
    routes::{Route, route},
    tickets,
};

const GET: Method = Method::GET;
const POST: Method = Method::POST;
const PATCH: Method = Method::PATCH;

pub fn table() -> Vec<Route> {
    vec![
        route(GET, "/v1/account/profile", "getProfile", profile::get)
            .about("Account", "The person's profile.")
            .needs(Permission::ViewAccount)
            .answers::<ProfileView>(),
        route(PATCH, "/v1/account/profile", "updateProfile", profile::update)
            .about("Account", "Changes the display name. Address and number are changed through a ticket.")
            .needs(Permission::ManageAccount)
            .takes::<PatchProfile>()
            .answers::<ProfileView>(),
        route(GET, "/v1/tickets", "listTickets", tickets::list)
            .about("Support", "The person's tickets, newest first.")
            .needs(Permission::UseSupport)
            .query("cursor", "`next` of the page before.")
            .answers::<Page<TicketSummary>>(),
        route(POST, "/v1/tickets", "createTicket", tickets::create)
            .about("Support", "Opens a ticket. Files cannot be attached.")
            .needs(Permission::UseSupport)
            .takes::<CreateTicket>()
            .answers::<TicketView>()
            .status(201),
        route(GET, "/v1/tickets/{id}", "getTicket", tickets::get).about("Support", "One ticket.").needs(Permission::UseSupport).answers::<TicketView>(),
        route(POST, "/v1/tickets/{id}/replies", "replyToTicket", tickets::reply)
            .about("Support", "Writes in a ticket. A solved one is reopened by it.")
            .needs(Permission::UseSupport)
            .takes::<ReplyTicket>()
            .answers::<TicketView>()
            .status(201),
        route(PATCH, "/v1/tickets/{id}", "updateTicket", tickets::patch)
            .about("Support", "Marks a ticket as solved, or reopens it.")
            .needs(Permission::UseSupport)
            .takes::<PatchTicket>()
            .answers::<TicketView>(),
    ]
}
