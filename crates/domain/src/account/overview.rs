//! What a deletion would take along.

use contract::{
    Permission,
    dto::{AccountDeletion, DeletionView, LeftOrganization, Timestamp},
};
use store::{deletions, personal};

use super::GRACE_DAYS;
use crate::{Ctx, Result};

/// The consequences of deleting the account, and whether that is under way.
pub async fn overview(ctx: &Ctx) -> Result<DeletionView> {
    ctx.require(Permission::ViewAccount)?;
    let db = ctx.db.connection();
    let deletion = deletions::get(db, ctx.person.id).await?;
    let mut view = DeletionView {
        scheduled: deletion.map(|row| AccountDeletion { requested_at: Timestamp(row.requested_at), due_at: Timestamp(row.due_at) }),
        grace_days: GRACE_DAYS,
        confirm: ctx.person.email.to_string(),
        deleted: Vec::new(),
        left: Vec::new(),
        in_the_way: Vec::new(),
        paying: Vec::new(),
    };
    for row in personal::memberships(db, &ctx.person.id.to_string()).await? {
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let organization = LeftOrganization { handle: row.handle, name: row.name, servers: count(row.servers), others: count(row.others) };
        let list = match (row.others, row.role.as_str(), row.other_owners) {
            (0, ..) if row.paying > 0 => &mut view.paying,
            (0, ..) => &mut view.deleted,
            (_, "owner", 0) => &mut view.in_the_way,
            _ => &mut view.left,
        };
        list.push(organization);
    }
    Ok(view)
}
