//! A platform with one signed-in person.

use std::{collections::BTreeMap, net::Ipv4Addr, sync::Arc};

use contract::{
    AppError, Email, ServerSpec, SessionId, Slug,
    dto::{CreateKey, CreateServer, CreatedServer, MailView},
};
use domain::{
    Actor, Config, Ctx, Error, Parts, Platform, RequestMeta, Signup, builds, calls, identity, keys,
    mailbox::{self, DevelopmentMailer},
    servers,
    vault::{MasterKey, Vault},
};
use serde_json::json;
use store::{ConnectionTrait, Db};
use tempfile::TempDir;

use crate::fakes::{Dice, FakeRuntime, Lines, Loopback, Post, Quiet, TestClock, Web};

/// An API with two operations and one key.
pub const DOCUMENT: &str = r##"{
  "openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "servers": [{"url": "https://api.example.com"}],
  "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}, "security": [{"token": []}],
  "paths": {"/pets": {
    "get": {"operationId": "listPets", "summary": "Lists all pets", "responses": {"200": {"description": "ok"}}},
    "post": {"operationId": "addPet", "summary": "Adds a pet", "responses": {"201": {"description": "ok"}},
      "requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}}
  }}
}"##;

pub const SECRET: &str = "tok-5e81b0c7-do-not-leak";

/// Who runs the platform.
pub const OPERATOR: &str = "operator@example.com";

pub struct World {
    pub platform: Arc<Platform>,
    pub ctx: Ctx,
    pub clock: Arc<TestClock>,
    pub runtime: Arc<FakeRuntime>,
    pub prober: Arc<Loopback>,
    pub post: Arc<Post>,
    pub folder: TempDir,
}

impl World {
    pub async fn new() -> Self {
        Self::with(Signup::Open).await
    }

    /// Where strangers get in as `signup` says.
    pub async fn with(signup: Signup) -> Self {
        Self::set(|config| config.signup = signup).await
    }

    /// With other settings than usual.
    pub async fn set(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let db = Db::connect(&database(&folder).await).await.expect("a database");
        db.migrate().await.expect("a schema");
        let (clock, runtime, prober) = (Arc::new(TestClock::new()), Arc::new(FakeRuntime::new()), Arc::new(Loopback::default()));
        let mut config = Config {
            public_url: "http://localhost:3000".parse().expect("an address"),
            data: folder.path().into(),
            development_mail: true,
            admin_emails: vec![Email::parse(OPERATOR).expect("an address")],
            signup: Signup::Open,
            security_contact: None,
        };
        change(&mut config);
        let mailbox = config.development_mail.then(|| DevelopmentMailer { db: db.clone(), clock: Arc::clone(&clock) as _, random: Arc::new(Dice) });
        let post = Arc::new(Post::over(mailbox));
        let platform = Platform::new(Parts {
            mailer: Arc::clone(&post) as _,
            db,
            config,
            vault: Vault::new(MasterKey::generate(&Dice)),
            clock: Arc::clone(&clock) as _,
            random: Arc::new(Dice),
            disk: Arc::new(Quiet),
            model: None,
            limiter: Arc::new(Quiet),
            claims: Arc::new(Quiet),
            fetcher: Arc::new(Web),
            head_log: Arc::new(Lines::default()),
            egress: Arc::new(Quiet),
            runtime: Arc::clone(&runtime) as _,
            prober: Arc::clone(&prober) as _,
            billing: None,
        });
        prober.platform.set(Arc::downgrade(&platform)).expect("set once");
        let ctx = person(&platform, "ann@example.com").await;
        Self { platform, ctx, clock, runtime, prober, post, folder }
    }

    /// A server that is live.
    pub async fn live(&self, slug: &str) -> CreatedServer {
        let created = servers::create(&self.ctx, request(slug), None).await.expect("a server");
        self.build().await;
        created
    }

    /// Works off every build that waits.
    pub async fn build(&self) {
        while builds::work_off_one(&self.platform).await.expect("a worker") {}
    }

    pub async fn key(&self) -> String {
        keys::create(&self.ctx, CreateKey { name: "test".into(), ..CreateKey::default() }).await.expect("a key").key
    }

    /// The server as a client with the organisation's key opens it.
    pub async fn open(&self, slug: &str) -> calls::LiveServer {
        let key = self.key().await;
        calls::open(&self.platform, &meta(&self.platform), &self.ctx.org.handle, &slug_of(slug), Some(&key)).await.expect("a live server")
    }
}

async fn database(folder: &TempDir) -> String {
    let Ok(url) = std::env::var("BMM_TEST_POSTGRES") else {
        return format!("sqlite://{}/bmm.db?mode=rwc", folder.path().display());
    };
    let url = url.trim_end_matches('/');
    let mut id = [0; 8];
    domain::ports::Random::fill(&Dice, &mut id);
    let name = format!("bmm_domain_{:x}", u64::from_be_bytes(id));
    let admin = Db::connect(&format!("{url}/postgres")).await.expect("a PostgreSQL server");
    admin.connection().execute_unprepared(&format!("CREATE DATABASE {name}")).await.expect("a database");
    admin.close().await.expect("closed");
    format!("{url}/{name}")
}

pub fn meta(platform: &Platform) -> RequestMeta {
    RequestMeta { id: platform.request_id(), ip: Ipv4Addr::LOCALHOST.into(), user_agent: "test".into() }
}

/// Somebody with an organisation of their own.
pub async fn person(platform: &Arc<Platform>, email: &str) -> Ctx {
    let tx = platform.db.begin().await.expect("a transaction");
    let (person, org) = identity::find_or_create(&tx, platform, &Email::parse(email).expect("an address")).await.expect("a person");
    let session = platform.id(SessionId::new);
    let now = platform.now();
    let new = store::sessions::NewSession {
        id: session,
        token_hash: session.to_string(),
        user: person.id,
        org: org.id,
        now,
        expires_at: now.plus_seconds(30 * 86_400),
        ip: "127.0.0.1".into(),
        user_agent: "test".into(),
    };
    store::sessions::insert(&tx, new).await.expect("a session");
    tx.commit().await.expect("committed");
    Ctx { platform: Arc::clone(platform), org, person, role: contract::Role::Owner, scopes: None, actor: Actor::User(session), request: meta(platform) }
}

pub fn slug_of(slug: &str) -> Slug {
    Slug::parse(slug).expect("a slug")
}

pub fn spec() -> ServerSpec {
    let tool = |name: &str, method: &str, read_only: bool| {
        json!({
            "name": name, "description": "Works with pets.", "input_schema": { "type": "object", "properties": {} },
            "annotations": { "read_only": read_only, "destructive": false, "idempotent": read_only, "open_world": true },
            "action": { "kind": "http", "method": method, "url": "https://api.example.com/pets", "secrets": ["PETS_TOKEN"] },
        })
    };
    let spec = json!({
        "spec_version": 1, "name": "Pets", "description": "All about pets.", "source": { "kind": "openapi", "title": "Pets" },
        "tools": [tool("list_pets", "GET", true), tool("add_pet", "POST", false)],
        "secrets": [{ "name": "PETS_TOKEN", "label": "Pets token", "placement": { "in": "header", "param": "Authorization", "prefix": "Bearer " } }],
    });
    serde_json::from_value(spec).expect("a specification")
}

pub fn request(slug: &str) -> CreateServer {
    let credentials = BTreeMap::from([("PETS_TOKEN".to_owned(), SECRET.to_owned())]);
    CreateServer { name: "Pets 🐾".into(), slug: slug.into(), spec: spec(), credentials, allow_plain_http: false, try_reads: false, mock: false }
}

/// The error that a person sees.
pub fn shown<T>(outcome: Result<T, Error>) -> AppError {
    match outcome {
        Ok(_) => panic!("this should have been refused"),
        Err(Error::Shown(error)) => error,
        Err(Error::Hidden(cause)) => panic!("a hidden error: {cause}"),
    }
}

pub fn fields(error: &AppError) -> Vec<&str> {
    error.errors.iter().map(|error| error.field.as_str()).collect()
}

/// Action and metadata of every event in the organisation's audit log, oldest first.
pub async fn actions(world: &World) -> Vec<(String, String)> {
    let events = store::audit::after(world.platform.db.connection(), &world.ctx.org.id.to_string(), 0, 1_000).await.expect("events");
    events.into_iter().map(|event| (event.action, event.metadata)).collect()
}

/// The mails to an address, newest first, once there are as many as that: they are sent in the background.
pub async fn mails_to(world: &World, address: &str, least: usize) -> Vec<MailView> {
    for _ in 0..100 {
        let mails = mailbox::list(&world.platform).await.expect("mails");
        let found: Vec<_> = mails.into_iter().filter(|mail| mail.to.as_str() == address).collect();
        if found.len() >= least {
            return found;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("{least} mails to {address} did not come");
}
