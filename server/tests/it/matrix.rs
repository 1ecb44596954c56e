//! Who may pass which door. Every REST route, server function, page and form is taken from the product's own lists,
//! compared with what is expected of it, and tried by every kind of caller: the answer is the one that the permission
//! table gives, and what belongs to somebody else is missing.

pub mod expected;
mod gateway;
mod people;
mod step_up;
mod strangers;

use std::collections::BTreeSet;

use app::{served::PageRight, ssr::forms::FormRight};
use bmm::http::{pages, routes::Right, table::table};
use reqwest::Method;
use testkit::{Answer, Database, TestApp};

use self::{
    expected::{ENDS_SOMETHING, FORMS, FUNCTIONS, LIVE_PAGES, REST, SERVED_PAGES, SITE, Want},
    people::{Caller, Scene, TICKET_SUBJECT},
};

const SETTINGS: [(&str, &str); 2] = [("BMM_TRUSTED_PROXIES", "127.0.0.1"), ("BMM_ADMIN_EMAILS", "operator@example.com")];

#[tokio::test]
async fn every_door_is_expected_and_asks_for_what_is_expected() {
    let rest = table().into_iter().map(|route| (format!("{} {}", route.method, route.path), of_route(route.right)));
    compare("REST route", rest, REST.iter().map(|(name, want, _)| (*name, *want)));
    let served = app::served::pages().into_iter().map(|page| (page.path.to_owned(), of_page(page.right)));
    compare("served page", served, SERVED_PAGES.iter().copied());
    let forms = app::ssr::forms::list::list::<()>().into_iter().map(|form| (form.path.to_owned(), of_form(form.right)));
    compare("form", forms, FORMS.iter().map(|(name, want, _)| (*name, *want)));
    // Pages that live in the browser and server functions carry no right of their own: their names are compared.
    app::server_functions();
    let functions: BTreeSet<_> = leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.trim_start_matches("/_fn/").to_owned()).collect();
    assert_eq!(functions, FUNCTIONS.iter().map(|(name, ..)| (*name).to_owned()).collect(), "server functions");
    let live: BTreeSet<_> = pages::routes().into_iter().map(|page| page.path().to_owned()).collect();
    let expected: BTreeSet<_> = LIVE_PAGES.iter().map(|(path, _)| axum_path(path)).collect();
    assert_eq!(live.into_iter().map(|path| axum_path(&path)).collect::<BTreeSet<_>>(), expected, "live pages");
    // Whatever takes an id is tried with the id of something that is there.
    let all = REST.iter().map(|(name, ..)| name.split_once(' ').map_or(*name, |(_, path)| path)).chain(SERVED_PAGES.iter().map(|(path, _)| *path));
    for path in all.chain(FORMS.iter().map(|(path, ..)| *path)).filter(|path| path.contains("{id}")) {
        let is_known = WITHOUT_A_THING.iter().any(|start| path.starts_with(start)) || !with_names(path).contains("nothing");
        assert!(is_known, "the matrix has nothing that {path} could name");
    }
}

/// Doors with an id that nobody in the scene has one for: those of the operator, who sees every organisation, and invoices,
/// which `billing/plans.rs` looks at.
const WITHOUT_A_THING: &[&str] = &["/v1/admin/", "/admin/", "/forms/admin/", "/forms/status/", "/v1/billing/invoices/"];

/// `/servers/:slug` as `/servers/{slug}`.
fn axum_path(path: &str) -> String {
    let part = |part: &str| part.strip_prefix(':').map_or_else(|| part.to_owned(), |name| format!("{{{name}}}"));
    path.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn compare<'a>(what: &str, found: impl Iterator<Item = (String, Want)>, expected: impl Iterator<Item = (&'a str, Want)>) {
    let expected: Vec<_> = expected.collect();
    let mut seen = BTreeSet::new();
    for (name, right) in found {
        let want = expected.iter().find(|(known, _)| *known == name).unwrap_or_else(|| panic!("the {what} {name} has no entry in the matrix"));
        assert_eq!(right, want.1, "{what} {name}");
        seen.insert(name);
    }
    for (name, _) in expected {
        assert!(seen.contains(name), "the {what} {name} stands in the matrix and not in the product");
    }
}

fn of_route(right: Right) -> Want {
    match right {
        Right::Everybody => Want::Everybody,
        Right::Needs(permission) => Want::Needs(permission),
        Right::PlatformAdmin => Want::PlatformAdmin,
    }
}

fn of_page(right: PageRight) -> Want {
    match right {
        PageRight::Everybody => Want::Everybody,
        PageRight::Needs(permission) => Want::Needs(permission),
        PageRight::PlatformAdmin => Want::PlatformAdmin,
    }
}

fn of_form(right: FormRight) -> Want {
    match right {
        FormRight::Everybody => Want::Everybody,
        FormRight::Person => Want::Person,
        FormRight::Needs(permission) => Want::Needs(permission),
        FormRight::PlatformAdmin => Want::PlatformAdmin,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_caller_at_every_door_on_sqlite() {
    walk(Scene::set(TestApp::with(Database::Sqlite, &SETTINGS).await).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_caller_at_every_door_on_postgres() {
    walk(Scene::set(TestApp::with(Database::Postgres, &SETTINGS).await).await).await;
}

async fn walk(scene: Scene) {
    let mut wrong = Vec::new();
    for key in &scene.keys {
        let theirs = scene.personal().await;
        for (name, want, body) in REST {
            at_rest(&scene, key, name, *want, body, &mut wrong).await;
        }
        assert_eq!(scene.personal().await, theirs, "{} changed something of the owner's", key.name);
    }
    for caller in &scene.callers {
        let (before, theirs) = (scene.events().await, scene.personal().await);
        for (name, want, body) in REST {
            at_rest(&scene, caller, name, *want, body, &mut wrong).await;
        }
        for (name, want, arguments) in FUNCTIONS {
            at_function(&scene, caller, name, *want, arguments, &mut wrong).await;
        }
        let looked = scene.events().await;
        for (path, want) in LIVE_PAGES.iter().chain(SERVED_PAGES) {
            at_page(&scene, caller, &axum_path(path), *want, &mut wrong).await;
        }
        // The public site has no doors at all.
        for path in SITE {
            at_page(&scene, caller, path, Want::Everybody, &mut wrong).await;
        }
        if scene.events().await != looked {
            wrong.push(format!("{} changed something by looking at pages", caller.name));
        }
        for (path, want, fields) in FORMS {
            at_form(&scene, caller, path, *want, fields, &mut wrong).await;
        }
        if caller.role.is_none() && scene.events().await != before {
            wrong.push(format!("{} changed something in an organisation that is not theirs", caller.name));
        }
        if !caller.is_owner {
            assert_eq!(scene.personal().await, theirs, "{} changed something of the owner's", caller.name);
        }
    }
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_looks_missing_to_others_is_there_for_its_owner() {
    Scene::set(TestApp::new().await).await.owner_finds_what_is_theirs().await;
}

/// The id in a path, by the noun before it.
fn with_names(path: &str) -> String {
    let id = [
        ("/v1/authorings/", "AUTHORING"),
        ("/authorings/", "AUTHORING"),
        ("/v1/builds/", "BUILD"),
        ("/builds/", "BUILD"),
        ("/v1/keys/", "KEY"),
        ("/v1/members/", "MEMBER"),
        ("/v1/invitations/", "INVITATION"),
        ("/v1/orgs/", "ORG"),
        ("/v1/tickets/", "TICKET"),
        ("/support/", "TICKET"),
        ("/forms/tickets/", "TICKET"),
        ("/v1/account/passkeys/", "PASSKEY"),
        ("/v1/account/sessions/", "SESSION"),
    ];
    let id = id.into_iter().find(|(start, _)| path.starts_with(start)).map_or("nothing", |(_, name)| name);
    path.replace("{slug}", "SLUG")
        .replace("{id}", id)
        .replace("{tool}", "run")
        .replace("{name}", "X")
        .replace("{token}", "nothing")
        .replace("{page}", "nothing")
        .replace("{image}", "nothing")
}

/// What the door has to do with this caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    SignIn,
    Forbidden,
    /// Nothing is there for them.
    Missing,
    Pass,
}

fn verdict(caller: &Caller, want: Want) -> Verdict {
    match want {
        Want::Everybody => Verdict::Pass,
        _ if caller.is_nobody() => Verdict::SignIn,
        Want::Person => Verdict::Pass,
        Want::PlatformAdmin => {
            if caller.is_platform_admin {
                Verdict::Pass
            } else {
                Verdict::Missing
            }
        }
        Want::Needs(permission) => {
            if caller.may(permission) {
                Verdict::Pass
            } else {
                Verdict::Forbidden
            }
        }
    }
}

async fn at_rest(scene: &Scene, caller: &Caller, name: &str, want: Want, body: &str, wrong: &mut Vec<String>) {
    let (method, path) = name.split_once(' ').expect("method and path");
    let (verdict, names_something) = (verdict(caller, want), path.contains('{') || body.contains("MEMBER"));
    if verdict == Verdict::Pass && ENDS_SOMETHING.contains(&name) {
        return;
    }
    // Whoever belongs to A asks for what does not exist, so that nothing of A is changed; strangers ask for what is A's.
    let stranger = caller.role.is_none();
    let path = with_names(path);
    let path = if name.starts_with("POST /v1/orgs/{id}") && !stranger {
        "/v1/orgs/org_00000000000000000000000000/switch".to_owned()
    } else {
        scene.fill(&path, stranger || caller.is_foreign_at(&path))
    };
    let method: Method = method.parse().expect("a method");
    let mut request = scene.by(caller, method.clone(), &path);
    if method != Method::GET && method != Method::DELETE {
        let body = if body.is_empty() { r#"{"nonsense":true}"# } else { body };
        request = request.header("content-type", "application/json").body(scene.fill(body, stranger));
    }
    let answer = scene.send(request).await;
    let right = match verdict {
        Verdict::SignIn => answer.status == 401,
        Verdict::Forbidden => answer.status == 403,
        Verdict::Missing => answer.status == 404,
        Verdict::Pass if names_something && want != Want::Everybody => answer.status == 404,
        Verdict::Pass => !matches!(answer.status, 401 | 403 | 405 | 500..) || answer.status == 503,
    };
    // Who runs the platform sees every organisation.
    let stranger = stranger && want != Want::PlatformAdmin;
    note(right && keeps_quiet(&answer, stranger) && keeps_personal(caller, want, &answer), caller, name, verdict, &answer, wrong);
}

async fn at_function(scene: &Scene, caller: &Caller, name: &str, want: Want, arguments: &str, wrong: &mut Vec<String>) {
    // Server functions belong to pages: they know cookies and no keys.
    let verdict = if caller.is_key() && want != Want::Everybody { Verdict::SignIn } else { verdict(caller, want) };
    let stranger = caller.role.is_none();
    let request = scene.by(caller, Method::POST, &format!("/_fn/{name}")).header("content-type", "application/json").body(scene.fill(arguments, stranger));
    let answer = scene.send(request).await;
    let names_something = ["SLUG", "BUILD", "DRAFT", "ORG"].iter().any(|name| arguments.contains(name));
    let right = match verdict {
        Verdict::SignIn => answer.status == 401,
        Verdict::Forbidden => answer.status == 403,
        Verdict::Missing => answer.status == 404,
        Verdict::Pass if names_something && stranger => matches!(answer.status, 404 | 409),
        Verdict::Pass => !matches!(answer.status, 401 | 403 | 409 | 500..),
    };
    note(right && keeps_quiet(&answer, stranger), caller, name, verdict, &answer, wrong);
}

async fn at_page(scene: &Scene, caller: &Caller, path: &str, want: Want, wrong: &mut Vec<String>) {
    let verdict = if caller.is_key() && want != Want::Everybody { Verdict::SignIn } else { verdict(caller, want) };
    let stranger = caller.role.is_none();
    let named = with_names(path);
    let answer = scene.send(scene.by(caller, Method::GET, &scene.fill(&named, true)).header("accept", "text/html")).await;
    let to_sign_in = matches!(answer.status, 302 | 303) && answer.header("location").starts_with("/login");
    let right = match verdict {
        Verdict::SignIn => to_sign_in,
        Verdict::Forbidden => answer.status == 403,
        Verdict::Missing => answer.status == 404,
        Verdict::Pass if path.contains('{') && (stranger || caller.is_foreign_at(&named)) => answer.status == 404,
        Verdict::Pass => !to_sign_in && matches!(answer.status, 200 | 302 | 303 | 307 | 404),
    };
    let forms = answer.text.matches("method=\"post\" action=\"/forms/servers").count() + answer.text.matches("action=\"/forms/orgs/rename\"").count();
    let named = answer.text.matches("name=\"org\"").count();
    if forms > named {
        wrong.push(format!("{} at {path}: {forms} forms, and {named} name their organisation", caller.name));
    }
    let quiet = keeps_quiet(&answer, stranger && want != Want::PlatformAdmin) && keeps_personal(caller, want, &answer);
    note(right && quiet, caller, path, verdict, &answer, wrong);
}

async fn at_form(scene: &Scene, caller: &Caller, path: &str, want: Want, fields: &[(&str, &str)], wrong: &mut Vec<String>) {
    let verdict = if caller.is_key() && want != Want::Everybody { Verdict::SignIn } else { verdict(caller, want) };
    // Signing out would end what the next lines need, and so would leaving.
    if (path == "/forms/sign-out" && !caller.is_nobody()) || (verdict == Verdict::Pass && ENDS_SOMETHING.contains(&path)) {
        return;
    }
    let stranger = caller.role.is_none();
    let named = with_names(path);
    let real = |text: &str| scene.fill(text, stranger || caller.is_foreign_at(text));
    let mut body: Vec<(String, String)> = fields.iter().map(|(name, value)| ((*name).to_owned(), real(value))).collect();
    body.push(("org".into(), scene.fill("ORG", true)));
    if path == "/forms/orgs/switch" && !stranger {
        body = vec![("to".into(), "org_00000000000000000000000000".into())];
    }
    let answer = scene.send(scene.by(caller, Method::POST, &real(&named)).form(&body)).await;
    let to_sign_in = answer.status == 303 && answer.header("location").starts_with("/login");
    let right = match verdict {
        Verdict::SignIn => to_sign_in,
        // The form was made for another organisation than the one that is open.
        _ if stranger && matches!(want, Want::Needs(_)) => answer.status == 409,
        Verdict::Forbidden => answer.status == 403,
        Verdict::Missing => answer.status == 404,
        Verdict::Pass if want == Want::Everybody => matches!(answer.status, 200 | 303),
        // Answers its island in JSON; nothing is sold here.
        Verdict::Pass if path == "/forms/billing/checkout" => answer.status == 404 && answer.text.contains("billing is off"),
        // What a path names does not exist, so that nothing is changed.
        Verdict::Pass if path.contains('{') => !to_sign_in && matches!(answer.status, 200 | 303 | 404),
        Verdict::Pass => !to_sign_in && matches!(answer.status, 200 | 303),
    };
    note(right && keeps_quiet(&answer, stranger), caller, path, verdict, &answer, wrong);
}

/// Whether nobody but the owner, and whoever answers tickets, is shown the owner's ticket.
fn keeps_personal(caller: &Caller, want: Want, answer: &Answer) -> bool {
    caller.is_owner || want == Want::PlatformAdmin || !answer.text.contains(TICKET_SUBJECT)
}

/// Whether a stranger is told nothing about A.
fn keeps_quiet(answer: &Answer, stranger: bool) -> bool {
    !stranger || !(answer.text.contains("owner@a.example") || answer.text.contains("\"Alpha\""))
}

fn note(right: bool, caller: &Caller, door: &str, verdict: Verdict, answer: &Answer, wrong: &mut Vec<String>) {
    if !right {
        let text: String = answer.text.chars().take(200).collect();
        wrong.push(format!("{} at {door}: {} instead of {verdict:?} ({} {text})", caller.name, answer.status, answer.header("location")));
    }
}
