//! Measures the process runtime: `cargo run --release -p adapters --example sandbox`.
//!
//! With the argument `runner` it is the runner itself, so that the measurement and the tests need no other binary;
//! with `impostor` it is one that proves nothing and asks for requests outside of its calls.

use std::{
    io::{Read, Write},
    process::ExitCode,
    sync::Arc,
    time::{Duration, Instant},
};

use adapters::process::{ProcessConfig, ProcessRuntime};
use async_trait::async_trait;
use contract::{OrgId, ServerId, ServerSpec, VersionId, spec::SecretSlot};
use domain::ports::{Egress, EgressError, EgressRequest, EgressResponse, PortError, RunTarget, Runtime, SecretSource, ToolCall};
use runner::protocol::{AnswerHead, Event, Inbox, Outbox, Proof, ToHost, ToRunner};
use secrecy::SecretString;
use serde_json::json;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    match args.next().as_deref() {
        Some("runner") => runner::main(args),
        Some("impostor") => impostor(),
        _ => tokio::runtime::Runtime::new().map_or(ExitCode::FAILURE, |runtime| {
            runtime.block_on(measure());
            ExitCode::SUCCESS
        }),
    }
}

struct Nothing;

#[async_trait]
impl SecretSource for Nothing {
    async fn open(&self, _: &SecretSlot) -> Result<Option<SecretString>, PortError> {
        Ok(None)
    }
}

#[async_trait]
impl Egress for Nothing {
    async fn send(&self, _: &RunTarget, _: EgressRequest) -> Result<EgressResponse, EgressError> {
        Ok(EgressResponse {
            status: 200,
            headers: vec![("content-type".to_owned(), "application/json".to_owned())],
            body: br#"{"id":1,"name":"x"}"#.as_slice().into(),
        })
    }
}

async fn measure() {
    let spec: ServerSpec = serde_json::from_value(json!({ "spec_version": 1, "name": "Bench", "source": { "kind": "recipe" }, "tools": [
        { "name": "template", "input_schema": { "type": "object" }, "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/" } },
        { "name": "select", "input_schema": { "type": "object" }, "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/" }, "response": { "select": ".name" } },
        { "name": "script", "input_schema": { "type": "object" }, "action": { "kind": "script", "code": "function run() { return { id: 1 } }" } },
    ] }))
    .expect("a specification");
    let runtime = ProcessRuntime::new(ProcessConfig::default(), Arc::new(Nothing));
    let spec = Arc::new(spec);
    let target = |number| RunTarget {
        org: OrgId::new(1, 1),
        server: ServerId::new(1, number),
        version: VersionId::new(1, 1),
        spec: Arc::clone(&spec),
        secrets: Arc::new(Nothing),
        allow_plain_http: false,
        withheld: false,
    };
    let mut starts = Vec::new();
    for number in 0..40 {
        let began = Instant::now();
        runtime.start(&target(number)).await.expect("starts");
        starts.push(began.elapsed());
    }
    report("cold start, proof and specification", starts);
    for tool in ["template", "select", "script"] {
        let mut times = Vec::new();
        for _ in 0..1_000 {
            let call = ToolCall { tool: tool.to_owned(), arguments: serde_json::Map::new(), deadline: Duration::from_secs(5) };
            let began = Instant::now();
            runtime.call(&target(0), call).await.expect("answers");
            times.push(began.elapsed());
        }
        report(&format!("round trip, {tool}"), times);
    }
    if let Some(pid) = runtime.runner_pid(target(1).server).await {
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        println!("idle runner: {}", status.lines().find(|line| line.starts_with("VmRSS")).unwrap_or_default());
    }
    runtime.stop_all().await;
}

fn report(what: &str, mut times: Vec<Duration>) {
    times.sort_unstable();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!("{what}: p50 {:?}, p95 {:?}, p99 {:?}", at(50), at(95), at(99));
}

/// Claims nothing, loads anything, and answers each call with a request for a call that does not exist.
fn impostor() -> ExitCode {
    let (mut inbox, mut outbox) = (Inbox::default(), Outbox::default());
    let proof = Proof { landlock: true, no_new_privileges: true, user_dropped: true, probes: [("open a socket".to_owned(), false)].into(), ..Proof::default() };
    let _ = outbox.push(&ToHost::Proof { proof }, Vec::new());
    let mut bytes = [0; 4096];
    loop {
        while let Some(frame) = outbox.next_frame() {
            if std::io::stdout().write_all(&frame).and_then(|()| std::io::stdout().flush()).is_err() {
                return ExitCode::FAILURE;
            }
        }
        match std::io::stdin().read(&mut bytes) {
            Ok(size @ 1..) => inbox.feed(&bytes[..size]),
            _ => return ExitCode::SUCCESS,
        }
        while let Ok(Some(event)) = inbox.next_event::<ToRunner>() {
            let Event::Message(message) = event else { continue };
            match message.head {
                ToRunner::Load { .. } => {
                    let _ = outbox.push(&ToHost::Loaded { error: None }, Vec::new());
                }
                ToRunner::Call { call, .. } => {
                    let stray = ToHost::Egress {
                        call: call + 1_000,
                        request: 1,
                        method: "GET".to_owned(),
                        url: "https://api.example.com/".to_owned(),
                        headers: Vec::new(),
                    };
                    let _ = outbox.push(&stray, Vec::new());
                    let _ = outbox.push(&ToHost::Answer { call, answer: AnswerHead::default() }, Vec::new());
                }
                ToRunner::Egress { .. } | ToRunner::Cancel { .. } => {}
            }
        }
    }
}
