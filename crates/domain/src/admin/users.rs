//! People.

use contract::{
    Handle,
    dto::{AdminPerson, AdminUser, Page, Timestamp},
};
use store::{
    admin::{orgs, users as all},
    parse, users,
};

use super::{
    PlatformAdmin, is_admin,
    lists::{self, ListRequest},
};
use crate::Result;

/// People, newest first.
pub async fn users(admin: &PlatformAdmin, request: &ListRequest) -> Result<Page<AdminUser>> {
    let db = admin.db.connection();
    let rows = all::page(db, &request.wanted(&[])?).await?;
    let (rows, next) = lists::cut(rows, |row| row.id.clone());
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let memberships = all::memberships(db, &ids).await?;
    let handles = orgs::handles(db, &memberships.iter().map(|(_, org)| org.clone()).collect::<Vec<_>>()).await?;
    let organisations = |user: &str| -> Result<Vec<Handle>> {
        let of_user = memberships.iter().filter(|(member, _)| member == user).filter_map(|(_, org)| handles.get(org));
        Ok(of_user.map(|handle| parse(handle)).collect::<Result<_, _>>()?)
    };
    lists::page(rows, next, |row| {
        let organisations = organisations(&row.id)?;
        let created_at = Timestamp(row.created_at);
        let AdminPerson { id, email, name, phone } = person(&row)?;
        Ok(AdminUser { id, is_admin: is_admin(&admin.platform, &email), email, name, phone, organisations, created_at })
    })
}

/// The person of a row.
pub(super) fn person(row: &users::Model) -> Result<AdminPerson> {
    Ok(AdminPerson { id: parse(&row.id)?, email: parse(&row.email)?, name: row.name.clone(), phone: row.phone.as_deref().map(parse).transpose()? })
}
