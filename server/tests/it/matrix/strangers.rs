//! Ids of others in the hands of people who look at an organisation of their own. The form says which organisation that is,
//! as every page of theirs does, so nothing but the id itself is in the way: it has to look like one that never was, and
//! whatever it names has to stay as it is.

use std::collections::BTreeSet;

use app::ssr::{cookies, flash};
use contract::ErrorCode;
use reqwest::{Method, header};
use serde_json::{Value, json};
use testkit::{Answer, on_both_databases};

use super::{
    Verdict, WITHOUT_A_THING,
    expected::{FORMS, FUNCTIONS, Fields, REST, Want},
    note,
    people::{Caller, Scene},
    verdict, with_names,
};

/// Other ways through a form than the one that stands in the list.
const ALSO: &[(&str, Fields)] = &[
    ("/forms/authorings/refine", &[("server", "SLUG"), ("text", "Make it read-only.")]),
    ("/forms/drafts/check", &[("draft", "DRAFT"), ("action", "run")]),
    ("/forms/drafts/check", &[("draft", "DRAFT"), ("action", "test:X")]),
    ("/forms/members/role", &[("member", "MEMBER"), ("role", "owner")]),
];

/// A stranger, and the organisation that they look at.
struct Stranger<'a> {
    caller: &'a Caller,
    org: String,
}

impl<'a> Stranger<'a> {
    async fn new(scene: &Scene, caller: &'a Caller) -> Self {
        let own = scene.send(scene.by(caller, Method::GET, "/v1/me/org")).await.expect(200);
        Self { caller, org: own["id"].as_str().expect("an id").to_owned() }
    }

    /// The form's own organisation is the stranger's; everything else that it names is A's.
    async fn post(&self, scene: &Scene, path: &str, fields: Fields) -> Answer {
        let mut body: Vec<_> = fields.iter().map(|(name, value)| (*name, scene.fill(value, true))).collect();
        body.push(("org", self.org.clone()));
        scene.send(scene.by(self.caller, Method::POST, &scene.fill(&with_names(path), true)).form(&body)).await
    }

    async fn call(&self, scene: &Scene, name: &str, arguments: &str) -> Answer {
        let arguments = scene.fill(&arguments.replace("ORG", &self.org), true);
        scene.send(scene.by(self.caller, Method::POST, &format!("/_fn/{name}")).header("content-type", "application/json").body(arguments)).await
    }
}

fn path(name: &str) -> &str {
    name.split_once(' ').expect("method and path").1
}

async fn ask(scene: &Scene, caller: &Caller, name: &str, body: &str) -> Answer {
    let (method, path) = name.split_once(' ').expect("method and path");
    let request = scene.by(caller, method.parse().expect("a method"), &scene.fill(&with_names(path), true));
    scene.send(if body.is_empty() { request } else { request.header("content-type", "application/json").body(scene.fill(body, true)) }).await
}

/// Whether a form's answer says that what it named is not there: on the page that it leads back to, or with its status.
fn looks_missing(answer: &Answer) -> bool {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    let message = set.filter_map(|cookie| cookie.strip_prefix(cookies::FLASH)?.strip_prefix('=')?.split(';').next()).find_map(flash::decode);
    match answer.status {
        303 => message.and_then(|message| message.error).is_some_and(|error| error.code == ErrorCode::NotFound),
        status => status == 404,
    }
}

fn names_something(scene: &Scene, text: &str) -> bool {
    scene.real.iter().any(|(name, _)| text.contains(name))
}

/// Forms that name something of A's in their path or their fields.
fn forms(scene: &Scene) -> Vec<(&'static str, Fields)> {
    let is_closed = |want: &Want| matches!(want, Want::Needs(_) | Want::Person);
    let listed = FORMS.iter().filter(|(path, want, _)| is_closed(want) && !WITHOUT_A_THING.iter().any(|start| path.starts_with(start)));
    let all = listed.map(|(path, _, fields)| (*path, *fields)).chain(ALSO.iter().copied());
    all.filter(|(path, fields)| names_something(scene, &with_names(path)) || fields.iter().any(|(_, value)| names_something(scene, value))).collect()
}

/// Everything of A's that an id leads to, as its owner sees it.
async fn whole(scene: &Scene) -> Vec<Value> {
    let mut seen = scene.personal().await.to_vec();
    let lists = ["/v1/me/org", "/v1/members", "/v1/invitations", "/v1/keys", "/v1/servers"];
    for path in lists.into_iter().chain(["/v1/servers/SLUG", "/v1/builds/BUILD", "/v1/authorings/AUTHORING"]) {
        seen.push(scene.json(scene.owner(), Method::GET, &scene.fill(path, true), None).await);
    }
    seen.push(scene.json(scene.owner(), Method::POST, "/_fn/drafts/open", Some(json!({ "id": scene.fill("DRAFT", true) }))).await);
    seen
}

/// The authoring of the scene ends by itself: there is no model.
async fn wait_for_authoring(scene: &Scene) {
    let path = scene.fill("/v1/authorings/AUTHORING", true);
    for _ in 0..300 {
        if scene.json(scene.owner(), Method::GET, &path, None).await["status"] == "failed" {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the authoring did not end within 30 s");
}

on_both_databases! {
    async fn what_others_have_is_missing_in_an_organisation_of_ones_own(app: TestApp) {
        let scene = Scene::set(app).await;
        let people: Vec<_> = scene.callers.iter().filter(|caller| caller.role.is_none() && !caller.is_nobody()).collect();
        assert_eq!(people.len(), 2, "somebody of another organisation, and whoever runs the platform");
        let keys = scene.keys_of_stranger(people[0]).await;
        wait_for_authoring(&scene).await;
        let (events, before, mut wrong, mut tried) = (scene.events().await, whole(&scene).await, Vec::new(), BTreeSet::new());
        for caller in &people {
            let stranger = Stranger::new(&scene, caller).await;
            for (path, fields) in forms(&scene) {
                let answer = stranger.post(&scene, path, fields).await;
                note(looks_missing(&answer), caller, path, Verdict::Missing, &answer, &mut wrong);
                tried.insert(path);
            }
            for (name, _, arguments) in FUNCTIONS.iter().filter(|(_, _, arguments)| names_something(&scene, &arguments.replace("ORG", ""))) {
                let answer = stranger.call(&scene, name, arguments).await;
                note(answer.status == 404, caller, name, Verdict::Missing, &answer, &mut wrong);
                tried.insert(name);
            }
        }
        for caller in people.into_iter().chain(&keys) {
            let names_a = |name: &str, body: &str| names_something(&scene, &with_names(path(name))) || names_something(&scene, body);
            for (name, want, body) in REST.iter().filter(|(name, want, body)| matches!(want, Want::Needs(_)) && names_a(name, body)) {
                let answer = ask(&scene, caller, name, body).await;
                let forbidden = verdict(caller, *want) == Verdict::Forbidden;
                note(answer.status == if forbidden { 403 } else { 404 }, caller, name, Verdict::Missing, &answer, &mut wrong);
                tried.insert(name);
            }
        }
        assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
        assert_eq!(scene.events().await, events, "something of A's was changed");
        for (after, before) in whole(&scene).await.into_iter().zip(before) {
            assert_eq!(after, before, "something of A's was changed");
        }
        for door in ["/forms/keys/revoke", "/forms/orgs/transfer", "/forms/servers/{slug}/delete", "drafts/save", "servers/call", "POST /v1/me/org/transfer"] {
            assert!(tried.contains(door), "{door} was not tried: {tried:?}");
        }
    }
}
