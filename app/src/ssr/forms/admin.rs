//! What the people who run the platform change.

use axum::{extract::Path, response::Response};
use contract::{
    AppError, OrgId, TicketId,
    dto::{ChangeContact, PatchOrgPlan, ReplyTicket, SuspendOrg},
    plan::Plan,
};
use domain::admin::{self, PlatformAdmin};

use super::{
    Posted, encode, failed, failed_with, see_with,
    tickets::{not_sent, refuse_files},
};
use crate::{
    flash::Flash,
    served::admin::ticket::answer_form,
    ssr::{Visit, parts::known},
};

fn enter(visit: &Visit) -> domain::Result<PlatformAdmin> {
    admin::enter(visit.signed_in()?)
}

fn org_page(id: &str) -> String {
    known::<OrgId>(id, "organisation").map_or_else(|_| "/admin/organisations".to_owned(), |id| format!("/admin/organisations/{id}"))
}

fn ticket_page(id: &str) -> String {
    known::<TicketId>(id, "ticket").map_or_else(|_| "/admin/tickets".to_owned(), |id| format!("/admin/tickets/{id}"))
}

/// Suspends an organisation.
pub async fn suspend(Path(id): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let request = SuspendOrg { reason: form.text("reason").to_owned() };
    let done = async { admin::suspend(&enter(visit)?, known(&id, "organisation")?, request).await };
    match done.await {
        Ok(_) => see_with(visit, &org_page(&id), &Flash::done("page", "The organisation is suspended. Its servers keep running.")),
        Err(error) => failed(visit, &org_page(&id), "suspend", error),
    }
}

/// Lifts a suspension.
pub async fn lift(Path(id): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let done = async { admin::lift(&enter(visit)?, known(&id, "organisation")?).await };
    match done.await {
        Ok(_) => see_with(visit, &org_page(&id), &Flash::done("page", "The suspension is lifted.")),
        Err(error) => failed(visit, &org_page(&id), "suspend", error),
    }
}

/// Puts an organisation on another plan.
pub async fn plan(Path(id): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let done = async {
        let admin = enter(visit)?;
        let plan = Plan::named(form.text("plan")).ok_or_else(|| AppError::field("plan", "Choose a plan."))?;
        admin::set_plan(&admin, known(&id, "organisation")?, PatchOrgPlan { plan }).await
    };
    match done.await {
        Ok(org) => see_with(visit, &org_page(&id), &Flash::done("page", format!("The plan is {} now.", org.plan.label()))),
        Err(error) => failed(visit, &org_page(&id), "plan", error),
    }
}

/// Answers a ticket.
pub async fn answer(Path(id): Path<String>, form: Posted) -> Response {
    let (visit, text) = (&form.visit, form.text("text").to_owned());
    let request = ReplyTicket { text: text.clone(), solved: form.text("solved") == "true" };
    let done = async {
        let admin = enter(visit)?;
        refuse_files(&form)?;
        admin::answer(&admin, known(&id, "ticket")?, request).await
    };
    match done.await {
        Ok(_) => see_with(visit, &ticket_page(&id), &Flash::done("page", "The answer was sent.")),
        Err(error) => {
            not_sent(visit, error, &ticket_page(&id), move || answer_form(&format!("/forms/admin/tickets/{}", encode(&id).replace("%5F", "_")), text))
        }
    }
}

/// Changes address and number of the person behind a ticket.
pub async fn contact(Path(id): Path<String>, form: Posted) -> Response {
    let visit = &form.visit;
    let (email, phone) = (form.text("email"), form.text("phone"));
    let request = ChangeContact { email: Some(email.to_owned()), phone: form.has("phone").then(|| phone.to_owned()) };
    let done = async { admin::change_contact(&enter(visit)?, known(&id, "ticket")?, request).await };
    match done.await {
        Ok(_) => see_with(visit, &ticket_page(&id), &Flash::done("page", "Address and number are as you have set them.")),
        Err(error) => {
            let message = Flash::failed("contact", error.into_shown(visit.meta.id)).with("email", email).with("phone", phone);
            failed_with(visit, &ticket_page(&id), message)
        }
    }
}
