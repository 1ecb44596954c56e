//! Specifications of live servers, so that lists and discovery touch neither database nor runner.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use contract::{Handle, ServerSpec, Slug};
use store::{orgs, parse, servers, versions};

use crate::{Error, Org, Platform, Result, identity, ports::RunTarget, secrets};

/// Changes on other replicas are noticed after this time; those on this one at once.
const FRESH: Duration = Duration::from_secs(1);
/// Servers kept in memory.
const MOST: usize = 1_000;

/// Specifications of live servers, so that lists and discovery touch neither database nor runner.
#[derive(Default)]
pub struct SpecCache {
    known: Mutex<HashMap<(Handle, Slug), Known>>,
}

#[derive(Clone)]
struct Known {
    found: Arc<Found>,
    checked_at: Instant,
}

/// A server as the endpoint sees it.
pub(super) struct Found {
    pub org: Org,
    pub row: servers::Model,
    /// The live version's; `None` while nothing is live.
    pub spec: Option<Arc<ServerSpec>>,
}

impl Found {
    /// What runs when this version is called.
    pub fn target(&self, platform: &Arc<Platform>, version: &str, spec: Arc<ServerSpec>) -> Result<RunTarget> {
        Ok(RunTarget {
            org: self.org.id,
            server: parse(&self.row.id)?,
            version: parse(version)?,
            spec,
            secrets: secrets::of(platform, self.org.id, &self.row.id),
            allow_plain_http: self.row.allow_plain_http,
            withheld: self.row.mock,
        })
    }
}

impl SpecCache {
    fn known(&self) -> MutexGuard<'_, HashMap<(Handle, Slug), Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A server has changed: the next look reads it anew.
    pub(crate) fn forget(&self, handle: &Handle, slug: &Slug) {
        self.known().remove(&(handle.clone(), slug.clone()));
    }

    fn remember(&self, handle: &Handle, slug: &Slug, found: Arc<Found>) {
        let mut known = self.known();
        if known.len() >= MOST
            && let Some(oldest) = known.iter().min_by_key(|(_, known)| known.checked_at).map(|(name, _)| name.clone())
        {
            known.remove(&oldest);
        }
        known.insert((handle.clone(), slug.clone()), Known { found, checked_at: Instant::now() });
    }
}

/// The server at this address, whatever its state; `None` when there is none.
pub(super) async fn find(platform: &Arc<Platform>, handle: &Handle, slug: &Slug) -> Result<Option<Arc<Found>>> {
    let known = platform.specs.known().get(&(handle.clone(), slug.clone())).cloned();
    if let Some(known) = &known
        && known.checked_at.elapsed() < FRESH
    {
        return Ok(Some(Arc::clone(&known.found)));
    }
    let found = read(platform, handle, slug, known.map(|known| known.found)).await?;
    match &found {
        Some(found) => platform.specs.remember(handle, slug, Arc::clone(found)),
        None => platform.specs.forget(handle, slug),
    }
    Ok(found)
}

/// Reads the small rows; the specification only where its revision has moved.
async fn read(platform: &Arc<Platform>, handle: &Handle, slug: &Slug, known: Option<Arc<Found>>) -> Result<Option<Arc<Found>>> {
    let db = platform.db.connection();
    let Some(org) = orgs::by_handle(db, handle).await? else { return Ok(None) };
    let org = identity::org(platform, org)?;
    let Some(row) = servers::by_slug(db, org.id, slug).await? else { return Ok(None) };
    let spec = match (&row.live_version, known) {
        (None, _) => None,
        (Some(live), Some(known)) if known.row.id == row.id && known.row.live_version.as_ref() == Some(live) => known.spec.clone(),
        (Some(live), _) => Some(spec_of(platform, &org, live).await?),
    };
    Ok(Some(Arc::new(Found { org, row, spec })))
}

/// The specification of one version.
pub(super) async fn spec_of(platform: &Platform, org: &Org, version: &str) -> Result<Arc<ServerSpec>> {
    let row = versions::by_id(platform.db.connection(), org.id, version).await?;
    let row = row.ok_or_else(|| Error::hidden(format!("version {version} is missing")))?;
    Ok(Arc::new(serde_json::from_str(&row.spec)?))
}
