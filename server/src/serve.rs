//! `bmm serve`: from settings to a listening server, and back.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use anyhow::Context;
use domain::Platform;
use tokio::{net::TcpListener, signal::unix::SignalKind, task::JoinSet};
use tokio_util::sync::CancellationToken;

use crate::{
    compose::{self, Overrides},
    config::Settings,
    http::{self, state::AppState},
    lock,
};

/// How long running requests may take after the signal to stop.
const DRAIN: Duration = Duration::from_secs(30);

/// Serves until SIGTERM or ctrl-c.
///
/// # Errors
/// When it cannot start: the data folder is in use, the port is taken, the database does not answer.
pub async fn run(settings: &Settings) -> anyhow::Result<()> {
    lock::prepare(&settings.data)?;
    let _lock = lock::take(&settings.data)?;
    let listener = TcpListener::bind(settings.listen)
        .await
        .with_context(|| format!("{} cannot be listened on; stop what uses it, or choose another address with BMM_ADDR", settings.listen))?;
    let stop = CancellationToken::new();
    tokio::spawn(stop_on_signal(stop.clone()));
    let server = start(settings, listener, Overrides::default(), stop).await?;
    welcome(settings, &server.state);
    server.wait().await
}

/// A running server.
pub struct Server {
    pub state: AppState,
    stop: CancellationToken,
    tasks: JoinSet<()>,
    connections: tokio::task::JoinHandle<std::io::Result<()>>,
}

/// Puts the platform together and begins to serve on `listener`.
///
/// # Errors
/// When the platform cannot be put together.
pub async fn start(settings: &Settings, listener: TcpListener, overrides: Overrides, stop: CancellationToken) -> anyhow::Result<Server> {
    let listen = listener.local_addr()?;
    let settings = Settings { listen, ..settings.clone() };
    let platform = compose::platform(&settings, overrides).await?;
    match domain::vault::rewrap_data_keys(&platform).await.context("data keys cannot be read")? {
        0 => {}
        organisations => tracing::info!(organisations, "data keys are wrapped by the new master key; the earlier one can be left out of BMM_MASTER_KEY"),
    }
    let state = AppState::new(Arc::clone(&platform), &settings, listen, stop.clone());
    let service = http::router(state.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let connections = tokio::spawn(axum::serve(listener, service).with_graceful_shutdown(stop.clone().cancelled_owned()).into_future());
    Ok(Server { state, tasks: workers(&platform, &stop), stop, connections })
}

/// What goes on beside requests: builds, writing down what was counted, sending mail, heads of the audit log, deletions that are due.
fn workers(platform: &Arc<Platform>, stop: &CancellationToken) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    let (auditor, builder, counter) = (Arc::clone(platform), Arc::clone(platform), Arc::clone(platform));
    let (stop_auditor, stop_builder, stop_counter) = (stop.clone(), stop.clone(), stop.clone());
    let (eraser, stop_eraser) = (Arc::clone(platform), stop.clone());
    tasks.spawn(async move { domain::account::work(&eraser, stop_eraser).await });
    tasks.spawn(async move { domain::audit::work(&auditor, stop_auditor).await });
    tasks.spawn(async move { domain::builds::work(&builder, stop_builder).await });
    let (author, stop_author) = (Arc::clone(platform), stop.clone());
    tasks.spawn(async move { domain::authorings::work(&author, stop_author).await });
    tasks.spawn(async move { domain::usage::work(&counter, stop_counter).await });
    let (biller, stop_biller) = (Arc::clone(platform), stop.clone());
    tasks.spawn(async move { domain::billing::work(&biller, stop_biller).await });
    let (heart, stop_heart) = (Arc::clone(platform), stop.clone());
    tasks.spawn(async move { domain::status::work(&heart, stop_heart).await });
    let (postman, stop_postman) = (Arc::clone(platform), stop.clone());
    tasks.spawn(async move { domain::outbox::work(&postman, stop_postman).await });
    tasks
}

impl Server {
    /// Serves until the token is cancelled, then lets running requests end, within [`DRAIN`].
    ///
    /// # Errors
    /// When the listener breaks, or a worker ends before it was told to.
    pub async fn wait(mut self) -> anyhow::Result<()> {
        let mut broken = None;
        tokio::select! {
            () = self.stop.cancelled() => {}
            ended = self.tasks.join_next() => if !self.stop.is_cancelled() {
                let reason = ended.map_or_else(|| "there was none".to_owned(), |ended| ended.err().map_or_else(|| "it returned".to_owned(), |error| error.to_string()));
                broken = Some(anyhow::anyhow!("a background worker ended: {reason}"));
                self.stop.cancel();
            },
        }
        let platform = Arc::clone(&self.state.platform);
        let drained = tokio::time::timeout(DRAIN, async {
            let ended = (&mut self.connections).await;
            // Calls are counted by requests, so the counter's last write comes after them.
            while self.tasks.join_next().await.is_some() {}
            ended
        });
        match drained.await {
            Ok(ended) => ended.context("the listener's task")?.context("the listener broke")?,
            Err(_) => tracing::warn!(seconds = DRAIN.as_secs(), "some requests did not end in time and were cut off"),
        }
        platform.runtime.stop_all().await;
        broken.map_or(Ok(()), Err)
    }
}

async fn stop_on_signal(stop: CancellationToken) {
    match tokio::signal::unix::signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
    tracing::info!("stopping; running requests are let end");
    stop.cancel();
}

/// Where to go next.
fn welcome(settings: &Settings, state: &AppState) {
    let address = settings.public_url.as_str().trim_end_matches('/');
    eprintln!("\n  Build My MCP is running: {address}");
    if settings.development_mail() {
        let hint = if state.is_local() {
            "Sign-in mails arrive at"
        } else {
            "No SMTP is set (BMM_SMTP_URL), so mail stays on this machine. Make a sign-in link with: bmm admin login-link --email YOU. Mailbox:"
        };
        eprintln!("  {hint} {address}/dev/mail");
    }
    if settings.public_url.scheme() == "http" && !crate::config::is_loopback_url(&settings.public_url) {
        eprintln!("  Sign-in is refused: {address} is plain http and not this machine. Put https in front and set BMM_PUBLIC_URL.");
    }
    if !state.site.is_built() {
        eprintln!("  The browser's half is not built (make build), so pages stay without style and script.");
    }
    if state.platform.runtime.is_insecure() {
        eprintln!("  WARNING: scripts run without a sandbox (BMM_SANDBOX=insecure). Use this on a machine that holds nothing else.");
    }
    eprintln!("  Data: {}    Stop: ctrl-c\n", settings.data.display());
}
