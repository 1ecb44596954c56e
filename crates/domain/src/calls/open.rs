//! Who may call a server.

use std::sync::Arc;

use contract::{AppError, Handle, Permission, Slug};

use super::{
    LiveServer,
    cache::{self, Found},
};
use crate::{Platform, RequestMeta, Result, builds, keys};

/// Finds the server behind `/mcp/{org}/{slug}` for a caller.
///
/// `bearer` is the API key of the organisation, or the platform's own self-test key for one build; it may be missing
/// when the server is public. Missing and foreign servers are the same 404; a wrong or missing key is 401 `signed_out`;
/// a paused server is 503 with a sentence.
pub async fn open(platform: &Arc<Platform>, meta: &RequestMeta, handle: &Handle, slug: &Slug, bearer: Option<&str>) -> Result<LiveServer> {
    let found = cache::find(platform, handle, slug).await?;
    if let Some(key) = bearer.filter(|key| builds::is_self_test_key(key)) {
        return open_for_self_test(platform, found, slug, key).await;
    }
    if !found.as_ref().is_some_and(|found| found.row.public) {
        // Without a key, a missing server looks like one that wants a key.
        let caller = keys::authenticate(platform, meta.clone(), bearer.ok_or_else(AppError::signed_out)?).await?;
        if found.as_ref().is_none_or(|found| found.org.id != caller.org.id) {
            return Err(missing());
        }
        caller.require(Permission::CallTools)?;
    }
    live(platform, &*found.ok_or_else(missing)?, slug)
}

/// The server, if it answers calls at the moment.
pub(super) fn live(platform: &Arc<Platform>, found: &Found, slug: &Slug) -> Result<LiveServer> {
    if found.row.paused {
        return Err(AppError::unavailable("This server is paused. Its owner can resume it on the server's page.").into());
    }
    built(platform, found, slug)
}

/// The server, if a version of it is live, paused or not.
pub(super) fn built(platform: &Arc<Platform>, found: &Found, slug: &Slug) -> Result<LiveServer> {
    let (Some(version), Some(spec)) = (&found.row.live_version, &found.spec) else {
        let sentence = match found.row.state.as_str() {
            "failed" => "This server's build failed, so it answers nothing yet. Its owner can see why on the server's page and build it again.",
            _ => "This server is still being built. Please try again in a moment.",
        };
        return Err(AppError { retry_after: (found.row.state != "failed").then_some(2), ..AppError::unavailable(sentence) }.into());
    };
    let target = found.target(platform, version, Arc::clone(spec))?;
    Ok(LiveServer { org: found.org.clone(), slug: slug.clone(), target })
}

/// The self-test's key opens the version under test, before anybody else can see it, and nothing else.
async fn open_for_self_test(platform: &Arc<Platform>, found: Option<Arc<Found>>, slug: &Slug, key: &str) -> Result<LiveServer> {
    let found = found.ok_or_else(AppError::signed_out)?;
    let version = builds::version_under_test(platform, found.org.id, &found.row.id, key).await?.ok_or_else(AppError::signed_out)?;
    let spec = cache::spec_of(platform, &found.org, &version).await?;
    let target = found.target(platform, &version, spec)?;
    Ok(LiveServer { org: found.org.clone(), slug: slug.clone(), target })
}

fn missing() -> crate::Error {
    AppError::not_found("server").into()
}
