//! Who may pass the MCP endpoint: every kind of caller at a server that wants a key, at one that is public, and at an
//! address where nothing is, with the messages of both eras.

use contract::{Permission, Scope};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::{Mcp, modern, on_both_databases};

use super::people::{Caller, Scene};

/// What the endpoint says before anything of MCP is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Door {
    NoKey,
    OtherScope,
    Missing,
    Open,
}

impl Door {
    const fn status(self) -> u16 {
        match self {
            Self::NoKey => 401,
            Self::OtherScope => 403,
            Self::Missing => 404,
            Self::Open => 200,
        }
    }
}

/// At a server of A that wants a key. Cookies count for nothing here: a page cannot call tools in somebody's name.
fn at_private(caller: &Caller) -> Door {
    match caller {
        caller if !caller.is_key() => Door::NoKey,
        caller if caller.role.is_none() => Door::Missing,
        caller if caller.may(Permission::CallTools) => Door::Open,
        _ => Door::OtherScope,
    }
}

/// Where nothing is, whoever has a key learns nothing more than whoever has one of another organisation.
fn at_nothing(caller: &Caller) -> Door {
    if caller.is_key() { Door::Missing } else { Door::NoKey }
}

const MESSAGES: [&str; 4] = ["initialize", "server/discover", "tools/list", "tools/call"];

/// A message as its era sends it.
fn message(request: RequestBuilder, method: &str) -> RequestBuilder {
    let params = match method {
        "initialize" => json!({ "protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } }),
        "tools/call" => modern(json!({ "name": "run", "arguments": {} })),
        _ => modern(json!({})),
    };
    let request = request.header("accept", "application/json, text/event-stream");
    let request = match method {
        "initialize" => request,
        "tools/call" => request.header("mcp-protocol-version", "2026-07-28").header("mcp-method", method).header("mcp-name", "run"),
        _ => request.header("mcp-protocol-version", "2026-07-28").header("mcp-method", method),
    };
    request.json(&json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params }))
}

/// The path of a server's endpoint.
async fn endpoint(scene: &Scene, slug: &str) -> String {
    let server = scene.json(scene.owner(), Method::GET, &format!("/v1/servers/{slug}"), None).await;
    server["endpoint"].as_str().and_then(|url| url.strip_prefix(&scene.app.url)).expect("an endpoint").to_owned()
}

/// A second server of A, open to everybody.
async fn public_server(scene: &Scene) {
    let owner = scene.owner();
    let spec = crate::sources::script("function run() { return 2 }");
    let server = json!({ "name": "Beta", "slug": "beta-server", "spec": spec, "credentials": {}, "allow_plain_http": true });
    let created = scene.json(owner, Method::POST, "/v1/servers", Some(server)).await;
    scene.wait_for_build(owner, created["build"]["id"].as_str().expect("an id")).await;
    scene.json(owner, Method::PATCH, "/v1/servers/beta-server", Some(json!({ "public": true }))).await;
}

on_both_databases! {
    async fn every_caller_at_the_mcp_endpoint(app: TestApp) {
        let mut scene = Scene::set(app).await;
        public_server(&scene).await;
        let stranger = scene.callers.iter().find(|caller| caller.name == "member of another organisation").expect("a stranger");
        let strange = scene.keys_of_stranger(stranger).await;
        assert_eq!(strange.len(), Scope::ALL.len() + 1);
        scene.keys.extend(strange);
        let private = endpoint(&scene, "alpha-server").await;
        let (public, nothing) = (private.replace("alpha-server", "beta-server"), private.replace("alpha-server", "no-such-server"));
        let mut wrong = Vec::new();
        for caller in scene.callers.iter().chain(&scene.keys) {
            for (path, door) in [(&private, at_private(caller)), (&public, Door::Open), (&nothing, at_nothing(caller))] {
                for method in MESSAGES {
                    let answer = scene.send(message(scene.by(caller, Method::POST, path), method)).await;
                    let challenge = answer.header("www-authenticate").starts_with("Bearer");
                    let says_more = door != Door::Open && (answer.text.contains("jsonrpc") || answer.text.contains("Alpha"));
                    if answer.status != door.status() || challenge != (door == Door::NoKey) || says_more {
                        wrong.push(format!("{} at {path} with {method}: {} instead of {door:?} ({})", caller.name, answer.status, answer.text));
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
    }
}

on_both_databases! {
    async fn a_server_of_others_looks_exactly_like_one_that_is_missing(app: TestApp) {
        let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
        let private = app.run(&ann, "greeter", "curl", "curl http://127.0.0.1:9/x", &json!({})).await;
        let list = async |endpoint: &str, key: Option<&str>| Mcp::new(endpoint, key).modern("tools/list", json!({})).await;
        let nothing = private.replace("greeter", "nothing");
        let nobody = format!("{}/mcp/nobody/nothing", app.url);
        for key in [Some(bob.as_str()), None] {
            let theirs = list(&private, key).await.alike();
            assert_eq!(theirs.0, if key.is_some() { 404 } else { 401 });
            assert_eq!(theirs, list(&nothing, key).await.alike());
            assert_eq!(theirs, list(&nobody, key).await.alike());
        }
        // What a key may ends with the key.
        let made = app.post("/v1/keys", &ann, &json!({ "name": "short", "scopes": ["tools:call"], "expires_in_days": 1 })).await.expect(201);
        let text = |part: &Value| part.as_str().expect("text").to_owned();
        let revoked = app.post("/v1/keys", &ann, &json!({ "name": "gone", "scopes": ["tools:call"] })).await.expect(201);
        for key in [&made, &revoked] {
            list(&private, Some(&text(&key["key"]))).await.expect(200);
        }
        app.send(Method::DELETE, &format!("/v1/keys/{}", text(&revoked["id"])), Some(&ann), None).await.expect(204);
        app.clock.advance_seconds(86_400 + 1);
        for key in [&made, &revoked] {
            let refused = list(&private, Some(&text(&key["key"]))).await;
            refused.problem(401, "signed_out");
            assert!(refused.header("www-authenticate").contains("invalid_token"), "{refused:?}");
        }
        list(&private, Some(&ann)).await.expect(200);
    }
}
