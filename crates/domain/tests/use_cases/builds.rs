//! Builds: told step by step, retried, taken over.

use std::{
    pin::Pin,
    sync::atomic::Ordering,
    task::{Context, Poll},
};

use contract::{
    BuildId, ErrorCode,
    dto::{BuildEventKind, BuildStatus, BuildView, ServerStatus, Step, StepName, StepStatus},
};
use domain::{builds, calls, ports::RuntimeError, servers};
use proptest::prelude::*;

use crate::world::{World, meta, request, shown, slug_of};

async fn status(world: &World) -> ServerStatus {
    servers::get(&world.ctx, &slug_of("pets")).await.expect("a page").summary.status
}

/// Events are numbered from 1 without gaps, and applied one by one they give the same picture as the server's.
async fn assert_told_in_full(world: &World, id: BuildId) -> BuildView {
    let view = builds::get(&world.ctx, id).await.expect("a build");
    let events = builds::events_after(&world.ctx, id, 0).await.expect("events");
    assert_eq!(events.iter().map(|event| event.seq).collect::<Vec<_>>(), (1..=view.last_event).collect::<Vec<_>>());
    let mut followed = BuildView { status: BuildStatus::Queued, steps: Step::all_pending(), error: None, ended_at: None, last_event: 0, ..view.clone() };
    events.iter().for_each(|event| followed.apply(event));
    assert_eq!(followed, view);
    view
}

#[tokio::test]
async fn a_build_is_told_step_by_step() {
    let world = World::new().await;
    let created = world.live("pets").await;
    let view = assert_told_in_full(&world, created.build.id).await;
    assert_eq!((view.status, view.last_event), (BuildStatus::Succeeded, 15));
    let said: Vec<_> = view.steps.iter().map(|step| step.message.as_str()).collect();
    assert!(
        said[0].starts_with("2 tools") && said[2] == "1 credential sealed." && said[3].starts_with("Confined") && said[4].starts_with("2 tools"),
        "{said:?}"
    );
    let later = builds::events_after(&world.ctx, created.build.id, 13).await.expect("events");
    assert!(matches!(&later[..], [_, last] if matches!(&last.kind, BuildEventKind::Succeeded { endpoint } if endpoint.ends_with("/pets"))));
}

#[tokio::test]
async fn what_may_pass_by_itself_is_tried_once_more() {
    let world = World::new().await;
    world.prober.failures.store(1, Ordering::SeqCst);
    world.runtime.start_failures.lock().unwrap().push_back(RuntimeError::Busy);
    world.live("pets").await;
    assert_eq!(status(&world).await, ServerStatus::Live);
}

#[tokio::test]
async fn a_failed_build_says_why_and_can_be_repeated() {
    let world = World::new().await;
    world.prober.failures.store(2, Ordering::SeqCst);
    let created = world.live("pets").await;
    let view = assert_told_in_full(&world, created.build.id).await;
    assert_eq!(view.status, BuildStatus::Failed);
    assert_eq!(view.steps[4].status, StepStatus::Failed);
    assert_eq!(view.steps[5].status, StepStatus::Pending);
    assert!(view.error.expect("a reason").contains("BMM_PUBLIC_URL"));
    assert_eq!(status(&world).await, ServerStatus::Failed);
    let key = world.key().await;
    let refused = calls::open(&world.platform, &meta(&world.platform), &world.ctx.org.handle, &slug_of("pets"), Some(&key)).await;
    assert_eq!(shown(refused).code, ErrorCode::Unavailable);

    let again = servers::build_again(&world.ctx, &slug_of("pets")).await.expect("a build");
    assert_eq!(status(&world).await, ServerStatus::Building);
    world.build().await;
    assert_eq!(builds::get(&world.ctx, again.id).await.expect("a build").status, BuildStatus::Succeeded);
    assert_eq!(status(&world).await, ServerStatus::Live);
    assert_eq!(shown(servers::build_again(&world.ctx, &slug_of("pets")).await).code, ErrorCode::Conflict);
}

#[tokio::test]
async fn an_endpoint_that_lists_other_tools_is_not_published() {
    let world = World::new().await;
    *world.prober.lie.lock().unwrap() = Some(vec!["list_pets".into()]);
    let created = world.live("pets").await;
    let error = builds::get(&world.ctx, created.build.id).await.expect("a build").error.expect("a reason");
    assert!(error.contains("add_pet"), "{error}");
}

#[tokio::test]
async fn a_sandbox_that_cannot_be_confined_fails_the_build_at_once() {
    let world = World::new().await;
    world.runtime.start_failures.lock().unwrap().push_back(RuntimeError::Unconfined);
    let created = world.live("pets").await;
    let view = assert_told_in_full(&world, created.build.id).await;
    assert_eq!(view.steps.iter().find(|step| step.status == StepStatus::Failed).map(|step| step.name), Some(StepName::Start));
}

#[tokio::test]
async fn the_self_tests_key_opens_nothing_afterwards() {
    let world = World::new().await;
    world.live("pets").await;
    let key = world.prober.keys.lock().unwrap()[0].clone();
    let opened = calls::open(&world.platform, &meta(&world.platform), &world.ctx.org.handle, &slug_of("pets"), Some(&key)).await;
    assert_eq!(shown(opened).code, ErrorCode::SignedOut);
}

#[tokio::test]
async fn a_server_that_is_deleted_while_it_is_built_stays_deleted() {
    let world = World::new().await;
    servers::create(&world.ctx, request("pets"), None).await.expect("a server");
    let building = Crashing { work: Box::pin(builds::work_off_one(&world.platform)), polls: 40 };
    building.await;
    servers::delete(&world.ctx, &slug_of("pets")).await.expect("deleted");
    world.clock.advance(11);
    world.build().await;
    assert_eq!(shown(servers::get(&world.ctx, &slug_of("pets")).await).code, ErrorCode::NotFound);
}

/// Polls so many times and then drops the work, as a `kill -9` would.
struct Crashing<'a> {
    work: Pin<Box<dyn Future<Output = domain::Result<bool>> + Send + 'a>>,
    polls: usize,
}

impl Future for Crashing<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        if self.polls == 0 {
            return Poll::Ready(());
        }
        self.polls -= 1;
        self.work.as_mut().poll(cx).map(drop)
    }
}

async fn survive(crashes: Vec<usize>) {
    let world = World::new().await;
    let created = servers::create(&world.ctx, request("pets"), None).await.expect("a server");
    for polls in crashes {
        Crashing { work: Box::pin(builds::work_off_one(&world.platform)), polls }.await;
        world.clock.advance(11);
    }
    for _ in 0..5 {
        world.clock.advance(11);
        world.build().await;
    }
    let view = assert_told_in_full(&world, created.build.id).await;
    match view.status {
        BuildStatus::Succeeded => assert_eq!(status(&world).await, ServerStatus::Live),
        BuildStatus::Failed => {
            assert!(view.error.is_some_and(|error| error.contains("three attempts")));
            assert_eq!(status(&world).await, ServerStatus::Failed);
        }
        other => panic!("a build was left behind: {other:?}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_build_that_is_killed_at_any_point_is_finished_or_failed(crashes in prop::collection::vec(1_usize..160, 0..5)) {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(survive(crashes));
    }
}
