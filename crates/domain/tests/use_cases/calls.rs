//! Calls: who may, what is counted, what is logged.

use std::time::Duration;

use contract::{ErrorCode, dto::CallTool, plan::Plan};
use domain::{
    calls::{self, Via},
    ports::RuntimeError,
    servers, usage,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    fakes::text,
    world::{World, fields, meta, person, shown, slug_of},
};

#[tokio::test]
async fn a_call_is_counted_and_logged() {
    let world = World::new().await;
    world.live("pets").await;
    let server = world.open("pets").await;
    let arguments = json!({ "name": "Rex" }).as_object().cloned().expect("an object");
    let answer = calls::call(&world.platform, &server, "add_pet", arguments, Via::Mcp).await.expect("an answer");
    assert!(!answer.is_error);
    calls::playground(&world.ctx, &slug_of("pets"), "list_pets", CallTool { arguments: Default::default() }).await.expect("an answer");

    let log = calls::log(&world.ctx, &slug_of("pets"), None).await.expect("a log");
    let rows: Vec<_> = log.items.iter().map(|row| (row.tool.as_str(), row.via.as_str(), row.request.as_str())).collect();
    assert_eq!(rows, [("list_pets", "playground", "{}"), ("add_pet", "mcp", r#"{"name":"Rex"}"#)]);
    assert_eq!(log.items[1].id, answer.call);
    assert_eq!(servers::list(&world.ctx).await.expect("a list")[0].calls_this_month, 2);
    assert_eq!(usage::this_month(&world.ctx).await.expect("a count"), 2);
}

#[tokio::test]
async fn who_may_call() {
    let world = World::new().await;
    world.live("pets").await;
    let stranger = person(&world.platform, "bob@example.org").await;
    let foreign = domain::keys::create(&stranger, contract::dto::CreateKey { name: "bob".into(), ..Default::default() }).await.expect("a key").key;
    let own = world.key().await;
    let (platform, handle) = (&world.platform, &world.ctx.org.handle);
    for (slug, bearer, expected) in [
        ("pets", None, ErrorCode::SignedOut),
        ("pets", Some("bmm_nonsense"), ErrorCode::SignedOut),
        ("pets", Some("bmm_selftest_x"), ErrorCode::SignedOut),
        ("nope", None, ErrorCode::SignedOut),
        ("nope", Some(own.as_str()), ErrorCode::NotFound),
        ("pets", Some(foreign.as_str()), ErrorCode::NotFound),
        ("nope", Some(foreign.as_str()), ErrorCode::NotFound),
    ] {
        let refused = shown(calls::open(platform, &meta(platform), handle, &slug_of(slug), bearer).await);
        assert_eq!(refused.code, expected, "{slug} {bearer:?}");
    }
    calls::open(platform, &meta(platform), handle, &slug_of("pets"), Some(&own)).await.expect("open");
}

#[tokio::test]
async fn what_goes_wrong_in_a_sandbox_is_the_tools_answer() {
    let world = World::new().await;
    world.live("pets").await;
    let server = world.open("pets").await;
    let call = || calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp);
    for (failure, sentence, counted) in [
        (RuntimeError::Crashed("out of memory".into()), "out of memory", 1),
        (RuntimeError::Restarted, "runner_restarted", 2),
        (RuntimeError::TimedOut(Duration::from_secs(30)), "30 seconds", 3),
        (RuntimeError::Busy, "busy", 3),
    ] {
        world.runtime.answer_with(move |_, _| Err(failure.clone()));
        let answer = call().await.expect("an answer");
        assert!(answer.is_error && format!("{:?}", answer.content).contains(sentence), "{answer:?}");
        assert_eq!(usage::this_month(&world.ctx).await.expect("a count"), counted, "{sentence}");
    }
    let unknown = calls::call(&world.platform, &server, "no_such_tool", Default::default(), Via::Mcp).await;
    assert_eq!(shown(unknown).code, ErrorCode::NotFound);
}

#[tokio::test]
async fn above_the_plans_limit_calls_say_when_it_ends() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let mut server = world.open("pets").await;
    server.org.plan = Plan::Free;
    store::usage::add(world.platform.db.connection(), server.org.id, &created.server.id.to_string(), "2026-11", 998).await.expect("counted");
    let call = || calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp);
    assert!(!call().await.expect("an answer").is_error);
    assert!(!call().await.expect("an answer").is_error);
    let refused = call().await.expect("an answer");
    assert!(refused.is_error && format!("{:?}", refused.content).contains("1 Dec 2026"), "{refused:?}");
    assert_eq!(usage::this_month(&world.ctx).await.expect("a count"), 1_000);
    world.clock.advance(9 * 24 * 3_600);
    assert!(!call().await.expect("a new month").is_error);
}

#[tokio::test]
async fn no_call_is_counted_twice_or_lost_while_counts_are_written() {
    let world = World::new().await;
    world.live("pets").await;
    let (server, stop) = (world.open("pets").await, CancellationToken::new());
    let writer = {
        let (platform, stop) = (world.platform.clone(), stop.clone());
        tokio::spawn(async move { usage::work(&platform, stop).await })
    };
    for round in 0..20 {
        for _ in 0..10 {
            calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp).await.expect("an answer");
        }
        usage::flush(&world.platform).await.expect("written");
        assert_eq!(usage::this_month(&world.ctx).await.expect("a count"), (round + 1) * 10);
    }
    stop.cancel();
    writer.await.expect("ended");
    assert_eq!(store::usage::total(world.platform.db.connection(), server.org.id, "2026-11").await.expect("a total"), 200);
}

#[tokio::test]
async fn calls_are_counted_by_day_until_the_server_is_deleted() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let server = world.open("pets").await;
    let call = || calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp);
    for calls in [2, 0, 3] {
        for _ in 0..calls {
            call().await.expect("an answer");
        }
        world.clock.advance(24 * 3_600);
    }
    usage::flush(&world.platform).await.expect("written");
    let days = usage::by_day(&world.ctx).await.expect("days");
    assert_eq!(days[&created.server.id], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3, 0]);
    world.clock.advance(11 * 24 * 3_600);
    assert_eq!(usage::by_day(&world.ctx).await.expect("days")[&created.server.id][..2], [0, 3], "older days are no longer shown");
    let again = person(&world.platform, world.ctx.person.email.as_str()).await;
    servers::delete(&again, &created.server.slug).await.expect("deleted");
    assert!(usage::by_day(&world.ctx).await.expect("days").is_empty());
}

#[tokio::test]
async fn a_killed_process_loses_at_most_a_second_of_counts() {
    let world = World::new().await;
    world.live("pets").await;
    let server = world.open("pets").await;
    let writer = {
        let platform = world.platform.clone();
        tokio::spawn(async move { usage::work(&platform, CancellationToken::new()).await })
    };
    calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp).await.expect("an answer");
    tokio::time::sleep(Duration::from_millis(900)).await;
    writer.abort();
    assert_eq!(store::usage::total(world.platform.db.connection(), server.org.id, "2026-11").await.expect("a total"), 1);
}

#[tokio::test]
async fn the_log_comes_in_pages_and_is_kept_as_long_as_the_plan_says() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let server = world.open("pets").await;
    world.runtime.answer_with(|_, _| Ok(text(true, "x".repeat(9_000))));
    for _ in 0..55 {
        calls::call(&world.platform, &server, "list_pets", Default::default(), Via::Mcp).await.expect("an answer");
    }
    let first = calls::log(&world.ctx, &slug_of("pets"), None).await.expect("a page");
    let second = calls::log(&world.ctx, &slug_of("pets"), first.next.as_deref()).await.expect("a page");
    assert_eq!((first.items.len(), second.items.len(), second.next), (50, 5, None));
    assert!(first.items[49].id > second.items[0].id);
    assert!(first.items.iter().all(|row| row.is_error && row.response.len() <= 4_096 && row.response.ends_with("(cut)")));
    assert_eq!(shown(calls::log(&world.ctx, &slug_of("pets"), Some("x")).await).code, ErrorCode::BadRequest);

    let stop = CancellationToken::new();
    world.clock.advance(91 * 24 * 3_600);
    let (left, ()) = tokio::join!(
        async {
            tokio::time::sleep(Duration::from_millis(400)).await;
            stop.cancel();
            store::calls::page(world.platform.db.connection(), world.ctx.org.id, &created.server.id.to_string(), None, 99).await.expect("rows").len()
        },
        usage::work(&world.platform, stop.clone()),
    );
    assert_eq!(left, 0);
}

#[tokio::test]
async fn other_replicas_notice_a_change_within_two_seconds() {
    let world = World::new().await;
    let created = world.live("pets").await;
    world.open("pets").await;
    let (db, org) = (world.platform.db.connection(), world.ctx.org.id);
    let paused = store::servers::Change { name: "Pets", public: false, paused: true, mock: false };
    assert!(store::servers::change(db, org, &created.server.id.to_string(), paused, world.platform.now()).await.expect("changed"));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let key = world.key().await;
    let refused = shown(calls::open(&world.platform, &meta(&world.platform), &world.ctx.org.handle, &slug_of("pets"), Some(&key)).await);
    assert_eq!((refused.code, fields(&refused).len()), (ErrorCode::Unavailable, 0));
}
