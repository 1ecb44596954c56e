//! Events as lists and exports show them.

use std::collections::BTreeMap;

use contract::{
    OrgId,
    dto::{AuditEventView, Timestamp},
};
use store::{
    ConnectionTrait,
    audit::{self, origins},
    builds, parse, servers,
};

use crate::Result;

/// Rows with what stands beside them, in the same order.
pub(crate) async fn with_origins(db: &impl ConnectionTrait, org: Option<OrgId>, rows: Vec<audit::Model>) -> Result<Vec<AuditEventView>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let beside = origins::of(db, rows.iter().map(|row| &row.id)).await?;
    let mut beside: BTreeMap<String, origins::Model> = beside.into_iter().map(|origin| (origin.event_id.clone(), origin)).collect();
    let links = match org {
        Some(org) => links(db, org, &rows).await?,
        None => BTreeMap::new(),
    };
    rows.into_iter().map(|row| view(row, &mut beside, &links)).collect()
}

fn view(row: audit::Model, beside: &mut BTreeMap<String, origins::Model>, links: &BTreeMap<String, String>) -> Result<AuditEventView> {
    let origin = beside.remove(&row.id);
    let erased = origin.is_none() && !row.commitment.is_empty();
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    let (name, email, ip, user_agent) = origin.map(|origin| (origin.name, origin.email, origin.ip, origin.user_agent)).unwrap_or_default();
    Ok(AuditEventView {
        id: parse(&row.id)?,
        seq: row.seq,
        at: Timestamp(row.at),
        actor_kind: row.actor_kind,
        actor_id: row.actor_id,
        actor_name: filled(name),
        actor_email: filled(email),
        erased,
        action: row.action,
        resource_path: links.get(&row.resource).cloned(),
        resource: row.resource,
        ip: filled(ip),
        user_agent: filled(user_agent),
        metadata: serde_json::from_str(&row.metadata)?,
        hash: row.hash,
    })
}

/// Pages of what the events are about, where it still exists.
async fn links(db: &impl ConnectionTrait, org: OrgId, rows: &[audit::Model]) -> Result<BTreeMap<String, String>> {
    let mut resources: Vec<&str> = rows.iter().map(|row| row.resource.as_str()).collect();
    resources.sort_unstable();
    resources.dedup();
    let of_builds: Vec<(String, String)> = builds::servers_of(db, org, resources.iter().copied().filter(|id| id.starts_with("bld_"))).await?;
    let wanted = resources.into_iter().filter(|id| id.starts_with("srv_")).chain(of_builds.iter().map(|(_, server)| server.as_str()));
    let slugs: BTreeMap<String, String> = servers::slugs(db, org, wanted).await?.into_iter().collect();
    let page = |slug: &String| format!("/servers/{slug}");
    let mut links: BTreeMap<String, String> = of_builds.iter().filter_map(|(build, server)| Some((build.clone(), page(slugs.get(server)?)))).collect();
    links.extend(slugs.iter().map(|(server, slug)| (server.clone(), page(slug))));
    Ok(links)
}
