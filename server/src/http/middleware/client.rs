//! The request's id, and who is on the other side.

use std::net::{IpAddr, SocketAddr};

use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, HeaderValue, header},
    middleware::Next,
    response::Response,
};
use domain::RequestMeta;

use crate::{config::is_loopback_host, http::state::AppState};

/// What is known about the other side.
#[derive(Clone, Debug)]
pub struct Client {
    pub meta: RequestMeta,
    /// The development mailbox may be shown: listener, public URL, peer and Host are loopback and nothing forwarded the request.
    pub may_read_mail: bool,
}

const FORWARDING: [&str; 6] = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];

tokio::task_local! {
    /// The id of the request that is being answered.
    static REFERENCE: String;
}

/// The id of the request that is being answered, for the error that is about to be written; none outside of one.
pub fn reference() -> Option<String> {
    REFERENCE.try_with(Clone::clone).ok()
}

/// Gives the request its id, finds the client's address, and answers with `x-request-id`.
pub async fn identify(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(address)| address.ip());
    let headers = request.headers();
    let user_agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default().chars().take(256).collect();
    let meta = RequestMeta { id: state.platform.request_id(), ip: address(&state, peer, headers), user_agent };
    let id = meta.id.to_string();
    let client = Client { may_read_mail: may_read_mail(&state, peer, headers), meta };
    request.extensions_mut().insert(client);
    let mut response = REFERENCE.scope(id.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

fn address(state: &AppState, peer: Option<IpAddr>, headers: &HeaderMap) -> IpAddr {
    let forwarded: Vec<_> = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect();
    // Without connection information (a router called directly) nobody can be told apart; that never happens on a socket.
    peer.map_or(IpAddr::from([0, 0, 0, 0]), |peer| state.proxies.client(peer, &forwarded))
}

fn may_read_mail(state: &AppState, peer: Option<IpAddr>, headers: &HeaderMap) -> bool {
    let local_host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).is_some_and(|host| is_loopback_host(host_name(host)));
    state.platform.config.development_mail
        && state.is_local()
        && peer.is_some_and(|peer| peer.to_canonical().is_loopback())
        && local_host
        && !FORWARDING.iter().any(|name| headers.contains_key(*name))
}

/// The host without its port; IPv6 literals keep their brackets.
pub fn host_name(authority: &str) -> &str {
    match authority.rfind(']') {
        Some(end) => authority.get(..=end).unwrap_or(authority),
        None => authority.split(':').next().unwrap_or(authority),
    }
}
