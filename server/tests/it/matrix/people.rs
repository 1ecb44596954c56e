//! Who knocks: every kind of caller, and what belongs to the organisation that they knock at.

use contract::{AuthoringId, Permission, Role, Scope, UserId, dto::DraftInput, spec::SourceKind};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Mcp, TestApp};

/// What a caller carries.
pub enum Credential {
    Nothing,
    Cookie(Browser),
    Key(String),
}

/// One row of the matrix.
pub struct Caller {
    pub name: String,
    pub credential: Credential,
    /// What they are in organisation A; `None` for strangers.
    pub role: Option<Role>,
    /// What they are in the organisation that they look at.
    pub own_role: Role,
    pub scope: Option<Scope>,
    pub is_platform_admin: bool,
}

impl Caller {
    /// By role, and for a key by its only scope.
    pub fn may(&self, permission: Permission) -> bool {
        use contract::KeyAccess;
        let by_key = match (self.scope, permission.key_access()) {
            (None, _) | (Some(_), KeyAccess::Any) => true,
            (Some(scope), KeyAccess::Scope(needed)) => scope == needed,
            (Some(_), KeyAccess::Never) => false,
        };
        by_key && self.own_role.may(permission)
    }

    pub fn is_nobody(&self) -> bool {
        matches!(self.credential, Credential::Nothing)
    }

    pub fn is_key(&self) -> bool {
        matches!(self.credential, Credential::Key(_))
    }
}

/// The scene.
pub struct Scene {
    pub app: TestApp,
    pub callers: Vec<Caller>,
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
];

impl Scene {
    /// Organisation A with an owner, an admin, a member, a server, a draft, a key and an invitation; B with its owner; and
    /// the person who runs the platform.
    pub async fn set(app: TestApp) -> Self {
        let owner = app.sign_in("owner@a.example").await;
        let mut scene = Self { app, callers: Vec::new(), real: Vec::new(), requests: 0.into() };
        let org = scene.json(&owner, Method::GET, "/v1/me/org", None).await;
        let org_id = text(&org["id"]);
        let (admin, member) = (scene.joins(&owner, "admin@a.example", "admin").await, scene.joins(&owner, "member@a.example", "member").await);
        let spec = crate::sources::script("function run() { return 1 }");
        let server = json!({ "name": "Alpha", "slug": "alpha-server", "spec": &spec, "credentials": {}, "allow_plain_http": true });
        let created = scene.json(&owner, Method::POST, "/v1/servers", Some(server)).await;
        let draft = scene.draft("owner@a.example").await;
        let authoring = scene.authoring(&org_id, &draft, &spec).await;
        let invited = scene.json(&owner, Method::POST, "/v1/invitations", Some(json!({ "email": "waiting@a.example" }))).await;
        let mut key_id = String::new();
        for scope in Scope::ALL {
            let made = scene.json(&owner, Method::POST, "/v1/keys", Some(json!({ "name": scope.as_str(), "scopes": [scope.as_str()] }))).await;
            key_id = text(&made["id"]);
            scene.add(format!("key with {scope}"), Credential::Key(text(&made["key"])), Some(Role::Owner), Some(scope));
        }
        let members = scene.json(&owner, Method::GET, "/v1/members", None).await;
        let member_id = members.as_array().into_iter().flatten().find(|one| one["role"] == "member").map(|one| text(&one["id"])).expect("a member");
        scene.real = vec![
            ("ORG", org_id),
            ("SLUG", "alpha-server".to_owned()),
            ("BUILD", text(&created["build"]["id"])),
            ("DRAFT", draft),
            ("AUTHORING", authoring),
            ("KEY", key_id),
            ("MEMBER", member_id),
            ("INVITATION", text(&invited["id"])),
        ];
        let (stranger, operator) = (scene.app.sign_in("owner@b.example").await, scene.app.sign_in("operator@example.com").await);
        scene.add("nobody", Credential::Nothing, None, None);
        scene.add("member", Credential::Cookie(member), Some(Role::Member), None);
        scene.add("admin", Credential::Cookie(admin), Some(Role::Admin), None);
        scene.add("owner", Credential::Cookie(owner), Some(Role::Owner), None);
        scene.add("member of another organisation", Credential::Cookie(stranger), None, None);
        scene.add("platform admin", Credential::Cookie(operator), None, None);
        scene.callers.last_mut().expect("just added").is_platform_admin = true;
        scene
    }

    fn add(&mut self, name: impl Into<String>, credential: Credential, role: Option<Role>, scope: Option<Scope>) {
        let own_role = role.unwrap_or(Role::Owner);
        self.callers.push(Caller { name: name.into(), credential, role, own_role, scope, is_platform_admin: false });
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

    async fn json(&self, browser: &Browser, method: Method, path: &str, body: Option<Value>) -> Value {
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
        let org = self.real[0].1.parse().expect("an id");
        store::audit::last(self.app.platform.db.connection(), org).await.expect("a head").map_or(0, |head| head.seq)
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
