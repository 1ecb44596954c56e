//! The self-test's key: opens the version under test, for one build, before the endpoint is public.

use std::collections::BTreeSet;

use contract::{OrgId, ServerSpec};
use secrecy::{ExposeSecret, SecretString};
use store::{ConnectionTrait, builds};

use super::attempt::Attempt;
use crate::{Platform, Result, jobs::lost, tokens};

/// What every self-test key begins with; API keys have no second underscore.
const PREFIX: &str = "bmm_selftest_";

/// Whether a bearer token says that it is a self-test key.
pub(crate) fn is_key(bearer: &str) -> bool {
    bearer.starts_with(PREFIX)
}

/// A key for this attempt; only its hash is stored, and only until the build ends.
pub(super) async fn issue(attempt: &Attempt) -> Result<SecretString> {
    let key = SecretString::from(format!("{PREFIX}{}", tokens::random_base62(&attempt.platform, 43)));
    let hash = tokens::hash(key.expose_secret());
    let stored = builds::set_probe(attempt.platform.db.connection(), &attempt.row.id, attempt.number, Some(hash)).await?;
    if stored { Ok(key) } else { Err(lost()) }
}

/// The key opens nothing from here on.
pub(super) async fn withdraw(attempt: &Attempt) -> Result<()> {
    builds::set_probe(attempt.platform.db.connection(), &attempt.row.id, attempt.number, None).await?;
    Ok(())
}

/// The version that a self-test key opens on this server; `None` when it opens nothing.
pub(crate) async fn version_under_test(platform: &Platform, org: OrgId, server: &str, key: &str) -> Result<Option<String>> {
    let db: &_ = platform.db.connection();
    by_key(db, org, server, key).await
}

async fn by_key(db: &impl ConnectionTrait, org: OrgId, server: &str, key: &str) -> Result<Option<String>> {
    let build = builds::by_probe(db, server, &tokens::hash(key)).await?;
    Ok(build.filter(|build| build.org_id == org.to_string()).map(|build| build.version_id))
}

/// Compares what the endpoint listed with what the specification has.
pub(super) fn compare(spec: &ServerSpec, listed: &[String]) -> Result<(), String> {
    let expected: BTreeSet<&str> = spec.enabled_tools().map(|tool| tool.name.as_str()).collect();
    let listed: BTreeSet<&str> = listed.iter().map(String::as_str).collect();
    if expected == listed {
        return Ok(());
    }
    let names = |names: Vec<&&str>| names.into_iter().take(5).copied().collect::<Vec<_>>().join(", ");
    let missing = names(expected.difference(&listed).collect());
    let surplus = names(listed.difference(&expected).collect());
    Err(match (missing.is_empty(), surplus.is_empty()) {
        (false, _) => format!("The endpoint did not list these tools: {missing}."),
        _ => format!("The endpoint listed tools that the specification does not have: {surplus}."),
    })
}
