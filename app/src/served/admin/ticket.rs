//! `/admin/tickets/{id}`: what a person wrote, the team's answer, and their address and number.

use contract::{AppError, TicketId, dto::AdminPerson};
use domain::admin;
use leptos::prelude::*;

use super::frame::frame;
use crate::{
    served::{
        At, Served,
        support::thread::{state_badge, thread},
    },
    ui::{Area, Icon, Input, Summary, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let admin = admin::enter(at.ctx()?)?;
    let found = admin::ticket(&admin, at.param::<TicketId>("id", "ticket")?).await?;
    let (refused, contact_error) = (at.error_for("ticket"), at.error_for("contact"));
    let typed = at.flash_for("contact").map(|flash| flash.typed.clone()).unwrap_or_default();
    Ok(Served::new(found.ticket.summary.subject.clone(), move || {
        let (summary, person) = (found.ticket.summary, found.person);
        let base = format!("/forms/admin/tickets/{}", summary.id);
        let contact = contact_form(&base, &person, typed.get("email"), typed.get("phone"), contact_error);
        let body = view! {
            <a class="back" href="/admin/tickets">{icon(Icon::ArrowLeft)} "Tickets"</a>
            <h2 dir="auto">{summary.subject}</h2>
            <p class="row">
                {state_badge(summary.state, "Waiting for the person")}
                <span class="muted"><span dir="auto">{person.name.clone()}</span> " <" {person.email.to_string()} "> of " {found.organisation.to_string()}</span>
            </p>
            {refused.map(|error| view! { <Summary error=error /> })}
            {thread(found.ticket.messages, &person.name)}
            {answer_form(&base, String::new())}
            {contact}
        };
        frame("/admin/tickets", body.into_any())
    }))
}

/// The form of the team's answer.
pub fn answer_form(base: &str, text: String) -> AnyView {
    view! {
        <form method="post" action=format!("{base}/answer") class="card">
            <Area name="text" label="Your answer" value=text rows=6 help="Plain text. The person gets it by mail." />
            <p class="row">
                <button type="submit" class="button is-primary">"Answer"</button>
                <button type="submit" class="button" name="solved" value="true">"Answer and mark as solved"</button>
            </p>
        </form>
    }
    .into_any()
}

fn contact_form(base: &str, person: &AdminPerson, email: Option<&String>, phone: Option<&String>, refused: Option<AppError>) -> AnyView {
    let wrong = |field: &str| refused.as_ref().and_then(|error| error.for_field(field)).map(str::to_owned);
    let (email_error, phone_error) = (wrong("email"), wrong("phone"));
    let email = email.cloned().unwrap_or_else(|| person.email.to_string());
    let phone = phone.cloned().unwrap_or_else(|| person.phone.as_ref().map(ToString::to_string).unwrap_or_default());
    view! {
        <section class="section" aria-labelledby="contact">
            <h3 id="contact">"Address and telephone number"</h3>
            <p class="muted">"Make sure that the person is who they say. A new address is told to the old and the new one, and signs the person out everywhere."</p>
            {refused.map(|error| view! { <Summary error=error /> })}
            <form method="post" action=format!("{base}/contact") class="card">
                <Input name="email" label="E-mail" value=email error=email_error kind="email" required=true />
                <Input name="phone" label="Telephone" value=phone error=phone_error kind="tel" optional=true help="International form, such as +44 20 7946 0000." />
                <p class="row"><button type="submit" class="button">"Change address and number"</button></p>
            </form>
        </section>
    }
    .into_any()
}
