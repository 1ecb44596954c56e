//! Support tickets. A message that was not taken comes back as a page with everything that was typed: it does not fit
//! into a cookie.

use axum::{extract::Path, response::Response};
use contract::{
    AppError, ErrorCode, TicketId,
    dto::{CreateTicket, PatchTicket, ReplyTicket, TicketState},
};
use leptos::prelude::*;

use super::{Posted, admit::answer, encode, failed, see, see_with};
use crate::{
    flash::Flash,
    served::{
        support::{new, show::reply_form},
        with_organisation,
    },
    ssr::{Visit, parts::known, shell},
    ui::Summary,
};

/// Opens a ticket.
pub async fn create(form: Posted) -> Response {
    let visit = &form.visit;
    let (subject, text) = (form.text("subject").to_owned(), form.text("text").to_owned());
    let made = async {
        refuse_files(&form)?;
        domain::tickets::create(visit.signed_in()?, CreateTicket { subject: subject.clone(), text: text.clone() }).await
    };
    match made.await {
        Ok(ticket) => see_with(visit, &page(ticket.summary.id), &Flash::done("page", "We have your message. A mail tells you when we have answered.")),
        Err(error) => not_sent(visit, error, "/support/new", move || new::form(subject, text)),
    }
}

/// Writes in a ticket.
pub async fn reply(Path(id): Path<String>, form: Posted) -> Response {
    let (visit, text) = (&form.visit, form.text("text").to_owned());
    let sent = async {
        refuse_files(&form)?;
        domain::tickets::reply(visit.signed_in()?, known(&id, "ticket")?, ReplyTicket { text: text.clone(), solved: false }).await
    };
    match sent.await {
        Ok(ticket) => see_with(visit, &page(ticket.summary.id), &Flash::done("page", "Your reply was sent.")),
        Err(error) => not_sent(visit, error, "/support", move || reply_form(&format!("/forms/tickets/{}/reply", encode(&id).replace("%5F", "_")), text, false)),
    }
}

/// Marks a ticket as solved, or reopens it.
pub async fn state(Path(id): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let changed = async {
        let state = TicketState::named(form.text("state")).ok_or_else(|| AppError::field("state", "Choose “solved” or “reopened”."))?;
        domain::tickets::patch(visit.signed_in()?, known(&id, "ticket")?, PatchTicket { state }).await
    };
    match changed.await {
        Ok(ticket) if ticket.summary.state == TicketState::Solved => see_with(visit, &page(ticket.summary.id), &Flash::done("page", "The ticket is solved.")),
        Ok(ticket) => see_with(visit, &page(ticket.summary.id), &Flash::done("page", "The ticket is open again.")),
        Err(error) => failed(visit, &known::<TicketId>(&id, "ticket").map_or_else(|_| "/support".to_owned(), page), "ticket", error),
    }
}

fn page(id: TicketId) -> String {
    format!("/support/{id}")
}

pub(super) fn refuse_files(form: &Posted) -> domain::Result<()> {
    if form.has_file { Err(AppError::field("files", domain::tickets::NO_FILES).into()) } else { Ok(()) }
}

/// A page by itself with what was wrong and the form as it was filled in. Who is signed out goes to the sign-in page.
pub(super) fn not_sent(visit: &Visit, error: domain::Error, back: &str, form: impl FnOnce() -> AnyView) -> Response {
    let error = error.into_shown(visit.meta.id);
    if error.code == ErrorCode::SignedOut {
        return see(&format!("/login?next={}", encode(back)));
    }
    let status = error.status();
    let back = back.to_owned();
    let html = shell::standalone(visit, "Not sent", move || {
        view! {
            <section class="page is-narrow">
                <h1>"Your message was not sent"</h1>
                <Summary error=error />
                {form()}
                <p class="row"><a href=back>"Back without sending"</a></p>
            </section>
        }
    });
    answer(status, with_organisation(html, visit.ctx.as_ref().map(|ctx| ctx.org.id)))
}
