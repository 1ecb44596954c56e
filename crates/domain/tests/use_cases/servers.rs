//! Making, changing and deleting servers.

use contract::{
    ErrorCode,
    dto::{CallTool, PatchServer, ServerStatus, StepStatus},
    plan::Plan,
};
use domain::{audit, builds, calls, servers};
use store::ConnectionTrait;

use crate::world::{SECRET, World, fields, meta, request, shown, slug_of, spec};

#[tokio::test]
async fn a_server_is_made_built_and_shown() {
    let world = World::new().await;
    let created = servers::create(&world.ctx, request("pets"), None).await.expect("a server");
    assert_eq!(created.server.status, ServerStatus::Building);
    assert!(created.server.endpoint.ends_with("/pets") && created.server.endpoint.starts_with("http://localhost:3000/mcp/ann/"));
    world.build().await;

    let view = servers::get(&world.ctx, &slug_of("pets")).await.expect("a page");
    assert_eq!((view.summary.status, view.summary.tools, view.summary.name.as_str()), (ServerStatus::Live, 2, "Pets 🐾"));
    assert_eq!((view.description.as_str(), view.origins.as_slice()), ("All about pets.", &["https://api.example.com".to_owned()][..]));
    assert!(view.digest.starts_with("sha256:") && view.secrets[0].entered && view.secrets[0].set_at.is_some());
    assert!(view.builds[0].steps.iter().all(|step| step.status == StepStatus::Done));
    assert_eq!(servers::list(&world.ctx).await.expect("a list"), std::slice::from_ref(&view.summary));
    assert_eq!(servers::count(&world.ctx).await.expect("a count"), 1);
    assert_eq!(audit::verify(&world.ctx).await.expect("a chain").broken, None);
}

#[tokio::test]
async fn credentials_stand_nowhere_on_disk() {
    let world = World::new().await;
    servers::create(&world.ctx, request("pets"), Some("4f1c6f3e-key")).await.expect("a server");
    world.build().await;
    if !world.platform.db.is_sqlite() {
        return;
    }
    world.platform.db.connection().execute_unprepared("CREATE TABLE control (value TEXT)").await.expect("a table");
    world.platform.db.connection().execute_unprepared("INSERT INTO control VALUES ('control-value-in-clear')").await.expect("a row");
    let files = std::fs::read_dir(world.folder.path()).expect("files").map(|file| std::fs::read(file.expect("a file").path()).expect("bytes"));
    let bytes: Vec<u8> = files.flatten().collect();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("control-value-in-clear"), "the search finds what stands in clear");
    assert!(!holds(SECRET) && !holds(&SECRET[4..]), "the credential stands in clear");
}

#[tokio::test]
async fn everything_wrong_is_said_at_once_and_nothing_is_stored() {
    let world = World::new().await;
    let mut wrong = request("Not A Slug");
    wrong.name = "x".repeat(500);
    wrong.credentials = [("OTHER".to_owned(), "x".to_owned())].into();
    let error = shown(servers::create(&world.ctx, wrong, None).await);
    assert_eq!(error.code, ErrorCode::Invalid);
    // The specification's own name is the display name; it is complained about once.
    assert!(fields(&error).starts_with(&["name", "slug"]), "{error:?}");

    let mut wrong = request("pets");
    wrong.credentials = [("OTHER".to_owned(), "x".to_owned())].into();
    let error = shown(servers::create(&world.ctx, wrong, None).await);
    assert_eq!(fields(&error), ["credentials.OTHER", "credentials.PETS_TOKEN"]);

    let mut private = request("pets");
    private.spec = serde_json::from_str(&serde_json::to_string(&spec()).unwrap().replace("api.example.com", "10.0.0.7:8080")).expect("a specification");
    let error = shown(servers::create(&world.ctx, private, None).await);
    assert!(error.detail.contains("BMM_EGRESS_ALLOW=10.0.0.7:8080"), "{error:?}");

    let mut nothing = request("pets");
    nothing.spec.tools.iter_mut().for_each(|tool| tool.enabled = false);
    assert_eq!(shown(servers::create(&world.ctx, nothing, None).await).code, ErrorCode::Invalid);

    assert_eq!(servers::count(&world.ctx).await.expect("a count"), 0);
    assert!(!builds::work_off_one(&world.platform).await.expect("a worker"), "no build was stored");
}

#[tokio::test]
async fn a_slug_is_never_given_out_twice() {
    let world = World::new().await;
    world.live("pets").await;
    let error = shown(servers::create(&world.ctx, request("pets"), None).await);
    assert_eq!((error.code, fields(&error)), (ErrorCode::Conflict, vec!["slug"]));
    servers::delete(&world.ctx, &slug_of("pets")).await.expect("deleted");
    assert_eq!(shown(servers::create(&world.ctx, request("pets"), None).await).code, ErrorCode::Conflict);

    let answer = servers::check_slug(&world.ctx, "", "pets").await.expect("an answer");
    assert_eq!((answer.available, answer.suggestion.as_deref()), (false, Some("pets-2")));
    assert!(servers::check_slug(&world.ctx, "GitHub Issues", "").await.expect("an answer").available);
    assert!(!servers::check_slug(&world.ctx, "", "No!").await.expect("an answer").available);
}

#[tokio::test]
async fn deleting_leaves_nothing_but_the_slug() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let server = world.open("pets").await;
    calls::call(&world.platform, &server, "list_pets", Default::default(), calls::Via::Mcp).await.expect("an answer");
    servers::delete(&world.ctx, &slug_of("pets")).await.expect("deleted");
    let (db, org, id) = (world.platform.db.connection(), world.ctx.org.id, created.server.id.to_string());
    assert!(store::secrets::list(db, org, &id).await.expect("rows").is_empty());
    assert!(store::calls::page(db, org, &id, None, 9).await.expect("rows").is_empty());
    assert!(store::build_events::after(db, org, created.build.id, 0, 9).await.expect("rows").is_empty());
    assert_eq!(shown(servers::get(&world.ctx, &slug_of("pets")).await).code, ErrorCode::NotFound);
    assert_eq!(shown(builds::get(&world.ctx, created.build.id).await).code, ErrorCode::NotFound);
    assert!(world.runtime.stopped.lock().unwrap().contains(&created.server.id));
    let used = domain::usage::this_month(&world.ctx).await.expect("a count");
    assert_eq!(used, 1, "what a deleted server used stays counted");
}

#[tokio::test]
async fn the_plan_limits_servers() {
    let mut world = World::new().await;
    world.ctx.org.plan = Plan::Free;
    for slug in ["one", "two", "three"] {
        servers::create(&world.ctx, request(slug), None).await.expect("a server");
    }
    let error = shown(servers::create(&world.ctx, request("four"), None).await);
    assert!(error.code == ErrorCode::PaymentRequired && error.detail.contains("Free") && error.detail.contains('3'), "{error:?}");
    servers::delete(&world.ctx, &slug_of("two")).await.expect("deleted");
    servers::create(&world.ctx, request("four"), None).await.expect("room again");
}

#[tokio::test]
async fn the_same_idempotency_key_answers_as_the_first_time() {
    let world = World::new().await;
    let key = Some("2b1c5a3e-7a47-4f0e-9a0c-3a8f1f0d5a11");
    let first = servers::create(&world.ctx, request("pets"), key).await.expect("a server");
    assert_eq!(servers::create(&world.ctx, request("pets"), key).await.expect("the same"), first);
    for other in [request("cats"), {
        let mut other = request("pets");
        other.credentials.insert("PETS_TOKEN".into(), "another".into());
        other
    }] {
        assert_eq!(shown(servers::create(&world.ctx, other, key).await).code, ErrorCode::Conflict);
    }
    assert_eq!(shown(servers::create(&world.ctx, request("dogs"), Some("with space")).await).code, ErrorCode::BadRequest);
    world.clock.advance(25 * 3_600);
    servers::create(&world.ctx, request("cats"), key).await.expect("after a day, the key is new again");
}

#[tokio::test]
async fn the_same_request_twice_at_once_makes_one_server() {
    let world = World::new().await;
    let key = Some("one-key");
    let (a, b, c) = tokio::join!(
        servers::create(&world.ctx, request("pets"), key),
        servers::create(&world.ctx, request("pets"), key),
        servers::create(&world.ctx, request("pets"), key),
    );
    let (a, b, c) = (a.expect("a server"), b.expect("the same"), c.expect("the same"));
    assert!(a == b && b == c);
    assert_eq!(servers::count(&world.ctx).await.expect("a count"), 1);
}

#[tokio::test]
async fn servers_are_renamed_paused_and_made_public() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let (slug, key) = (slug_of("pets"), world.key().await);
    let open = |bearer: Option<String>| {
        let (platform, handle, slug) = (&world.platform, &world.ctx.org.handle, &slug);
        async move { calls::open(platform, &meta(platform), handle, slug, bearer.as_deref()).await }
    };
    open(Some(key.clone())).await.expect("open");
    assert_eq!(shown(open(None).await).code, ErrorCode::SignedOut);

    let patch = PatchServer { name: Some("حيوانات 🐾".into()), public: Some(true), ..PatchServer::default() };
    assert_eq!(servers::update(&world.ctx, &slug, patch).await.expect("a page").summary.name.as_str(), "حيوانات 🐾");
    open(None).await.expect("public: no key needed");

    let paused = PatchServer { paused: Some(true), ..PatchServer::default() };
    assert_eq!(servers::update(&world.ctx, &slug, paused).await.expect("a page").summary.status, ServerStatus::Paused);
    let error = shown(open(Some(key.clone())).await);
    assert!(error.code == ErrorCode::Unavailable && error.detail.contains("paused"), "{error:?}");
    assert_eq!(*world.runtime.stopped.lock().unwrap(), [created.server.id]);
    calls::playground(&world.ctx, &slug, "list_pets", CallTool { arguments: Default::default() }).await.expect("the playground works while paused");

    let resumed = PatchServer { paused: Some(false), public: Some(false), ..PatchServer::default() };
    servers::update(&world.ctx, &slug, resumed).await.expect("a page");
    open(Some(key)).await.expect("open again");
    let long = PatchServer { name: Some("x".repeat(81)), ..PatchServer::default() };
    assert_eq!(fields(&shown(servers::update(&world.ctx, &slug, long).await)), ["name"]);
}

#[tokio::test]
async fn a_replaced_credential_is_used_at_once() {
    let world = World::new().await;
    world.live("pets").await;
    let slug = slug_of("pets");
    let try_it = || calls::playground(&world.ctx, &slug, "list_pets", CallTool { arguments: Default::default() });
    let said = |answer: contract::dto::ToolAnswer| format!("{:?}", answer.content);
    assert!(said(try_it().await.expect("an answer")).contains(SECRET));
    servers::replace_secret(&world.ctx, &slug, "PETS_TOKEN", "  newer\n".into()).await.expect("replaced");
    assert!(said(try_it().await.expect("an answer")).contains("with newer\""));
    assert_eq!(fields(&shown(servers::replace_secret(&world.ctx, &slug, "PETS_TOKEN", "two\nlines".into()).await)), ["value"]);
    assert_eq!(shown(servers::replace_secret(&world.ctx, &slug, "OTHER", "x".into()).await).code, ErrorCode::NotFound);
}

#[tokio::test]
async fn changes_at_the_same_time_wait_for_each_other() {
    let mut world = World::new().await;
    world.ctx.org.plan = Plan::Free;
    let slugs = ["one", "two", "three", "four", "five", "six"];
    let made = futures::future::join_all(slugs.map(|slug| servers::create(&world.ctx, request(slug), None))).await;
    let (made, refused): (Vec<_>, Vec<_>) = made.into_iter().partition(Result::is_ok);
    assert_eq!(made.len(), 3, "the plan has three places");
    assert!(refused.into_iter().all(|refused| shown(refused).code == ErrorCode::PaymentRequired));
    assert_eq!(audit::verify(&world.ctx).await.expect("a chain").broken, None);
}
