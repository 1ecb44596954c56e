//! People and their personal organisation.

use std::collections::HashMap;

use contract::{DisplayName, Email, Handle, OrgId, Role, UserId, dto::Timestamp};
use serde_json::json;
use store::{ConnectionTrait, Tx, orgs, parse, users};

use crate::{
    Error, Org, Person, Platform, Result, account,
    audit::{self, Action, By},
    usage::MonthRule,
};

/// The person with this address and the organisation that they look at first; both are made where they don't exist.
pub async fn find_or_create(tx: &Tx, platform: &Platform, email: &Email) -> Result<(Person, Org)> {
    let name = email.as_str().split('@').next().unwrap_or_default();
    users::insert(tx, platform.id(UserId::new), email, name, platform.now()).await?;
    let user = users::by_email(tx, email).await?.ok_or_else(|| Error::hidden("a person vanished while signing in"))?;
    let person = person(user)?;
    let org = home(tx, platform, person.id).await?;
    Ok((person, org))
}

/// Where somebody looks first: their personal organisation, else the one that they joined first, else a new personal one.
pub async fn home(tx: &Tx, platform: &Platform, user: UserId) -> Result<Org> {
    let joined = orgs::members::of_user(tx, user).await?;
    let personal = orgs::personal_of(tx, &user.to_string()).await?;
    if let Some(row) = personal.filter(|row| joined.iter().any(|membership| membership.org_id == row.id)) {
        return org(platform, row);
    }
    if let Some(first) = joined.first()
        && let Some(row) = orgs::by_id(tx, parse(&first.org_id)?).await?
    {
        return org(platform, row);
    }
    let user = users::by_id(tx, &user.to_string()).await?.ok_or_else(|| Error::hidden("a person vanished"))?;
    create_personal(tx, platform, &person(user)?).await
}

/// People by their ids, for names beside what they did.
pub async fn people(db: &impl ConnectionTrait, mut ids: Vec<String>) -> Result<HashMap<String, Person>> {
    ids.sort_unstable();
    ids.dedup();
    users::by_ids(db, ids).await?.into_iter().map(|row| Ok((row.id.clone(), person(row)?))).collect()
}

/// The person, the organisation and the role, if the person is a member of it.
pub async fn load(platform: &Platform, db: &impl ConnectionTrait, user_id: &str, org_id: OrgId) -> Result<Option<(Person, Org, Role)>> {
    let Some(user) = users::by_id(db, user_id).await? else { return Ok(None) };
    let person = person(user)?;
    let Some(role) = orgs::members::role(db, org_id, person.id).await? else { return Ok(None) };
    let Some(row) = orgs::by_id(db, org_id).await? else { return Ok(None) };
    Ok(Some((person, org(platform, row)?, parse(&role)?)))
}

async fn create_personal(tx: &Tx, platform: &Platform, person: &Person) -> Result<Org> {
    let name = DisplayName::parse(&person.name).or_else(|_| DisplayName::parse("My organisation"))?;
    let by = By { kind: "user", id: person.id.to_string(), request: None };
    found(tx, platform, &name, person, Some(Handle::suggest(&person.email)), by).await
}

/// Founds an organisation that the person owns. With a wanted handle it is their personal one; otherwise the handle is
/// made from the name.
pub async fn found(tx: &Tx, platform: &Platform, name: &DisplayName, owner: &Person, personal: Option<Handle>, by: By<'_>) -> Result<Org> {
    let (id, now) = (platform.id(OrgId::new), platform.now());
    let personal_of = personal.is_some().then_some(owner.id);
    let wanted = personal.unwrap_or_else(|| Handle::suggest_from(name.as_str()));
    let data_key = platform.vault.new_data_key(&*platform.random)?.to_text();
    let mut handle = wanted.clone();
    loop {
        let new = orgs::NewOrg { id, handle: &handle, name, plan: platform.first_plan().as_str(), data_key: &data_key, personal_of, now };
        // Addresses of an organisation that is gone never lead to somebody else.
        if !account::handle_is_retired(tx, platform, &handle).await? && orgs::insert(tx, new).await? {
            break;
        }
        handle = Handle::parse(&format!("{wanted}-{:04}", u32::from_be_bytes(platform.random_bytes()) % 10_000))?;
    }
    orgs::members::insert(tx, id, owner.id, Role::Owner.as_str(), now).await?;
    audit::append_by(tx, platform, id, by, Action::OrgCreated, id, json!({ "personal": personal_of.is_some() })).await?;
    let row = orgs::by_id(tx, id).await?.ok_or_else(|| Error::hidden("an organisation vanished while it was made"))?;
    org(platform, row)
}

pub(super) fn person(row: users::Model) -> Result<Person> {
    Ok(Person { id: parse(&row.id)?, email: parse(&row.email)?, name: row.name })
}

/// The organisation of a row. Without billing every limit is open, whatever the row says.
pub fn org(platform: &Platform, row: orgs::Model) -> Result<Org> {
    let at = |micros: Option<i64>| micros.map(Timestamp);
    let month = match &platform.billing {
        None => MonthRule::Calendar,
        Some(_) => MonthRule::of(Timestamp(row.created_at), at(row.month_opened_at), at(row.month_phase_at), at(row.month_ends_at)),
    };
    Ok(Org {
        id: parse(&row.id)?,
        handle: parse(&row.handle)?,
        name: parse(&row.name)?,
        plan: platform.plan_in_force(&row.plan),
        suspended: platform.billing.is_some() && row.payment_suspended_at.is_some(),
        month,
    })
}
