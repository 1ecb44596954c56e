//! Everybody's tickets, and the team's answers.

use contract::{
    AppError, Handle, TicketId, TicketMessageId,
    dto::{AdminPerson, AdminTicket, AdminTicketView, Page, ReplyTicket, TicketState},
};
use serde_json::json;
use store::{
    ConnectionTrait,
    admin::{orgs, tickets as all, users as people},
    parse, tickets as rows, users,
};

use super::{
    PlatformAdmin,
    lists::{self, ListRequest},
    record::record,
    users::person,
};
use crate::{
    Error, Result,
    audit::Action,
    tickets::{letters, refuse_full, texts, view},
};

/// Tickets, newest first; `only` is a state.
pub async fn tickets(admin: &PlatformAdmin, request: &ListRequest) -> Result<Page<AdminTicket>> {
    let db = admin.db.connection();
    let found = all::page(db, &request.wanted(&TicketState::ALL.map(TicketState::as_str))?).await?;
    let (found, next) = lists::cut(found, |row| row.id.clone());
    let people = people::by_ids(db, &found.iter().map(|row| row.user_id.clone()).collect::<Vec<_>>()).await?;
    let handles = orgs::handles(db, &found.iter().map(|row| row.org_id.clone()).collect::<Vec<_>>()).await?;
    lists::page(found, next, |row| {
        let person = people.get(&row.user_id).map(person).transpose()?.ok_or_else(|| orphan(&row))?;
        let organisation = handles.get(&row.org_id).map(|handle| parse(handle)).transpose()?.ok_or_else(|| orphan(&row))?;
        Ok(AdminTicket { summary: view::summary(row)?, person, organisation })
    })
}

/// One ticket, with its messages and its person.
pub async fn ticket(admin: &PlatformAdmin, id: TicketId) -> Result<AdminTicketView> {
    let db = admin.db.connection();
    let row = find(db, id).await?;
    let (person, organisation) = around(db, &row).await?;
    let messages = rows::messages::all(db, &row).await?;
    Ok(AdminTicketView { ticket: view::ticket(row, messages)?, person, organisation })
}

/// Answers a ticket and mails the person; with `solved` nothing more is expected of them.
pub async fn answer(admin: &PlatformAdmin, id: TicketId, request: ReplyTicket) -> Result<AdminTicketView> {
    let text = texts::message(&request.text)?;
    let tx = admin.db.begin().await?;
    let row = find(&tx, id).await?;
    refuse_full(&row)?;
    let (person, _) = around(&tx, &row).await?;
    let state = if request.solved { TicketState::Solved } else { TicketState::Waiting };
    rows::messages::insert(&tx, &row, admin.id(TicketMessageId::new), true, &text, admin.now()).await?;
    rows::set_state(&tx, &row, state.as_str(), admin.now()).await?;
    record(&tx, admin, parse(&row.org_id)?, Action::TicketReplied, id, json!({ "state": state.as_str() })).await?;
    letters::to_person(&tx, &admin.platform, person.email, &row, &text, request.solved).await?;
    tx.commit().await?;
    ticket(admin, id).await
}

/// The row of a ticket, whoever's it is.
pub(super) async fn find(db: &impl ConnectionTrait, id: TicketId) -> Result<rows::Model> {
    Ok(all::by_id(db, id).await?.ok_or_else(|| AppError::not_found("ticket"))?)
}

/// The person behind a ticket and the handle of their organisation.
pub(super) async fn around(db: &impl ConnectionTrait, row: &rows::Model) -> Result<(AdminPerson, Handle)> {
    let user = users::by_id(db, &row.user_id).await?.ok_or_else(|| orphan(row))?;
    let org = store::orgs::by_id(db, parse(&row.org_id)?).await?.ok_or_else(|| orphan(row))?;
    Ok((person(&user)?, parse(&org.handle)?))
}

fn orphan(row: &rows::Model) -> Error {
    Error::hidden(format!("ticket {} has lost its person or its organisation", row.id))
}
