//! Foreign and missing look alike.

use contract::{
    ErrorCode,
    dto::{CallTool, DraftInput, PatchServer},
    spec::SourceKind,
};
use domain::{builds, calls, drafts, install, servers};

use crate::world::{World, person, shown, slug_of};

#[tokio::test]
async fn nobody_reaches_into_another_organisation() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let input = DraftInput {
        kind: SourceKind::Prompt,
        name: String::new(),
        slug: String::new(),
        text: String::new(),
        url: String::new(),
        base_url: String::new(),
        other_texts: Default::default(),
    };
    let draft = drafts::create(&world.ctx, input.clone()).await.expect("a draft").id;
    let bob = person(&world.platform, "bob@example.org").await;
    let slug = slug_of("pets");
    let (build, arguments) = (created.build.id, CallTool { arguments: Default::default() });
    let refusals = [
        shown(servers::get(&bob, &slug).await),
        shown(servers::update(&bob, &slug, PatchServer::default()).await),
        shown(servers::delete(&bob, &slug).await),
        shown(servers::replace_secret(&bob, &slug, "PETS_TOKEN", "x".into()).await),
        shown(servers::build_again(&bob, &slug).await),
        shown(builds::get(&bob, build).await),
        shown(builds::events_after(&bob, build, 0).await),
        shown(calls::playground(&bob, &slug, "list_pets", arguments).await),
        shown(calls::log(&bob, &slug, None).await),
        shown(install::snippets(&bob, &slug).await),
        shown(drafts::get(&bob, draft).await),
        shown(drafts::save(&bob, draft, input.clone()).await),
        shown(drafts::describe(&bob, draft, input).await),
        shown(drafts::check(&bob, draft, drafts::CheckInput::default()).await),
        shown(drafts::check_credential(&bob, draft, "X").await),
        shown(drafts::run(&bob, draft).await),
        shown(drafts::delete(&bob, draft).await),
    ];
    assert!(refusals.iter().all(|refusal| refusal.code == ErrorCode::NotFound), "{refusals:?}");
    assert!(servers::list(&bob).await.expect("a list").is_empty() && drafts::list(&bob).await.expect("a list").is_empty());
    assert_eq!(servers::count(&world.ctx).await.expect("a count"), 1);
    assert_eq!(install::snippets(&world.ctx, &slug).await.expect("snippets").len(), 11);
    // The same slug is free in every organisation.
    assert!(servers::check_slug(&bob, "", "pets").await.expect("an answer").available);
}
