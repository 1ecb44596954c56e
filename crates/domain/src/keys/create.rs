//! A new key.

use std::sync::Arc;

use contract::{
    AppError, DisplayName, Email, FieldError, KeyId, OrgId, Permission, Scope, UserId,
    dto::{CreateKey, CreatedKey, Timestamp},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::{Tx, keys};

use crate::{
    Actor, Ctx, Platform, Result,
    audit::{self, Action, By},
    identity, tokens,
};

/// The longest that a key with an end can live, in days.
const LONGEST_DAYS: u32 = 3_650;
/// Living keys of one organisation.
const MOST: usize = 500;

/// Makes a key; the answer is the only time that it is shown.
pub async fn create(ctx: &Ctx, request: CreateKey) -> Result<CreatedKey> {
    ctx.require(Permission::ManageKeys)?;
    // A key is held by its scopes alone: whoever can make one needs no other proof afterwards.
    ctx.require_recent().await?;
    let wanted = check(ctx, request, makers_end(ctx).await?)?;
    let key = tokens::new_key(&ctx.platform);
    let tx = ctx.db.begin().await?;
    if keys::list(&tx, ctx.org.id).await?.len() >= MOST {
        return Err(AppError::conflict(format!("This organisation has {MOST} keys. Revoke some that are no longer used first.")).into());
    }
    let row = insert(&tx, &ctx.platform, ctx.org.id, ctx.person.id, &wanted, &key).await?;
    // The name is free text and can name a person; what stands in the chain cannot be erased.
    let metadata = json!({ "hint": row.hint, "scopes": row.scopes, "expires_at": row.expires_at });
    audit::append(&tx, ctx, Action::KeyCreated, &row.id, metadata).await?;
    tx.commit().await?;
    Ok(CreatedKey { key: key.expose_secret().to_owned(), view: super::view(row, ctx.person.name.clone())? })
}

struct Wanted {
    name: DisplayName,
    scopes: Vec<Scope>,
    expires_at: Option<Timestamp>,
}

/// When the key that asks ends; `None` for a person, and for a key without an end.
async fn makers_end(ctx: &Ctx) -> Result<Option<Timestamp>> {
    let Actor::Key(id) = ctx.actor else { return Ok(None) };
    let maker = keys::by_id(ctx.db.connection(), ctx.org.id, id).await?;
    Ok(maker.and_then(|maker| maker.expires_at).map(Timestamp))
}

/// Looks at every field and says everything that is wrong at once.
fn check(ctx: &Ctx, request: CreateKey, makers_end: Option<Timestamp>) -> Result<Wanted> {
    let mut errors = Vec::new();
    let name = DisplayName::parse(&request.name).map_err(|error| errors.push(error)).ok();
    // A program cannot make a key that may more than itself.
    let most = ctx.scopes.clone().unwrap_or_else(|| Scope::ALL.to_vec());
    let mut scopes = request.scopes.unwrap_or_else(|| most.clone());
    scopes.sort_unstable();
    scopes.dedup();
    if scopes.is_empty() {
        errors.push(FieldError::new("scopes", "Choose at least one thing that the key may do."));
    }
    if let Some(scope) = scopes.iter().find(|scope| !most.contains(scope)) {
        errors.push(FieldError::new("scopes", format!("The key that makes this one lacks the scope {scope}, so it cannot give it away.")));
    }
    let days = request.expires_in_days;
    if days.is_some_and(|days| !(1..=LONGEST_DAYS).contains(&days)) {
        errors.push(FieldError::new("expires_in_days", format!("A key ends after 1 to {LONGEST_DAYS} days, or not at all.")));
    }
    // Nor one that outlives it: a key that was to end would go on under another name.
    let expires_at = days.map(|days| ctx.now().plus_seconds(i64::from(days) * 86_400)).or(makers_end);
    if let (Some(wanted), Some(end)) = (expires_at, makers_end)
        && wanted > end
    {
        let detail =
            format!("The key that makes this one ends on {}, so this one cannot end later. Without a number of days it ends with it.", end.for_people());
        errors.push(FieldError::new("expires_in_days", detail));
    }
    match name {
        Some(name) if errors.is_empty() => Ok(Wanted { name, scopes, expires_at }),
        _ => Err(AppError::invalid(errors).into()),
    }
}

/// For the command line: a key for the personal organisation of this address; both are made where they don't exist.
pub async fn create_for(platform: &Arc<Platform>, email: &Email) -> Result<SecretString> {
    let key = tokens::new_key(platform);
    let tx = platform.db.begin().await?;
    let (person, org) = identity::find_or_create(&tx, platform, email).await?;
    let wanted = Wanted { name: DisplayName::parse("Command line")?, scopes: Scope::ALL.to_vec(), expires_at: None };
    let row = insert(&tx, platform, org.id, person.id, &wanted, &key).await?;
    audit::append_by(&tx, platform, org.id, By::system(), Action::KeyCreated, &row.id, json!({ "hint": row.hint, "scopes": row.scopes })).await?;
    tx.commit().await?;
    Ok(key)
}

async fn insert(tx: &Tx, platform: &Platform, org: OrgId, user: UserId, wanted: &Wanted, key: &SecretString) -> Result<keys::Model> {
    let new = keys::NewKey {
        id: platform.id(KeyId::new),
        org,
        user,
        name: wanted.name.as_str(),
        hint: tokens::hint(key),
        key_hash: tokens::hash(key.expose_secret()),
        scopes: super::scopes_text(&wanted.scopes),
        expires_at: wanted.expires_at,
        now: platform.now(),
    };
    Ok(keys::insert(tx, new).await?)
}
