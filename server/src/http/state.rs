//! What handlers share.

use std::{net::SocketAddr, ops::Deref, sync::Arc};

use axum::extract::FromRef;
use domain::Platform;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;
use url::Url;

use super::site::Site;
use crate::config::{Settings, TrustedProxies, is_loopback_url};

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState(Arc<Shared>);

/// What stands behind an [`AppState`].
pub struct Shared {
    pub platform: Arc<Platform>,
    pub public_url: Url,
    /// The address that the listener really has (port 0 in tests is resolved).
    pub listen: SocketAddr,
    pub proxies: TrustedProxies,
    pub site: Site,
    pub leptos: LeptosOptions,
    /// Cancelled at shutdown: long-lived connections end.
    pub stop: CancellationToken,
}

impl AppState {
    pub fn new(platform: Arc<Platform>, settings: &Settings, listen: SocketAddr, stop: CancellationToken) -> Self {
        let site = Site::open(&settings.site);
        let leptos = LeptosOptions::builder().output_name("bmm").site_addr(listen).site_root("site").site_pkg_dir("pkg").build();
        Self(Arc::new(Shared { platform, public_url: settings.public_url.clone(), listen, proxies: settings.proxies.clone(), site, leptos, stop }))
    }

    /// The platform is for this machine alone: neither listener nor public address can be reached from elsewhere.
    pub fn is_local(&self) -> bool {
        self.listen.ip().is_loopback() && is_loopback_url(&self.public_url)
    }

    /// Host and port as browsers write them into `Host`.
    pub fn public_authority(&self) -> String {
        let host = self.public_url.host_str().unwrap_or_default();
        self.public_url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }
}

impl Deref for AppState {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.leptos.clone()
    }
}
