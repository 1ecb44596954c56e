//! The wizard, step by step.

use contract::{
    ErrorCode,
    dto::{CheckOutcome, CredentialInput, DraftInput, PreviewResponse, ServerStatus},
    spec::{SecretIn, SourceKind},
};
use domain::{
    drafts::{self, CheckInput, ToolEdit},
    ports::RuntimeError,
    servers, store,
};

use crate::{
    fakes::text,
    world::{DOCUMENT, SECRET, World, fields, shown, slug_of},
};

fn typed(text: &str) -> DraftInput {
    DraftInput {
        kind: SourceKind::Openapi,
        name: "Pets".into(),
        slug: "pets".into(),
        text: text.into(),
        url: String::new(),
        base_url: String::new(),
        other_texts: Default::default(),
    }
}

fn edit(tool: &str) -> ToolEdit {
    ToolEdit { tool: tool.into(), enabled: true, name: None, description: None, read_only: None, destructive: None }
}

/// The slot that the document's security scheme became.
fn slot(preview: &PreviewResponse) -> String {
    preview.spec.secrets[0].name.clone()
}

fn entering(slot: &str, value: &str) -> CheckInput {
    CheckInput { credentials: [(slot.to_owned(), value.to_owned())].into(), ..CheckInput::default() }
}

#[tokio::test]
async fn an_error_loses_nothing_that_was_typed() {
    let world = World::new().await;
    let draft = drafts::create(&world.ctx, typed("")).await.expect("a draft");
    let wrong = DraftInput { name: "x".repeat(500), ..typed("<html>not a document</html>") };
    let error = shown(drafts::describe(&world.ctx, draft.id, wrong.clone()).await);
    assert!(fields(&error).contains(&"name") && fields(&error).contains(&"source.text"), "{error:?}");
    let kept = drafts::get(&world.ctx, draft.id).await.expect("a draft");
    assert_eq!((kept.input, kept.preview), (wrong, None));
}

#[tokio::test]
async fn a_taken_slug_is_noticed_on_step_one() {
    let world = World::new().await;
    world.live("pets").await;
    let draft = drafts::create(&world.ctx, typed(DOCUMENT)).await.expect("a draft");
    let error = shown(drafts::describe(&world.ctx, draft.id, typed(DOCUMENT)).await);
    assert_eq!((error.code, fields(&error)), (ErrorCode::Conflict, vec!["slug"]));
    let unnamed = DraftInput { name: String::new(), slug: String::new(), ..typed(DOCUMENT) };
    let view = drafts::describe(&world.ctx, draft.id, unnamed).await.expect("a preview");
    assert_eq!((view.input.name.as_str(), view.input.slug.as_str()), ("Pets", "pets-2"));
}

#[tokio::test]
async fn edits_survive_a_new_look_at_the_source() {
    let world = World::new().await;
    let draft = drafts::create(&world.ctx, typed("")).await.expect("a draft");
    let preview = drafts::describe(&world.ctx, draft.id, typed(DOCUMENT)).await.expect("a preview").preview.expect("a preview");
    let names: Vec<_> = preview.spec.tools.iter().map(|tool| tool.name.clone()).collect();
    let renamed = ToolEdit { name: Some("all_pets".into()), description: Some("Every pet there is.".into()), ..edit(&names[0]) };
    let off = ToolEdit { enabled: false, ..edit(&names[1]) };
    let view = drafts::check(&world.ctx, draft.id, CheckInput { edits: vec![renamed, off], ..CheckInput::default() }).await.expect("checked");
    assert_eq!(view.preview.expect("a preview").spec.enabled_tools().map(|tool| tool.name.as_str()).collect::<Vec<_>>(), ["all_pets"]);

    let changed = DOCUMENT.replace("Adds a pet", "Adds one pet");
    let spec = drafts::describe(&world.ctx, draft.id, typed(&changed)).await.expect("a preview").preview.expect("a preview").spec;
    assert_eq!((spec.tools[0].name.as_str(), spec.tools[0].description.as_str()), ("all_pets", "Every pet there is."));
    assert!(!spec.tools[1].enabled && spec.tools[1].description.contains("one pet"), "what was not edited follows the source: {:?}", spec.tools[1]);

    // The same tool under its new name: earlier edits stay.
    let again = ToolEdit { read_only: Some(false), ..edit("all_pets") };
    let spec = drafts::check(&world.ctx, draft.id, CheckInput { edits: vec![again], ..CheckInput::default() }).await.expect("checked").preview.unwrap().spec;
    assert!(spec.tools[0].name == "all_pets" && !spec.tools[0].annotations.read_only);

    let wrong = ToolEdit { name: Some("has spaces".into()), ..edit("all_pets") };
    assert_eq!(shown(drafts::check(&world.ctx, draft.id, CheckInput { edits: vec![wrong], ..CheckInput::default() }).await).code, ErrorCode::Invalid);
    let kept = drafts::get(&world.ctx, draft.id).await.expect("a draft").preview.expect("a preview");
    assert_eq!(kept.spec.tools[0].name, "has spaces", "a wrong name stays to be put right");
}

#[tokio::test]
async fn a_draft_becomes_a_server_with_its_credentials_once() {
    let world = World::new().await;
    let draft = drafts::create(&world.ctx, typed(DOCUMENT)).await.expect("a draft");
    let view = drafts::describe(&world.ctx, draft.id, typed(DOCUMENT)).await.expect("a preview");
    let slot = slot(&view.preview.expect("a preview"));
    let missing = shown(drafts::run(&world.ctx, draft.id).await);
    assert_eq!(fields(&missing), [format!("credentials.{slot}")]);

    let view = drafts::check(&world.ctx, draft.id, entering(&slot, SECRET)).await.expect("checked");
    assert_eq!(view.entered, std::slice::from_ref(&slot));
    assert_eq!(drafts::check(&world.ctx, draft.id, entering(&slot, "")).await.expect("checked").entered, [slot], "an empty field changes nothing");

    let (first, second) = tokio::join!(drafts::run(&world.ctx, draft.id), drafts::run(&world.ctx, draft.id));
    let created = first.expect("a server");
    assert_eq!(second.expect("the same"), created);
    assert_eq!(drafts::run(&world.ctx, draft.id).await.expect("the same"), created);
    assert_eq!(shown(drafts::get(&world.ctx, draft.id).await).code, ErrorCode::NotFound);
    assert!(drafts::list(&world.ctx).await.expect("a list").is_empty());
    let left = store::secrets::list(world.platform.db.connection(), world.ctx.org.id, &draft.id.to_string()).await.expect("rows");
    assert!(left.is_empty());

    world.build().await;
    let server = servers::get(&world.ctx, &slug_of("pets")).await.expect("a page");
    assert!(server.summary.status == ServerStatus::Live && server.secrets[0].entered);
    let tool = server.tool_list[0].name.clone();
    let answer = domain::calls::playground(&world.ctx, &slug_of("pets"), &tool, contract::dto::CallTool { arguments: Default::default() }).await;
    assert!(format!("{:?}", answer.expect("an answer").content).contains(SECRET), "the credential opens under the server");
}

#[tokio::test]
async fn credentials_are_added_where_a_document_is_silent() {
    let world = World::new().await;
    let silent = DOCUMENT.replace(r#""security": [{"token": []}],"#, "");
    let draft = drafts::create(&world.ctx, typed(&silent)).await.expect("a draft");
    let view = drafts::describe(&world.ctx, draft.id, typed(&silent)).await.expect("a preview");
    assert!(view.preview.expect("a preview").spec.needed_secrets().next().is_none());
    let added = CredentialInput { name: "API_KEY".into(), place: SecretIn::Header, param: "X-Api-Key".into(), prefix: String::new() };
    let input = CheckInput { added: vec![added], ..entering("API_KEY", SECRET) };
    let view = drafts::check(&world.ctx, draft.id, input).await.expect("checked");
    assert_eq!(view.entered, ["API_KEY"]);
    let needed: Vec<_> = view.preview.as_ref().expect("a preview").spec.needed_secrets().map(|slot| slot.name.clone()).collect();
    assert_eq!(needed, ["API_KEY"]);
    let error = shown(drafts::check(&world.ctx, draft.id, entering("NOPE", "x")).await);
    assert_eq!(fields(&error), ["credentials.NOPE"]);
}

#[tokio::test]
async fn a_new_base_url_is_looked_at_like_any_other() {
    let world = World::new().await;
    let draft = drafts::create(&world.ctx, typed(DOCUMENT)).await.expect("a draft");
    drafts::describe(&world.ctx, draft.id, typed(DOCUMENT)).await.expect("a preview");
    let moved = |url: &str| CheckInput { base_url: Some(url.into()), ..CheckInput::default() };
    let view = drafts::check(&world.ctx, draft.id, moved("https://eu.example.com/v2")).await.expect("checked");
    assert_eq!(view.input.base_url, "https://eu.example.com/v2");
    assert_eq!(view.preview.expect("a preview").spec.origins[0].as_str(), "https://eu.example.com");
    let error = shown(drafts::check(&world.ctx, draft.id, moved("http://10.0.0.7:8080")).await);
    assert!(fields(&error).contains(&"base_url"), "{error:?}");
}

#[tokio::test]
async fn a_credential_is_tried_with_one_read_only_call() {
    let world = World::new().await;
    let draft = drafts::create(&world.ctx, typed(DOCUMENT)).await.expect("a draft");
    let view = drafts::describe(&world.ctx, draft.id, typed(DOCUMENT)).await.expect("a preview");
    let slot = slot(&view.preview.expect("a preview"));
    let check = || drafts::check_credential(&world.ctx, draft.id, &slot);
    assert_eq!(shown(check().await).code, ErrorCode::Invalid, "nothing entered yet");
    drafts::check(&world.ctx, draft.id, entering(&slot, SECRET)).await.expect("checked");

    world.runtime.answer_with(|call, secret| {
        assert!(call.arguments.is_empty() && secret.as_deref() == Some(SECRET));
        Ok(text(false, "[]"))
    });
    assert_eq!(check().await.expect("an outcome").outcome, CheckOutcome::Accepted);
    for (answer, expected) in [
        (Ok(text(true, "HTTP 401 Unauthorized\nno")), CheckOutcome::Refused),
        (Ok(text(true, "HTTP 403 Forbidden")), CheckOutcome::Refused),
        (Ok(text(true, "HTTP 500 Internal Server Error")), CheckOutcome::Unknown),
        (Err(RuntimeError::Busy), CheckOutcome::Unknown),
    ] {
        world.runtime.answer_with(move |_, _| answer.clone());
        let outcome = check().await.expect("an outcome");
        assert!(outcome.outcome == expected && !outcome.message.contains(SECRET), "{outcome:?}");
    }
    assert_eq!(world.runtime.stopped.lock().unwrap().len(), 5, "no sandbox is left behind");
}

#[tokio::test]
async fn drafts_are_listed_saved_deleted_and_forgotten() {
    let world = World::new().await;
    let first = drafts::create(&world.ctx, typed("a")).await.expect("a draft");
    let second = drafts::create(&world.ctx, DraftInput { name: String::new(), ..typed("b") }).await.expect("a draft");
    let titles = |list: Vec<(contract::DraftId, String, _)>| list.into_iter().map(|(_, title, _)| title).collect::<Vec<_>>();
    assert_eq!(titles(drafts::list(&world.ctx).await.expect("a list")), ["openapi", "Pets"]);
    drafts::save(&world.ctx, first.id, typed("half a docu")).await.expect("saved");
    assert_eq!(drafts::get(&world.ctx, first.id).await.expect("a draft").input.text, "half a docu");
    let asked = async |draft: contract::DraftId| {
        let (platform, org, user, now) = (&world.platform, world.ctx.org.id, world.ctx.person.id, world.platform.now());
        let (id, subject) = (platform.id(contract::AuthoringId::new), draft.to_string());
        let new = store::authorings::NewAuthoring { id, org, user, kind: "describe", subject: &subject, request: "{}".into(), now };
        store::authorings::insert(platform.db.connection(), new).await.expect("an authoring");
        id
    };
    let is_there =
        async |id: contract::AuthoringId| store::authorings::by_id(world.platform.db.connection(), world.ctx.org.id, id).await.expect("asked").is_some();
    let (kept, gone) = (asked(first.id).await, asked(second.id).await);
    drafts::delete(&world.ctx, second.id).await.expect("deleted");
    assert_eq!((is_there(kept).await, is_there(gone).await), (true, false), "what a model was asked goes with its draft");
    assert_eq!(shown(drafts::save(&world.ctx, second.id, typed("x")).await).code, ErrorCode::NotFound);

    world.clock.advance(31 * 24 * 3_600);
    let stop = tokio_util::sync::CancellationToken::new();
    let ((), ()) = tokio::join!(domain::usage::work(&world.platform, stop.clone()), async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        stop.cancel();
    });
    assert!(drafts::list(&world.ctx).await.expect("a list").is_empty());
    assert!(!is_there(kept).await);
}
