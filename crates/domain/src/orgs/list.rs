//! The organisations of a person.

use std::collections::HashMap;

use contract::{Permission, dto::OrgChoice};
use store::{orgs, parse};

use crate::{Actor, Ctx, Result, identity};

/// Every organisation that the person is a member of, by name; a key sees its own alone.
pub async fn list(ctx: &Ctx) -> Result<Vec<OrgChoice>> {
    ctx.require(Permission::ViewAccount)?;
    let db = ctx.db.connection();
    let everywhere = matches!(ctx.actor, Actor::User(_));
    let roles: HashMap<String, String> =
        orgs::members::of_user(db, ctx.person.id).await?.into_iter().map(|membership| (membership.org_id, membership.role)).collect();
    let mut choices = Vec::new();
    for row in orgs::by_ids(db, roles.keys().cloned().collect()).await? {
        let Some(role) = roles.get(&row.id) else { continue };
        let (role, org) = (parse(role)?, identity::org(&ctx.platform, row)?);
        let current = org.id == ctx.org.id;
        if everywhere || current {
            choices.push(OrgChoice { id: org.id, handle: org.handle, name: org.name, role, current });
        }
    }
    choices.sort_by_key(|choice| (choice.name.as_str().to_lowercase(), choice.id));
    Ok(choices)
}
