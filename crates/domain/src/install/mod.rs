//! Install snippets: how each MCP client is connected to a server.

mod clients;
mod link;

#[cfg(test)]
mod tests;

use contract::{Permission, Slug, dto::InstallSnippet};
use url::{Host, Url};

use crate::{Ctx, Result, servers};

/// Stands where the reader's own key goes.
pub const KEY: &str = "YOUR_API_KEY";

/// One snippet per client. Keys never stand in them: `YOUR_API_KEY` marks the place.
pub async fn snippets(ctx: &Ctx, slug: &Slug) -> Result<Vec<InstallSnippet>> {
    ctx.require(Permission::ViewServers)?;
    let server = servers::find(ctx.db.connection(), ctx, slug).await?;
    let endpoint = Endpoint { name: slug.as_str(), url: ctx.endpoint(&ctx.org.handle, slug), public: server.public, reach: Reach::of(&ctx.config.public_url) };
    Ok(clients::all(&endpoint))
}

/// What snippets are made from.
struct Endpoint<'a> {
    /// What clients call the server; they count it towards the length of tool names.
    name: &'a str,
    url: String,
    /// No key is needed.
    public: bool,
    reach: Reach,
}

/// Who can reach this deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Clients on this machine only.
    Loopback,
    /// Clients in a network, unencrypted.
    PlainHttp,
    /// Clients in a private network.
    Private,
    /// Everybody.
    Https,
}

impl Reach {
    fn of(url: &Url) -> Self {
        let (is_loopback, is_private) = match url.host() {
            Some(Host::Domain(name)) => {
                let is_inside = ["local", "internal", "lan", "home.arpa"].iter().any(|end| name.ends_with(&format!(".{end}")));
                (name == "localhost" || name.ends_with(".localhost"), is_inside || !name.contains('.'))
            }
            Some(Host::Ipv4(ip)) => (ip.is_loopback(), ip.is_private() || ip.is_link_local()),
            Some(Host::Ipv6(ip)) => (ip.is_loopback(), ip.is_unique_local() || ip.is_unicast_link_local()),
            None => (true, true),
        };
        match (is_loopback, url.scheme() == "https", is_private) {
            (true, ..) => Self::Loopback,
            (_, false, _) => Self::PlainHttp,
            (_, _, true) => Self::Private,
            _ => Self::Https,
        }
    }
}

impl Endpoint<'_> {
    /// What a client that runs in somebody's cloud is missing.
    fn cloud_needs(&self, client: &str) -> Option<String> {
        let mut needs = Vec::new();
        if self.reach != Reach::Https {
            needs.push("a public https address (the operator sets BMM_PUBLIC_URL)");
        }
        if !self.public {
            needs.push("a public server (switch it under Access), because it cannot send an API key");
        }
        if needs.is_empty() { None } else { Some(format!("{client} connects from its maker's cloud: it needs {}.", needs.join(" and "))) }
    }

    /// What a client on somebody's own machine is missing.
    fn local_needs(&self) -> Option<String> {
        let key = "an API key in the place of YOUR_API_KEY (make one under Access)";
        match (self.reach, self.public) {
            (Reach::Loopback, true) => Some("It works only for clients on this computer, because the platform runs at a local address.".to_owned()),
            (Reach::Loopback, false) => {
                Some(format!("It needs {key}. It works only for clients on this computer, because the platform runs at a local address."))
            }
            (_, false) => Some(format!("It needs {key}.")),
            (_, true) => None,
        }
    }
}
