//! Who knocks: every kind of caller, and what belongs to the organisation that they knock at.

use contract::{AuthoringId, PasskeyId, Permission, Role, Scope, UserId, dto::DraftInput, spec::SourceKind};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Mcp, TestApp};

/// What a caller carries.
pub enum Credential {
    Nothing,
    Cookie(Browser),
    Key(String),
}

/// The subject of the owner's ticket.
pub const TICKET_SUBJECT: &str = "Alpha stops at night";

/// One row of the matrix.
pub struct Caller {
    pub name: String,
    pub credential: Credential,
    /// What they are in organisation A; `None` for strangers.
    pub role: Option<Role>,
    /// What they are in the organisation that they look at.
    pub own_role: Role,
    /// Of a key.
    pub scopes: Option<Vec<Scope>>,
    /// The person whose ticket, passkey, session and key the scene holds, or a key of theirs.
    pub is_owner: bool,
    pub is_platform_admin: bool,
}

impl Caller {
    fn new(name: impl Into<String>, credential: Credential, role: Option<Role>) -> Self {
        let (own_role, is_owner) = (role.unwrap_or(Role::Owner), role == Some(Role::Owner));
        Self { name: name.into(), credential, role, own_role, scopes: None, is_owner, is_platform_admin: false }
    }

    /// By role, and for a key by its scopes, too.
    pub fn may(&self, permission: Permission) -> bool {
        use contract::KeyAccess;
        let by_key = match (&self.scopes, permission.key_access()) {
            (None, _) | (Some(_), KeyAccess::Any) => true,
            (Some(scopes), KeyAccess::Scope(needed)) => scopes.contains(&needed),
            (Some(_), KeyAccess::Never) => false,
        };
        by_key && self.own_role.may(permission)
    }

    pub fn is_nobody(&self) -> bool {
        matches!(self.credential, Credential::Nothing)
    }

    /// Whether a door, with names in it, leads to what is another person's alone, in the same organisation.
    pub fn is_foreign_at(&self, door: &str) -> bool {
        let personal = ["TICKET", "PASSKEY", "SESSION"].iter().any(|name| door.contains(name)) && !self.is_owner;
        personal || (door.contains("KEY") && !door.contains("PASSKEY") && !self.own_role.may(Permission::ManageAllKeys))
    }

    pub fn is_key(&self) -> bool {
        matches!(self.credential, Credential::Key(_))
    }
}

/// The scene.
pub struct Scene {
    pub app: TestApp,
    pub callers: Vec<Caller>,
    /// Keys that an admin and a member of A made. They are tried where keys count at all: over REST.
    pub keys: Vec<Caller>,
    /// Names that stand for what belongs to organisation A.
    pub real: Vec<(&'static str, String)>,
    requests: std::sync::atomic::AtomicU32,
}

/// Nothing has these names.
pub const MISSING: &[(&str, &str)] = &[
    ("SLUG", "no-such-server"),
    ("BUILD", "bld_00000000000000000000000000"),
    ("DRAFT", "drf_00000000000000000000000000"),
    ("AUTHORING", "atg_00000000000000000000000000"),
    ("KEY", "key_00000000000000000000000000"),
    ("MEMBER", "usr_00000000000000000000000000"),
    ("INVITATION", "inv_00000000000000000000000000"),
    ("OTHER_ORG", "org_00000000000000000000000000"),
    ("TICKET", "tic_00000000000000000000000000"),
    ("PASSKEY", "psk_00000000000000000000000000"),
    ("SESSION", "ses_00000000000000000000000000"),
];

impl Scene {
    /// Organisation A with an owner, an admin, a member, keys of each, a server, a draft and an invitation; a ticket, a
    /// passkey and a second session of the owner; B with its owner; and the person who runs the platform.
    pub async fn set(app: TestApp) -> Self {
        let owner = app.sign_in("owner@a.example").await;
        let mut scene = Self { app, callers: Vec::new(), keys: Vec::new(), real: Vec::new(), requests: 0.into() };
        let org = scene.json(&owner, Method::GET, "/v1/me/org", None).await;
        let org_id = text(&org["id"]);
        let (admin, member) = (scene.joins(&owner, "admin@a.example", "admin").await, scene.joins(&owner, "member@a.example", "member").await);
        let spec = crate::sources::script("function run() { return 1 }");
        let server = json!({ "name": "Alpha", "slug": "alpha-server", "spec": &spec, "credentials": {}, "allow_plain_http": true });
        let created = scene.json(&owner, Method::POST, "/v1/servers", Some(server)).await;
        scene.wait_for_build(&owner, &text(&created["build"]["id"])).await;
        let draft = scene.draft("owner@a.example").await;
        let authoring = scene.authoring(&org_id, &draft, &spec).await;
        let invited = scene.json(&owner, Method::POST, "/v1/invitations", Some(json!({ "email": "waiting@a.example" }))).await;
        let key_id = text(&scene.json(&owner, Method::POST, "/v1/keys", Some(json!({ "name": "Alpha" }))).await["id"]);
        scene.callers = scene.keys_of(&owner, Role::Owner).await;
        for (maker, role) in [(&admin, Role::Admin), (&member, Role::Member)] {
            let keys = scene.keys_of(maker, role).await;
            scene.keys.extend(keys);
        }
        let members = scene.json(&owner, Method::GET, "/v1/members", None).await;
        let id_of = |role: &str| members.as_array().into_iter().flatten().find(|one| one["role"] == role).map(|one| text(&one["id"])).expect(role);
        let (owner_id, member_id) = (id_of("owner"), id_of("member"));
        let ticket = scene.json(&owner, Method::POST, "/v1/tickets", Some(json!({ "subject": TICKET_SUBJECT, "text": "It stops." }))).await;
        let passkey = scene.passkey(&owner_id).await;
        let session = scene.second_session(&owner).await;
        scene.real = vec![
            ("ORG", org_id),
            ("SLUG", "alpha-server".to_owned()),
            ("BUILD", text(&created["build"]["id"])),
            ("DRAFT", draft),
            ("AUTHORING", authoring),
            ("KEY", key_id),
            ("MEMBER", member_id),
            ("INVITATION", text(&invited["id"])),
            ("TICKET", text(&ticket["id"])),
            ("SESSION", session),
        ];
        // Before `KEY`, which is a part of its name.
        scene.real.insert(0, ("PASSKEY", passkey));
        let (stranger, operator) = (scene.app.sign_in("owner@b.example").await, scene.app.sign_in("operator@example.com").await);
        scene.callers.extend([
            Caller::new("nobody", Credential::Nothing, None),
            Caller::new("member", Credential::Cookie(member), Some(Role::Member)),
            Caller::new("admin", Credential::Cookie(admin), Some(Role::Admin)),
            Caller::new("member of another organisation", Credential::Cookie(stranger), None),
            Caller { is_platform_admin: true, ..Caller::new("platform admin", Credential::Cookie(operator), None) },
            // Last: ends sessions of their own.
            Caller::new("owner", Credential::Cookie(owner), Some(Role::Owner)),
        ]);
        scene
    }

    /// A key with each scope alone, and one with all.
    async fn keys_of(&self, maker: &Browser, role: Role) -> Vec<Caller> {
        let mut keys = Vec::new();
        for scopes in Scope::ALL.map(|scope| vec![scope]).into_iter().chain([Scope::ALL.to_vec()]) {
            let what = if let [scope] = scopes[..] { scope.as_str() } else { "every scope" };
            let made = self.json(maker, Method::POST, "/v1/keys", Some(json!({ "name": what, "scopes": scopes }))).await;
            let key = Caller::new(format!("{role}'s key with {what}"), Credential::Key(text(&made["key"])), Some(role));
            keys.push(Caller { scopes: Some(scopes), ..key });
        }
        keys
    }

    /// Keys of somebody who does not belong to A.
    pub async fn keys_of_stranger(&self, stranger: &Caller) -> Vec<Caller> {
        let Credential::Cookie(browser) = &stranger.credential else { panic!("a person") };
        let keys = self.keys_of(browser, Role::Owner).await;
        keys.into_iter().map(|key| Caller { name: format!("another organisation's {}", key.name), role: None, is_owner: false, ..key }).collect()
    }

    /// A passkey that nothing can sign in with; it is there to be found.
    async fn passkey(&self, user: &str) -> String {
        let platform = &self.app.platform;
        let (id, user, nothing) = (platform.id(PasskeyId::new), user.parse().expect("an id"), String::new);
        let new = store::passkeys::NewPasskey {
            id,
            user,
            name: "Alpha laptop",
            credential_id: "A".repeat(43),
            static_state: nothing(),
            dynamic_state: nothing(),
            now: platform.now(),
        };
        store::passkeys::insert(platform.db.connection(), new).await.expect("a row");
        id.to_string()
    }

    /// The owner signs in once more; answers the id of that session.
    async fn second_session(&self, owner: &Browser) -> String {
        self.app.sign_in("owner@a.example").await;
        let sessions = self.json(owner, Method::GET, "/v1/account/sessions", None).await;
        sessions.as_array().into_iter().flatten().find(|session| session["current"] == false).map(|session| text(&session["id"])).expect("a session")
    }

    /// What is the owner's alone, as they see it.
    pub async fn personal(&self) -> [Value; 4] {
        let owner = self.owner();
        let ids = |list: Value| list.as_array().into_iter().flatten().map(|one| one["id"].clone()).collect::<Value>();
        [
            self.json(owner, Method::GET, &self.fill("/v1/tickets/TICKET", true), None).await,
            self.json(owner, Method::GET, "/v1/account/passkeys", None).await,
            ids(self.json(owner, Method::GET, "/v1/account/sessions", None).await),
            ids(self.json(owner, Method::GET, "/v1/keys", None).await),
        ]
    }

    pub fn owner(&self) -> &Browser {
        let owner = self.callers.iter().find(|caller| caller.is_owner && !caller.is_key()).expect("the owner");
        let Credential::Cookie(browser) = &owner.credential else { panic!("a person") };
        browser
    }

    /// The doors at which the ids of all of this look missing to others are open to the owner.
    pub async fn owner_finds_what_is_theirs(&self) {
        let acts = [
            (Method::PATCH, "/v1/account/passkeys/PASSKEY", Some(json!({ "name": "Alpha phone" })), 200),
            (Method::DELETE, "/v1/account/passkeys/PASSKEY", None, 204),
            (Method::GET, "/v1/tickets/TICKET", None, 200),
            (Method::POST, "/v1/tickets/TICKET/replies", Some(json!({ "text": "It still stops." })), 201),
            (Method::PATCH, "/v1/tickets/TICKET", Some(json!({ "state": "solved" })), 200),
            (Method::DELETE, "/v1/account/sessions/SESSION", None, 204),
            (Method::DELETE, "/v1/keys/KEY", None, 204),
        ];
        for (method, path, body, status) in acts {
            let request = self.owner().on(self.app.http.request(method.clone(), format!("{}{}", self.app.url, self.fill(path, true))), &self.app.url);
            let answer = self.send(if let Some(body) = body { request.json(&body) } else { request }).await;
            assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        }
    }

    async fn joins(&self, owner: &Browser, email: &str, role: &str) -> Browser {
        self.json(owner, Method::POST, "/v1/invitations", Some(json!({ "email": email, "role": role }))).await;
        let mails = domain::mailbox::list(&self.app.platform).await.expect("mails");
        let mail = mails.iter().find(|mail| mail.to.as_str() == email).expect("an invitation");
        let token = mail.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned();
        let browser = self.app.sign_in(email).await;
        self.json(&browser, Method::POST, "/v1/invitations/accept", Some(json!({ "token": token }))).await;
        browser
    }

    pub async fn wait_for_build(&self, browser: &Browser, build: &str) {
        for _ in 0..300 {
            let build = self.json(browser, Method::GET, &format!("/v1/builds/{build}"), None).await;
            match build["status"].as_str() {
                Some("succeeded") => return,
                Some("failed") => panic!("the build failed: {build:#}"),
                _ => tokio::time::sleep(std::time::Duration::from_millis(100)).await,
            }
        }
        panic!("the build {build} did not end within 30 s");
    }

    async fn draft(&self, email: &str) -> String {
        let key = self.app.key(email).await;
        let meta = domain::RequestMeta { id: self.app.platform.request_id(), ip: [127, 0, 0, 1].into(), user_agent: "test".into() };
        let ctx = domain::keys::authenticate(&self.app.platform, meta, &key).await.expect("a context");
        let empty = String::new;
        let input = DraftInput {
            kind: SourceKind::Prompt,
            name: empty(),
            slug: empty(),
            text: empty(),
            url: empty(),
            base_url: empty(),
            other_texts: Default::default(),
        };
        domain::drafts::create(&ctx, input).await.expect("a draft").id.to_string()
    }

    /// A change that somebody has asked a model for; there is none, so it fails.
    async fn authoring(&self, org: &str, draft: &str, spec: &Value) -> String {
        let platform = &self.app.platform;
        let (id, user) = (platform.id(AuthoringId::new), platform.id(UserId::new));
        let request = json!({ "kind": "refine", "text": "Make Alpha read-only.", "digest": "", "spec": spec }).to_string();
        let new = store::authorings::NewAuthoring { id, org: org.parse().expect("an id"), user, kind: "refine", subject: draft, request, now: platform.now() };
        store::authorings::insert(platform.db.connection(), new).await.expect("a row");
        id.to_string()
    }

    pub async fn json(&self, browser: &Browser, method: Method, path: &str, body: Option<Value>) -> Value {
        let mut request = browser.on(self.app.http.request(method, format!("{}{path}", self.app.url)), &self.app.url);
        if let Some(body) = body {
            request = request.json(&body);
        }
        let answer = self.send(request).await;
        assert!((200..300).contains(&answer.status), "{path}: {answer:?}");
        answer.json()
    }

    /// A request by a caller.
    pub fn by(&self, caller: &Caller, method: Method, path: &str) -> RequestBuilder {
        let request = self.app.http.request(method, format!("{}{path}", self.app.url));
        match &caller.credential {
            Credential::Nothing => request.header("origin", &self.app.url),
            Credential::Cookie(browser) => browser.on(request, &self.app.url),
            Credential::Key(key) => request.bearer_auth(key).header("origin", &self.app.url),
        }
    }

    /// Each from an address of its own, so that rate limits do not answer in the place of rights.
    pub async fn send(&self, request: RequestBuilder) -> Answer {
        let number = self.requests.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let [_, a, b, c] = number.to_be_bytes();
        Mcp::send(request.header("x-forwarded-for", format!("10.{a}.{b}.{c}"))).await
    }

    /// A text with names of what belongs to A, or of what does not exist.
    pub fn fill(&self, template: &str, real: bool) -> String {
        let mut text = template.to_owned();
        for (name, value) in &self.real {
            let missing = MISSING.iter().find(|(missing, _)| missing == name).map(|(_, value)| *value);
            text = text.replace(name, if real { value } else { missing.unwrap_or(value) });
        }
        text
    }

    /// How many events organisation A has had.
    pub async fn events(&self) -> i64 {
        let org = self.fill("ORG", true).parse().expect("an id");
        store::audit::last(self.app.platform.db.connection(), org).await.expect("a head").map_or(0, |head| head.seq)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
