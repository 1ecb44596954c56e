//! The product in this process.

use std::{net::SocketAddr, path::PathBuf, sync::Arc, time::Duration};

use bmm::{
    compose::Overrides,
    config::{Env, Settings},
    lock, serve,
};
use contract::Email;
use domain::Platform;
use reqwest::Method;
use sea_orm::{ConnectionTrait, Statement};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::{Answer, TestClock, postgres, process::binary, unsealed::Unsealed};

/// Which database a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Database {
    Sqlite,
    Postgres,
}

/// A platform on a loopback port, with data of its own. It ends with the test.
pub struct TestApp {
    /// `http://localhost:PORT`, the public address.
    pub url: String,
    pub address: SocketAddr,
    pub platform: Arc<Platform>,
    pub clock: Arc<TestClock>,
    pub http: reqwest::Client,
    data: TempDir,
    stop: CancellationToken,
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl TestApp {
    /// On SQLite.
    pub async fn new() -> Self {
        Self::with(Database::Sqlite, &[]).await
    }

    /// On PostgreSQL: a throw-away cluster of this test run, or `BMM_TEST_POSTGRES`.
    pub async fn postgres() -> Self {
        Self::with(Database::Postgres, &[]).await
    }

    /// With further settings. Tools may reach this machine's 127.0.0.1, where mock upstreams listen.
    pub async fn with(database: Database, settings: &[(&str, &str)]) -> Self {
        Self::start(database, settings, Overrides::default()).await
    }

    /// On SQLite, with sealing switched off: credentials are written as they are. For the test that looks for them.
    pub async fn without_sealing() -> Self {
        Self::start(Database::Sqlite, &[], Overrides { sealer: Some(Arc::new(Unsealed)), ..Overrides::default() }).await
    }

    async fn start(database: Database, settings: &[(&str, &str)], overrides: Overrides) -> Self {
        egress::install_ring();
        let data = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://localhost:{}", address.port());
        let (listen, folder) = (address.to_string(), data.path().join("data").display().to_string());
        let database_url = match database {
            Database::Sqlite => String::new(),
            Database::Postgres => postgres::new_database().await,
        };
        let mut all = vec![
            ("BMM_ADDR", listen.as_str()),
            ("BMM_DATA", &folder),
            ("BMM_PUBLIC_URL", &url),
            ("BMM_EGRESS_ALLOW", "127.0.0.1"),
            ("BMM_SIGNUP", "open"),
            ("DATABASE_URL", &database_url),
        ];
        all.extend_from_slice(settings);
        let settings = Settings::read(&Env::of(&all)).expect("valid settings");
        lock::prepare(&settings.data).expect("a data folder");
        let clock = Arc::new(TestClock::default());
        let stop = CancellationToken::new();
        let overrides = Overrides { clock: Some(clock.clone()), runner_program: Some(binary()), ..overrides };
        let server = serve::start(&settings, listener, overrides, stop.clone()).await.expect("the platform starts");
        let platform = Arc::clone(&server.state.platform);
        tokio::spawn(server.wait());
        Self { url, address, platform, clock, http: client(), data, stop }
    }

    /// The folder of the test; the data folder is `data` in it.
    pub fn folder(&self) -> PathBuf {
        self.data.path().to_owned()
    }

    /// How many rows a table has, of everybody's.
    pub async fn rows(&self, table: &str) -> i64 {
        let db = self.platform.db.connection();
        let question = Statement::from_string(db.get_database_backend(), format!("SELECT COUNT(*) AS n FROM {table}"));
        let row = db.query_one_raw(question).await.expect("a table").expect("a row");
        row.try_get("", "n").expect("a number")
    }

    /// A key for the personal organisation of `email`.
    pub async fn key(&self, email: &str) -> String {
        let email = Email::parse(email).expect("an address");
        domain::keys::create_for(&self.platform, &email).await.expect("a key").expose_secret().to_owned()
    }

    /// One request; `key` as bearer, `body` as JSON.
    pub async fn send(&self, method: Method, path: &str, key: Option<&str>, body: Option<&Value>) -> Answer {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(key) = key {
            request = request.bearer_auth(key);
        }
        if let Some(body) = body {
            request = request.json(body);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    pub async fn get(&self, path: &str, key: &str) -> Answer {
        self.send(Method::GET, path, Some(key), None).await
    }

    pub async fn post(&self, path: &str, key: &str, body: &Value) -> Answer {
        self.send(Method::POST, path, Some(key), Some(body)).await
    }

    /// `POST /v1/servers/preview` with a source's text.
    pub async fn preview(&self, key: &str, kind: &str, text: &str) -> Answer {
        self.post("/v1/servers/preview", key, &json!({ "source": { "kind": kind, "text": text } })).await
    }

    /// `POST /v1/servers`.
    pub async fn create(&self, key: &str, slug: &str, spec: &Value, credentials: &Value) -> Answer {
        let body = json!({ "name": slug, "slug": slug, "spec": spec, "credentials": credentials, "allow_plain_http": true });
        self.post("/v1/servers", key, &body).await
    }

    /// The build when it has ended.
    pub async fn wait_for_build(&self, key: &str, build: &str) -> Value {
        wait_for_build(&self.http, &self.url, key, build).await
    }

    /// From a source to a server that runs; answers its endpoint.
    pub async fn run(&self, key: &str, slug: &str, kind: &str, text: &str, credentials: &Value) -> String {
        let spec = self.preview(key, kind, text).await.expect(200)["spec"].clone();
        let created = self.create(key, slug, &spec, credentials).await.expect(202);
        let build = self.wait_for_build(key, created["build"]["id"].as_str().expect("an id")).await;
        assert_eq!(build["status"], "succeeded", "{build:#}");
        created["server"]["endpoint"].as_str().expect("an endpoint").to_owned()
    }
}

/// Follows nothing by itself: neither redirects nor proxies of the environment.
pub(crate) fn client() -> reqwest::Client {
    egress::install_ring();
    let builder = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).timeout(Duration::from_secs(60));
    builder.build().expect("a client")
}

pub(crate) async fn wait_for_build(http: &reqwest::Client, url: &str, key: &str, build: &str) -> Value {
    for _ in 0..300 {
        let response = http.get(format!("{url}/v1/builds/{build}")).bearer_auth(key).send().await.expect("an answer");
        let build = Answer::of(response).await.expect(200);
        if build["status"] == "succeeded" || build["status"] == "failed" {
            return build;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the build {build} did not end within 30 s");
}
