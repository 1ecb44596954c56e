//! The process runtime with real children: what one server's tools do to themselves, and what they cannot do to others.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
    time::{Duration, Instant},
};

use adapters::process::{ProcessConfig, ProcessRuntime};
use async_trait::async_trait;
use contract::{
    OrgId, ServerId, VersionId,
    dto::Content,
    spec::{SecretSlot, ServerSpec, SourceKind},
};
use domain::ports::{
    CompileRequest, Egress, EgressError, EgressErrorKind, EgressRequest, EgressResponse, PortError, RunTarget, Runtime, RuntimeError, SecretSource, ToolCall,
    ToolOutput,
};
use secrecy::SecretString;
use serde_json::{Value, json};

/// Cargo builds the example together with the tests of this package.
fn sandbox() -> PathBuf {
    let tests = std::env::current_exe().expect("a path");
    let path = tests.ancestors().nth(2).expect("target folder").join("examples/sandbox");
    assert!(path.exists(), "{} is missing: run `cargo test -p adapters`, or `cargo build --example sandbox` with the same profile", path.display());
    path
}

fn config() -> ProcessConfig {
    ProcessConfig { program: sandbox(), grace: Duration::from_millis(300), ..ProcessConfig::default() }
}

/// An upstream: `/slow` takes 800 ms, `/never` an hour, everything else answers at once with what was asked.
#[derive(Default)]
struct Upstream {
    requests: AtomicU32,
}

#[async_trait]
impl Egress for Upstream {
    async fn send(&self, target: &RunTarget, request: EgressRequest) -> Result<EgressResponse, EgressError> {
        self.requests.fetch_add(1, Ordering::SeqCst);
        if request.url.ends_with("/slow") {
            tokio::time::sleep(Duration::from_millis(800)).await;
        }
        if request.url.ends_with("/never") {
            tokio::time::sleep(Duration::from_secs(3_600)).await;
        }
        if request.url.ends_with("/refused") {
            return Err(EgressError { kind: EgressErrorKind::Refused, message: "This address is not one of the tool's.".to_owned() });
        }
        let body = json!({ "tool": request.tool, "server": target.server, "url": request.url, "body": String::from_utf8_lossy(&request.body) });
        Ok(EgressResponse { status: 200, headers: vec![("content-type".to_owned(), "application/json".to_owned())], body: body.to_string().into() })
    }
}

struct NoSecrets;

#[async_trait]
impl SecretSource for NoSecrets {
    async fn open(&self, _: &SecretSlot) -> Result<Option<SecretString>, PortError> {
        Ok(None)
    }
}

fn script(name: &str, code: &str) -> Value {
    json!({ "name": name, "input_schema": { "type": "object" }, "action": { "kind": "script", "code": code, "origins": ["https://api.example.com"] } })
}

fn http(name: &str, path: &str, select: Option<&str>, read_only: bool) -> Value {
    let annotations = json!({ "read_only": read_only, "destructive": false, "idempotent": false, "open_world": true });
    let response = json!({ "select": select, "max_bytes": 80000 });
    json!({ "name": name, "input_schema": { "type": "object" }, "annotations": annotations, "response": response, "action": { "kind": "http", "method": "GET", "url": format!("https://api.example.com{path}") } })
}

/// Every way in which a tool can go wrong, and some that don't.
fn tools() -> Vec<Value> {
    vec![
        http("get", "/x", None, true),
        http("slow", "/slow", None, true),
        http("slow_write", "/slow", None, false),
        http("never", "/never", None, true),
        http("refused", "/refused", None, true),
        http("jq_loop", "/x", Some("def f: f; f"), false),
        http("jq_bomb", "/x", Some("[range(1e12)]"), false),
        http("jq_deep", "/x", Some("def f: 1 + f; f"), false),
        script("ok", "function run() { return 'fine' }"),
        script("loop", "function run() { for (;;); }"),
        script("native_loop", "function run() { return [].indexOf.call({ length: 2 ** 53 - 1 }, 1) }"),
        script("bomb", "function run() { const all = []; for (;;) all.push('x'.repeat(100000) + all.length) }"),
        script("deep", "function run() { const f = n => f(n + 1) + 1; return f(0) }"),
        script("huge", "function run() { return 'x'.repeat(20000000) }"),
        script("chatty", "function run() { for (let n = 0; n < 100000; n++) console.log('x'.repeat(10000)); return 'done' }"),
        script(
            "fetch",
            "async function run() { const r = await fetch('https://api.example.com/x', { body: 'hello', method: 'POST' }); return (await r.json()).body }",
        ),
        script("greedy", "async function run() { for (let n = 0; n < 1000; n++) await fetch('https://api.example.com/x') }"),
    ]
}

fn target(server: u128) -> RunTarget {
    let spec: ServerSpec =
        serde_json::from_value(json!({ "spec_version": 1, "name": "Test", "source": { "kind": "recipe" }, "tools": tools() })).expect("a specification");
    RunTarget {
        org: OrgId::new(1, 1),
        server: ServerId::new(1, server),
        version: VersionId::new(1, 1),
        spec: Arc::new(spec),
        secrets: Arc::new(NoSecrets),
        allow_plain_http: false,
        withheld: false,
    }
}

fn tool(name: &str, deadline_ms: u64) -> ToolCall {
    ToolCall { tool: name.to_owned(), arguments: serde_json::Map::new(), deadline: Duration::from_millis(deadline_ms) }
}

fn text(output: &ToolOutput) -> String {
    output.content.iter().map(|content| if let Content::Text { text } = content { text.as_str() } else { "" }).collect::<Vec<_>>().join("\n")
}

struct World {
    runtime: Arc<ProcessRuntime>,
    upstream: Arc<Upstream>,
}

fn world(config: ProcessConfig) -> World {
    let upstream = Arc::new(Upstream::default());
    World { runtime: Arc::new(ProcessRuntime::new(config, Arc::clone(&upstream) as Arc<dyn Egress>)), upstream }
}

impl World {
    async fn call(&self, server: u128, name: &str, deadline_ms: u64) -> Result<ToolOutput, RuntimeError> {
        self.runtime.call(&target(server), tool(name, deadline_ms)).await
    }

    fn begin(&self, server: u128, name: &'static str, deadline_ms: u64) -> tokio::task::JoinHandle<Result<ToolOutput, RuntimeError>> {
        let runtime = Arc::clone(&self.runtime);
        tokio::spawn(async move { runtime.call(&target(server), tool(name, deadline_ms)).await })
    }

    async fn pid(&self, server: u128) -> Option<u32> {
        self.runtime.runner_pid(target(server).server).await
    }
}

#[tokio::test]
async fn a_runner_proves_its_confinement_before_it_is_used() {
    let world = world(config());
    let confinement = world.runtime.start(&target(1)).await.expect("starts");
    assert!(confinement.seccomp && confinement.no_new_privileges && confinement.user_dropped, "{confinement:?}");
    assert!(confinement.probes.len() >= 8 && confinement.probes.values().all(|denied| *denied), "{confinement:?}");
}

#[tokio::test]
async fn a_call_reaches_the_upstream_in_the_name_of_its_tool() {
    let world = world(config());
    let output = world.call(1, "get", 5_000).await.expect("answers");
    let structured = output.structured.expect("an object");
    assert_eq!((structured["tool"].as_str(), structured["url"].as_str()), (Some("get"), Some("https://api.example.com/x")));
    assert_eq!(text(&world.call(1, "fetch", 5_000).await.expect("answers")), "hello");
    let refused = world.call(1, "refused", 5_000).await.expect("answers");
    assert!(refused.is_error && text(&refused).contains("not one of the tool's"));
    let greedy = world.call(1, "greedy", 20_000).await.expect("answers");
    assert!(greedy.is_error && text(&greedy).contains("more requests"), "{greedy:?}");
}

/// Whatever a tool does to itself: it gets a clear error, the next call works, the neighbour never notices.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_disaster_stays_with_the_call_that_caused_it() {
    let world = world(config());
    world.call(2, "ok", 5_000).await.expect("the neighbour answers");
    let neighbour = world.pid(2).await.expect("running");
    for (name, deadline, expected) in [
        ("loop", 600, Err("did not finish")),
        ("native_loop", 600, Err("did not finish")),
        ("jq_loop", 600, Err("did not finish")),
        ("jq_bomb", 20_000, Err("256 MB of memory")),
        ("jq_deep", 20_000, Err("ended while it was working")),
        ("bomb", 20_000, Ok("64 MB of memory")),
        ("deep", 20_000, Ok("recursed too deeply")),
        ("never", 600, Err("did not finish")),
    ] {
        let began = Instant::now();
        match (world.call(1, name, deadline).await, expected) {
            (Ok(output), Ok(words)) => assert!(output.is_error && text(&output).contains(words), "{name}: {output:?}"),
            (Err(error), Err(words)) => assert!(error.to_string().contains(words), "{name}: {error}"),
            (other, _) => panic!("{name}: {other:?}"),
        }
        assert!(began.elapsed() < Duration::from_millis(deadline + 2_000), "{name} took {:?}", began.elapsed());
        assert_eq!(text(&world.call(1, "ok", 5_000).await.expect(name)), "fine", "after {name}");
    }
    let huge = world.call(1, "huge", 20_000).await.expect("answers");
    assert!(text(&huge).len() < 81_000 && text(&huge).contains("80000 of 20000000 bytes"), "{}", text(&huge).len());
    assert_eq!(text(&world.call(1, "chatty", 20_000).await.expect("answers")), "done");
    assert_eq!(text(&world.call(2, "ok", 5_000).await.expect("the neighbour answers")), "fine");
    assert_eq!(world.pid(2).await, Some(neighbour), "the neighbour's runner is the same all along");
}

#[tokio::test]
async fn killing_the_runner_in_the_middle_of_a_call_gives_that_call_a_clear_error() {
    let world = world(config());
    world.runtime.start(&target(1)).await.expect("starts");
    let running = world.begin(1, "never", 30_000);
    tokio::time::sleep(Duration::from_millis(300)).await;
    let pid = world.pid(1).await.expect("running");
    let began = Instant::now();
    assert!(std::process::Command::new("kill").args(["-9", &pid.to_string()]).status().expect("kill runs").success());
    let error = running.await.expect("no panic").expect_err("the call failed");
    assert!(matches!(&error, RuntimeError::Crashed(reason) if reason.contains("killed")), "{error}");
    assert!(began.elapsed() < Duration::from_secs(1));
    assert_eq!(text(&world.call(1, "ok", 5_000).await.expect("the next call works")), "fine");
    assert_ne!(world.pid(1).await, Some(pid));
}

#[tokio::test]
async fn siblings_of_a_lost_call_are_told_or_tried_again() {
    let world = world(config());
    world.call(1, "ok", 5_000).await.expect("starts");
    let culprit = world.begin(1, "jq_loop", 500);
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (reading, writing) = (world.begin(1, "slow", 10_000), world.begin(1, "slow_write", 10_000));
    assert!(matches!(culprit.await.expect("no panic"), Err(RuntimeError::TimedOut(_))));
    assert!(reading.await.expect("no panic").is_ok(), "a tool that only reads is tried again");
    assert_eq!(writing.await.expect("no panic"), Err(RuntimeError::Restarted));
}

#[tokio::test]
async fn a_call_that_nobody_waits_for_is_stopped() {
    let world = world(config());
    world.call(1, "ok", 5_000).await.expect("starts");
    let pid = world.pid(1).await;
    for name in ["loop", "never"] {
        assert!(tokio::time::timeout(Duration::from_millis(200), world.call(1, name, 60_000)).await.is_err());
    }
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(world.pid(1).await, pid, "they listened");
    assert!(tokio::time::timeout(Duration::from_millis(200), world.call(1, "jq_loop", 60_000)).await.is_err());
    tokio::time::sleep(Duration::from_millis(700)).await;
    assert_eq!(world.pid(1).await, None, "this one did not");
}

#[tokio::test]
async fn a_runner_serves_one_server_and_one_version() {
    let world = world(config());
    let calls: Vec<_> = (0..20).map(|_| world.begin(1, "ok", 5_000)).collect();
    for call in calls {
        call.await.expect("no panic").expect("answers");
    }
    let first = world.pid(1).await;
    world.call(2, "ok", 5_000).await.expect("answers");
    assert_ne!(world.pid(2).await, first);
    let newer = RunTarget { version: VersionId::new(2, 2), ..target(1) };
    world.runtime.call(&newer, tool("ok", 5_000)).await.expect("answers");
    assert_ne!(world.pid(1).await, first);
    world.runtime.stop(newer.server).await;
    assert_eq!(world.pid(1).await, None);
}

#[tokio::test]
async fn idle_runners_make_room_and_busy_ones_stay() {
    let world = world(ProcessConfig { max_runners: 2, idle: Duration::from_millis(1_500), ..config() });
    for server in [1, 2] {
        world.call(server, "ok", 5_000).await.expect("answers");
    }
    let busy = world.begin(1, "slow", 5_000);
    tokio::time::sleep(Duration::from_millis(100)).await;
    world.call(3, "ok", 5_000).await.expect("takes the place of the idle one");
    assert!(world.pid(1).await.is_some() && world.pid(2).await.is_none() && world.pid(3).await.is_some());
    let other = world.begin(3, "slow", 5_000);
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert_eq!(world.call(2, "ok", 5_000).await, Err(RuntimeError::Busy));
    assert!(busy.await.expect("no panic").is_ok() && other.await.expect("no panic").is_ok());
    tokio::time::sleep(Duration::from_millis(2_500)).await;
    assert!(world.pid(1).await.is_none() && world.pid(3).await.is_none(), "nobody needed them");
}

#[tokio::test]
async fn a_runner_that_proves_nothing_gets_no_scripts_and_no_requests() {
    let impostor = ProcessConfig { args: vec!["impostor".to_owned()], ..config() };
    let strict = world(impostor.clone());
    assert_eq!(strict.call(1, "ok", 5_000).await, Err(RuntimeError::Unconfined));
    assert_eq!(strict.runtime.start(&target(1)).await, Err(RuntimeError::Unconfined));
    assert!(strict.call(1, "get", 5_000).await.is_ok());
    assert_eq!(strict.upstream.requests.load(Ordering::SeqCst), 0, "its request belonged to no open call");
    let insecure = world(ProcessConfig { allow_insecure: true, ..impostor });
    assert!(insecure.runtime.is_insecure() && insecure.call(1, "ok", 5_000).await.is_ok());
}

#[tokio::test]
async fn a_program_that_is_no_runner_is_refused() {
    for program in ["/bin/cat", "/bin/true", "/nonexistent"] {
        let world = world(ProcessConfig { program: PathBuf::from(program), args: Vec::new(), start_timeout: Duration::from_secs(2), ..config() });
        assert!(matches!(world.runtime.start(&target(1)).await, Err(RuntimeError::NotStarted(_))), "{program}");
    }
}

fn document(kind: SourceKind, text: String) -> CompileRequest {
    CompileRequest { kind, text, source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
}

#[tokio::test]
async fn documents_are_compiled_in_a_child_that_they_cannot_harm() {
    let world = world(config());
    let compiled = world.runtime.author(document(SourceKind::Curl, "curl https://api.example.com/users".to_owned())).await.expect("a child").expect("compiles");
    assert_eq!(compiled.spec.tools.len(), 1);
    // Small on the wire, far more than 256 MB once it is taken apart.
    let bomb = format!("{{\"openapi\":\"3.1.0\",\"x\":[{}0]}}", "{},".repeat(5_000_000));
    let error = world.runtime.author(document(SourceKind::Openapi, bomb)).await.expect("a child").expect_err("too much");
    assert!(!error.detail.is_empty());
    assert!(world.runtime.author(document(SourceKind::Openapi, "not a document".to_owned())).await.expect("a child").is_err());
}

#[tokio::test]
async fn a_child_that_breaks_while_compiling_is_the_documents_fault() {
    let world = world(ProcessConfig { program: PathBuf::from("/bin/false"), args: Vec::new(), ..config() });
    let error = world.runtime.author(document(SourceKind::Curl, "curl https://api.example.com/".to_owned())).await.expect("an answer").expect_err("none");
    assert_eq!(error.errors.first().map(|error| error.field.as_str()), Some("source.text"));
}
