//! Compiling documents in a confined child.

use std::{
    io::Write,
    process::{Command, Output, Stdio},
};

use authoring::{CompileRequest, Compiled};
use contract::{AppError, spec::SourceKind};

fn author(request: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bmm-runner"))
        .arg("author")
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("starts");
    // A child that refuses the request may close its end early.
    let _ = child.stdin.take().expect("piped").write_all(request);
    child.wait_with_output().expect("ends")
}

fn compile(kind: SourceKind, text: String) -> Result<Compiled, AppError> {
    let request = CompileRequest { kind, text, source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() };
    let output = author(&serde_json::to_vec(&request).expect("serialises"));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("an answer")
}

#[test]
fn a_source_compiles_to_the_same_specification_as_without_confinement() {
    let command = "curl https://api.example.com/users/1 -H 'Accept: application/json'".to_owned();
    let request = CompileRequest {
        kind: SourceKind::Curl,
        text: command.clone(),
        source_url: None,
        name: None,
        operations: None,
        base_url: None,
        credentials: Vec::new(),
    };
    let here = authoring::compile(&request).expect("compiles");
    assert_eq!(compile(SourceKind::Curl, command).expect("compiles").spec, here.spec);
}

#[test]
fn what_is_wrong_with_a_document_comes_back() {
    let error = compile(SourceKind::Openapi, "<html></html>".to_owned()).expect_err("it is not a description");
    assert!(!error.detail.is_empty());
}

#[test]
fn a_yaml_bomb_ends_in_an_error_and_soon() {
    let mut bomb = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let below = vec![format!("*a{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("a{level}: &a{level} [{below}]\n"));
    }
    let began = std::time::Instant::now();
    assert!(compile(SourceKind::Openapi, bomb).is_err());
    assert!(began.elapsed() < std::time::Duration::from_secs(5));
}

#[test]
fn a_malformed_request_is_refused() {
    let output = author(b"{");
    assert!(!output.status.success() && output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("malformed"));
}
