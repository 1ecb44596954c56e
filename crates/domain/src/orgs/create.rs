//! A new organisation.

use contract::{
    AppError, DisplayName, Permission, Role,
    dto::{OrgChoice, OrgName},
};
use store::sessions;

use crate::{Actor, Ctx, Result, audit::By, identity};

/// Organisations that one person may own: nobody needs more, and somebody who makes thousands has something else in mind.
const MOST_OWNED: usize = 20;

/// Makes an organisation that the person owns, and looks at it from now on.
pub async fn create(ctx: &Ctx, request: OrgName) -> Result<OrgChoice> {
    ctx.require(Permission::ManageAccount)?;
    let name = DisplayName::parse(&request.name)?;
    let tx = ctx.db.begin().await?;
    let owned = store::orgs::members::of_user(&tx, ctx.person.id).await?.into_iter().filter(|membership| membership.role == super::OWNER).count();
    if owned >= MOST_OWNED {
        return Err(AppError::conflict(format!("You own {owned} organisations already. Hand one over first, or ask support for more.")).into());
    }
    let org = identity::found(&tx, &ctx.platform, &name, &ctx.person, None, By::person(ctx)).await?;
    if let Actor::User(session) = ctx.actor {
        sessions::set_org(&tx, session, org.id).await?;
    }
    tx.commit().await?;
    Ok(OrgChoice { id: org.id, handle: org.handle, name: org.name, role: Role::Owner, current: true })
}
