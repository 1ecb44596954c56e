//! Making a server.

use std::collections::{BTreeMap, HashMap};

use authoring::Sealed;
use contract::{
    AppError, BuildId, DisplayName, ErrorCode, FieldError, Permission, ServerId, ServerSpec, Slug, VersionId,
    dto::{BuildRef, CreateServer, CreatedServer},
};
use secrecy::SecretString;
use serde_json::json;
use store::{ConnectionTrait, Tx, builds, is_unique_violation, orgs, servers, versions};

use super::{check_slug, idempotency::Replay, view};
use crate::{
    Ctx, Error, Result,
    audit::{self, Action},
    authoring as author, billing, secrets, suspension,
};

/// Makes a server and its first build. `idempotency_key`: the same key with the same request answers as the first time;
/// with another request it is a conflict. Keys are kept for 24 hours.
pub async fn create(ctx: &Ctx, request: CreateServer, idempotency_key: Option<&str>) -> Result<CreatedServer> {
    ctx.require(Permission::ManageServers)?;
    let db = ctx.db.connection();
    let replay = idempotency_key.map(|key| Replay::new(key, &request)).transpose()?;
    if let Some(answer) = find(&replay, db, ctx).await? {
        return Ok(answer);
    }
    let made = make(ctx, request, replay.as_ref()).await;
    if made.is_err()
        && let Some(answer) = find(&replay, db, ctx).await?
    {
        // The same request came twice at the same time, and the other one was faster.
        return Ok(answer);
    }
    made
}

async fn find(replay: &Option<Replay>, db: &impl ConnectionTrait, ctx: &Ctx) -> Result<Option<CreatedServer>> {
    match replay {
        Some(replay) => replay.find(db, ctx).await,
        None => Ok(None),
    }
}

async fn make(ctx: &Ctx, request: CreateServer, replay: Option<&Replay>) -> Result<CreatedServer> {
    let credentials: BTreeMap<String, SecretString> =
        request.credentials.into_iter().filter(|(_, value)| !value.trim().is_empty()).map(|(slot, value)| (slot, value.into())).collect();
    let wanted = Wanted {
        name: &request.name,
        slug: &request.slug,
        spec: request.spec,
        allow_plain_http: request.allow_plain_http,
        try_reads: request.try_reads,
        mock: request.mock,
    };
    let checked = check(ctx, wanted, &credentials).await?;
    let tx = ctx.db.begin().await?;
    let created = write(&tx, ctx, &checked, &credentials).await?;
    if let Some(replay) = replay {
        replay.keep(&tx, ctx, &created).await?;
    }
    tx.commit().await?;
    ctx.builds.tell(created.build.id);
    Ok(created)
}

/// What somebody wants to have made.
pub(crate) struct Wanted<'a> {
    pub name: &'a str,
    pub slug: &'a str,
    pub spec: ServerSpec,
    pub allow_plain_http: bool,
    pub try_reads: bool,
    pub mock: bool,
}

/// The same, with nothing wrong in it.
pub(crate) struct Checked {
    name: DisplayName,
    slug: Slug,
    sealed: Sealed,
    allow_plain_http: bool,
    try_reads: bool,
    mock: bool,
}

/// Looks at every field and says everything that is wrong at once.
pub(crate) async fn check(ctx: &Ctx, wanted: Wanted<'_>, credentials: &BTreeMap<String, SecretString>) -> Result<Checked> {
    let mut errors = Vec::new();
    let name = DisplayName::parse(wanted.name).map_err(|error| errors.push(error)).ok();
    let slug = Slug::parse(wanted.slug).map_err(|error| errors.push(error)).ok();
    let mut spec = wanted.spec;
    if let Some(name) = &name {
        name.as_str().clone_into(&mut spec.name);
    }
    let sealed = match author::seal(spec).await {
        Ok(sealed) => Some(sealed),
        Err(Error::Shown(error)) if error.code == ErrorCode::Invalid => {
            // The name is complained about once, under its own field.
            errors.extend(error.errors.into_iter().filter(|error| name.is_some() || error.field != "spec.name"));
            None
        }
        Err(error) => return Err(error),
    };
    if let Some(sealed) = &sealed {
        errors.extend(author::refuse_private(ctx, &sealed.spec, "spec").err());
        errors.extend(check_credentials(&sealed.spec, credentials, wanted.mock));
        if !wanted.allow_plain_http {
            errors.extend(refuse_plain_http(ctx, &sealed.spec, credentials).err());
        }
    }
    let taken = match &slug {
        Some(slug) if servers::slug_is_taken(ctx.db.connection(), ctx.org.id, slug).await? => Some(check_slug::taken(slug)),
        _ => None,
    };
    match (name, slug, sealed) {
        (Some(name), Some(slug), Some(sealed)) if errors.is_empty() => match taken {
            None => Ok(Checked { name, slug, sealed, allow_plain_http: wanted.allow_plain_http, try_reads: wanted.try_reads, mock: wanted.mock }),
            Some(conflict) => Err(conflict.into()),
        },
        _ => {
            errors.extend(taken.into_iter().flat_map(|conflict| conflict.errors));
            Err(AppError::invalid(errors).into())
        }
    }
}

/// In mock mode nothing is sent, so nothing has to be there yet.
fn check_credentials(spec: &ServerSpec, credentials: &BTreeMap<String, SecretString>, mock: bool) -> Vec<FieldError> {
    let field = |slot: &str| format!("credentials.{slot}");
    let mut errors = Vec::new();
    for (slot, value) in credentials {
        match spec.secret(slot) {
            None => errors.push(FieldError::new(field(slot), format!("The specification has no credential called {slot}."))),
            Some(_) => errors.extend(secrets::check_value(&field(slot), value).err()),
        }
    }
    for slot in spec.needed_secrets().filter(|slot| !mock && slot.required && !credentials.contains_key(&slot.name)) {
        errors.push(FieldError::new(field(&slot.name), format!("Enter {}: the tools that are switched on need it.", slot.label)));
    }
    errors
}

/// A credential goes over plain http only where its owner or the operator says that it may.
fn refuse_plain_http(ctx: &Ctx, spec: &ServerSpec, credentials: &BTreeMap<String, SecretString>) -> Result<(), FieldError> {
    let entered = spec.needed_secrets().filter(|slot| credentials.contains_key(&slot.name));
    let mut in_clear = entered.flat_map(|slot| slot.origins.iter().map(move |origin| (slot, origin)));
    match in_clear.find(|(_, origin)| !origin.is_https() && !ctx.fetcher.trusts(origin)) {
        None => Ok(()),
        Some((slot, origin)) => Err(FieldError::new(
            "allow_plain_http",
            format!(
                "{} would travel to {origin} without encryption, and anybody on the way could read it. Use an address that begins with https://, or confirm that it may be sent anyway (allow_plain_http).",
                slot.label
            ),
        )),
    }
}

/// Writes server, version, sealed credentials, build and audit event into one transaction.
pub(crate) async fn write(tx: &Tx, ctx: &Ctx, checked: &Checked, credentials: &BTreeMap<String, SecretString>) -> Result<CreatedServer> {
    let Checked { name, slug, sealed, allow_plain_http, try_reads, mock } = checked;
    // Two at the same time must not both take the last place of the plan.
    orgs::lock(tx, ctx.org.id).await?;
    suspension::refuse(tx, ctx).await?;
    billing::room_for_server(tx, ctx).await?;
    let (id, version, build) = (ctx.id(ServerId::new), ctx.id(VersionId::new), ctx.id(BuildId::new));
    let (owner, now) = (id.to_string(), ctx.now());
    let tools = i32::try_from(sealed.spec.enabled_tools().count()).unwrap_or(i32::MAX);
    let new = servers::NewServer {
        id,
        org: ctx.org.id,
        slug,
        name: name.as_str(),
        description: &sealed.spec.description,
        allow_plain_http: *allow_plain_http,
        try_reads: *try_reads,
        mock: *mock,
        tools,
        version,
        now,
    };
    let row = match servers::insert(tx, new).await {
        Ok(row) => row,
        Err(error) if is_unique_violation(&error) => return Err(check_slug::taken(slug).into()),
        Err(error) => return Err(error.into()),
    };
    versions::insert(tx, ctx.org.id, &owner, version, &sealed.digest, sealed.canonical.clone(), now).await?;
    for (slot, value) in credentials.iter().filter(|(slot, _)| sealed.spec.secret(slot).is_some()) {
        secrets::put(tx, &ctx.platform, ctx.org.id, &owner, slot, value).await?;
    }
    builds::insert(tx, ctx.org.id, &owner, version, build, now).await?;
    let metadata = json!({ "slug": slug.as_str(), "digest": sealed.digest, "tools": tools, "credentials": credentials.keys().collect::<Vec<_>>(), "plain_http": allow_plain_http, "mock": mock });
    audit::append(tx, ctx, Action::ServerCreated, id, metadata).await?;
    Ok(CreatedServer { server: view::summary(ctx, &row, &HashMap::new())?, build: BuildRef { id: build } })
}
