//! A person's new address or number, changed from the ticket in which they asked for it.

use contract::{
    AppError, Email, Phone, TicketId, UserId,
    dto::{AdminPerson, AdminTicketView, ChangeContact},
};
use serde_json::json;
use store::{Tx, invitations, is_unique_violation, logins, mails, parse, sessions, users};

use super::{
    PlatformAdmin, is_admin,
    record::record,
    ticket,
    tickets::{around, find},
};
use crate::{Result, audit::Action, outbox, ports::Mail};

/// Changes address and number of the person behind a ticket. A new address is told to the old and to the new one, ends
/// every session of the person, and takes invitations along; a new number is told to the address.
///
/// # Errors
/// `confirmation_needed` as for everything that opens a way in; `conflict` when the address belongs to somebody else; `invalid` for an address of `BMM_ADMIN_EMAILS`, old or new:
/// who runs the platform is said in the settings alone.
pub async fn change_contact(admin: &PlatformAdmin, id: TicketId, request: ChangeContact) -> Result<AdminTicketView> {
    admin.require_recent().await?;
    let email = request.email.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(Email::parse).transpose()?;
    let phone = request.phone.as_deref().map(|text| if text.trim().is_empty() { Ok(None) } else { Phone::parse(text).map(Some) }).transpose()?;
    let tx = admin.db.begin().await?;
    let row = find(&tx, id).await?;
    let (person, _) = around(&tx, &row).await?;
    let mut change = Change { admin, tx: &tx, ticket: id, org: parse(&row.org_id)?, person };
    if let Some(email) = email {
        change.email(email).await?;
    }
    if let Some(phone) = phone {
        change.phone(phone).await?;
    }
    tx.commit().await?;
    ticket(admin, id).await
}

struct Change<'a> {
    admin: &'a PlatformAdmin,
    tx: &'a Tx,
    ticket: TicketId,
    org: contract::OrgId,
    person: AdminPerson,
}

impl Change<'_> {
    async fn email(&mut self, new: Email) -> Result<()> {
        let (user, old) = (self.person.id, self.person.email.clone());
        if new == old {
            return Ok(());
        }
        if is_admin(&self.admin.platform, &old) || is_admin(&self.admin.platform, &new) {
            let detail = "This address runs the platform (BMM_ADMIN_EMAILS). Change the setting first, then the address.";
            return Err(AppError::field("email", detail).into());
        }
        match users::set_email(self.tx, user, &new).await {
            Err(error) if is_unique_violation(&error) => return Err(taken()),
            other => other?,
        }
        let ended = sessions::delete_all_of(self.tx, user).await?;
        self.leave_behind(&old, &new).await?;
        self.record(Action::PersonEmailChanged, user, json!({ "ticket": self.ticket, "sessions_ended": ended })).await?;
        let text = |to: &str| {
            format!(
                "Hello,\n\nthe address of your account at Build My MCP was changed from {old} to {new}, as asked for in your ticket:\n{to}\n\nYou were signed out \
                 everywhere. Sign in with the new address from now on.\n\nIf you did not ask for this, write to us at once.\n"
            )
        };
        let body = text(&self.admin.url(&format!("/support/{}", self.ticket)));
        for to in [&old, &new] {
            self.tell(to, "Your address was changed".into(), body.clone()).await?;
        }
        self.person.email = new;
        Ok(())
    }

    /// What stands under the old address moves or goes: export and deletion look for the new one alone.
    async fn leave_behind(&self, old: &Email, new: &Email) -> Result<()> {
        logins::delete_all_of(self.tx, old).await?;
        invitations::move_to(self.tx, old, new).await?;
        mails::delete_about(self.tx, old).await?;
        Ok(())
    }

    async fn phone(&mut self, new: Option<Phone>) -> Result<()> {
        if new == self.person.phone {
            return Ok(());
        }
        users::set_phone(self.tx, self.person.id, new.as_ref()).await?;
        self.record(Action::PersonPhoneChanged, self.person.id, json!({ "ticket": self.ticket, "removed": new.is_none() })).await?;
        let what = if new.is_some() { "changed" } else { "removed" };
        let link = self.admin.url(&format!("/support/{}", self.ticket));
        let text = format!(
            "Hello,\n\nthe telephone number of your account at Build My MCP was {what}, as asked for in your ticket:\n{link}\n\nIf you did not ask for this, write to us at once.\n"
        );
        self.tell(&self.person.email, format!("Your telephone number was {what}"), text).await
    }

    async fn tell(&self, to: &Email, subject: String, text: String) -> Result<()> {
        outbox::enqueue(self.tx, &self.admin.platform, &Mail { to: to.clone(), subject, text }).await
    }

    async fn record(&self, action: Action, user: UserId, metadata: serde_json::Value) -> Result<()> {
        record(self.tx, self.admin, self.org, action, user, metadata).await
    }
}

fn taken() -> crate::Error {
    AppError {
        errors: vec![contract::FieldError::new("email", "This address belongs to another account.")],
        ..AppError::conflict("This address belongs to another account. Nothing was changed.")
    }
    .into()
}
