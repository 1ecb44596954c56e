//! People and their personal organisation.

use contract::{DisplayName, Email, Handle, OrgId, Role, UserId, plan::Plan};
use serde_json::json;
use store::{ConnectionTrait, Tx, orgs, parse, users};

use crate::{
    Error, Org, Person, Platform, Result,
    audit::{self, Action, By},
};

/// The person with this address and their personal organisation; both are made where they don't exist.
pub async fn find_or_create(tx: &Tx, platform: &Platform, email: &Email) -> Result<(Person, Org)> {
    let name = email.as_str().split('@').next().unwrap_or_default();
    users::insert(tx, platform.id(UserId::new), email, name, platform.now()).await?;
    let user = users::by_email(tx, email).await?.ok_or_else(|| Error::hidden("a person vanished while signing in"))?;
    let person = person(user)?;
    let org = match orgs::personal_of(tx, &person.id.to_string()).await? {
        Some(row) => org(row)?,
        None => create_personal(tx, platform, &person).await?,
    };
    Ok((person, org))
}

/// The person, the organisation and the role, if the person is a member of it.
pub async fn load(db: &impl ConnectionTrait, user_id: &str, org_id: OrgId) -> Result<Option<(Person, Org, Role)>> {
    let Some(user) = users::by_id(db, user_id).await? else { return Ok(None) };
    let person = person(user)?;
    let Some(role) = orgs::members::role(db, org_id, person.id).await? else { return Ok(None) };
    let Some(row) = orgs::by_id(db, org_id).await? else { return Ok(None) };
    Ok(Some((person, org(row)?, parse(&role)?)))
}

async fn create_personal(tx: &Tx, platform: &Platform, person: &Person) -> Result<Org> {
    let id = platform.id(OrgId::new);
    let name = DisplayName::parse(&person.name).or_else(|_| DisplayName::parse("My organisation"))?;
    let wanted = Handle::suggest(&person.email);
    let data_key = platform.vault.new_data_key(&*platform.random)?.to_text();
    let mut handle = wanted.clone();
    loop {
        let new =
            orgs::NewOrg { id, handle: &handle, name: &name, plan: "self_hosted", data_key: &data_key, personal_of: Some(person.id), now: platform.now() };
        if orgs::insert(tx, new).await? {
            break;
        }
        handle = Handle::parse(&format!("{wanted}-{:04}", u32::from_be_bytes(platform.random_bytes()) % 10_000))?;
    }
    orgs::members::insert(tx, id, person.id, Role::Owner.as_str(), platform.now()).await?;
    let by = By { kind: "user", id: person.id.to_string(), request: None };
    audit::append_by(tx, platform, id, by, Action::OrgCreated, id, json!({ "handle": handle.as_str() })).await?;
    Ok(Org { id, handle, name, plan: Plan::SelfHosted })
}

fn person(row: users::Model) -> Result<Person> {
    Ok(Person { id: parse(&row.id)?, email: parse(&row.email)?, name: row.name })
}

/// The organisation of a row.
pub fn org(row: orgs::Model) -> Result<Org> {
    let plan = match row.plan.as_str() {
        "free" => Plan::Free,
        "pro" => Plan::Pro,
        "team" => Plan::Team,
        _ => Plan::SelfHosted,
    };
    Ok(Org { id: parse(&row.id)?, handle: parse(&row.handle)?, name: parse(&row.name)?, plan })
}
