//! The members of the organisation.

use contract::{
    Permission,
    dto::{MemberView, Timestamp},
};
use store::{orgs, parse};

use crate::{Ctx, Result, identity};

/// Everybody in the organisation, in the order in which they joined.
pub async fn list(ctx: &Ctx) -> Result<Vec<MemberView>> {
    ctx.require(Permission::ViewOrganization)?;
    everybody(ctx).await
}

/// The same for use cases that have checked the caller's right already.
pub(crate) async fn everybody(ctx: &Ctx) -> Result<Vec<MemberView>> {
    let db = ctx.db.connection();
    let rows = orgs::members::list(db, ctx.org.id).await?;
    let people = identity::people(db, rows.iter().map(|row| row.user_id.clone()).collect()).await?;
    let mut views = Vec::new();
    for row in rows {
        let Some(person) = people.get(&row.user_id) else { continue };
        views.push(MemberView {
            id: person.id,
            name: person.name.clone(),
            email: person.email.clone(),
            role: parse(&row.role)?,
            joined_at: Timestamp(row.created_at),
            is_you: person.id == ctx.person.id,
        });
    }
    Ok(views)
}
