//! Confinement, protocol and answers.

use runner::protocol::{EgressOutcome, ToHost, ToRunner};
use serde_json::{Value, json};

use crate::support::Runner;

#[test]
fn the_first_thing_it_says_is_a_proof_that_nothing_works() {
    let mut runner = Runner::start();
    let proof = runner.proof();
    assert!(proof.holds(), "{proof:?}");
    assert_eq!(proof.probes.len(), 8, "{proof:?}");
    let status = std::fs::read_to_string(format!("/proc/{}/status", runner.child.id())).expect("readable");
    let field =
        |name: &str| status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().split_whitespace().next().unwrap_or_default().to_owned();
    assert_eq!((field("Seccomp:"), field("NoNewPrivs:")), ("2".to_owned(), "1".to_owned()));
    assert_ne!(field("Uid:"), "0");
}

#[test]
fn only_the_standard_descriptors_and_the_pipes_are_open() {
    let mut runner = Runner::start();
    runner.proof();
    // Readable only for root, because the process is not dumpable; then there is nothing to see, which is fine, too.
    let Ok(open) = std::fs::read_dir(format!("/proc/{}/fd", runner.child.id())) else { return };
    assert!(open.count() <= 5);
}

#[test]
fn the_end_of_its_input_is_the_end_of_it() {
    let mut runner = Runner::with_tools(
        json!([{ "name": "loop", "input_schema": { "type": "object" }, "action": { "kind": "script", "code": "function run() { for (;;); }" } }]),
    );
    runner.send(&ToRunner::Call { call: 1, tool: "loop".to_owned(), arguments: serde_json::Map::new(), deadline_ms: 60_000 }, Vec::new());
    drop(runner.child.stdin.take());
    assert!(runner.child.wait().expect("ends").success());
}

#[test]
fn a_template_asks_for_its_request_and_shapes_the_answer() {
    let mut runner = Runner::with_tools(json!([{
        "name": "list", "input_schema": { "type": "object", "properties": { "q": { "type": "string" } }, "required": ["q"] },
        "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/items", "params": [{ "in": "query", "name": "q", "arg": "q" }] },
        "response": { "select": ".items | map(.name)", "wrap": "names", "max_bytes": 80000 },
    }]));
    let asked = runner.call(1, "list", json!({ "q": "a b" }));
    let ToHost::Egress { call: 1, request, url, .. } = asked.head else { panic!("{asked:?}") };
    assert_eq!(url, "https://api.example.com/items?q=a%20b");
    // Large enough to need several grants.
    let items: Vec<Value> =
        (0..20_000).map(|n| json!({ "name": if n < 2 { "kept" } else { "x" }, "filler": "0123456789012345678901234567890123456789" })).collect();
    let body = json!({ "items": items[..2], "more": items }).to_string().into_bytes();
    let outcome = EgressOutcome::Answered { status: 200, headers: vec![("Content-Type".to_owned(), "application/json".to_owned())] };
    runner.send(&ToRunner::Egress { call: 1, request, outcome }, body);
    let answered = runner.receive();
    let ToHost::Answer { call: 1, answer } = answered.head else { panic!("{answered:?}") };
    assert_eq!((answer.is_error, answer.structured), (false, Some(json!({ "names": ["kept", "kept"] }))));
}

#[test]
fn a_script_fetches_through_the_pipe_alone() {
    let code = "async function run() { const r = await fetch('https://api.example.com/x', { method: 'post', body: { a: 1 } }); console.log('status', r.status); return { ok: r.ok, type: r.headers.get('X-Type'), body: await r.json(), where: new Date(0).toString() } }";
    let mut runner = Runner::with_tools(
        json!([{ "name": "get", "input_schema": { "type": "object" }, "action": { "kind": "script", "code": code, "origins": ["https://api.example.com"] } }]),
    );
    let asked = runner.call(7, "get", json!({}));
    let ToHost::Egress { call: 7, request, method, url, headers } = asked.head else { panic!("{asked:?}") };
    assert_eq!((method.as_str(), url.as_str(), asked.body.as_slice()), ("POST", "https://api.example.com/x", br#"{"a":1}"#.as_slice()));
    assert_eq!(headers, [("content-type".to_owned(), "application/json".to_owned())]);
    let outcome = EgressOutcome::Answered { status: 201, headers: vec![("x-type".to_owned(), "t".to_owned())] };
    runner.send(&ToRunner::Egress { call: 7, request, outcome }, b"[1]".to_vec());
    assert!(matches!(runner.receive().head, ToHost::Log { call: 7, text } if text == "status 201"));
    let answered = runner.receive();
    let ToHost::Answer { answer, .. } = answered.head else { panic!("{answered:?}") };
    let structured = answer.structured.expect("an object");
    assert_eq!(structured["body"], json!([1]));
    assert!(structured["where"].as_str().is_some_and(|text| text.contains("GMT+0000")), "{structured}");
}

#[test]
fn an_argument_that_does_not_fit_is_the_tools_error() {
    let mut runner = Runner::with_tools(json!([{
        "name": "one", "input_schema": { "type": "object", "properties": { "id": { "type": "integer" } }, "required": ["id"] },
        "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/{id}", "params": [{ "in": "path", "name": "id", "arg": "id" }] },
    }]));
    let answered = runner.call(1, "one", json!({ "id": "x" }));
    let ToHost::Answer { answer, .. } = answered.head else { panic!("{answered:?}") };
    assert!(answer.is_error && format!("{:?}", answer.content).contains("`id`"), "{answer:?}");
}
