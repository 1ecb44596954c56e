//! Prints the tools of a document that were made from the named operations.
//!
//! `cargo run --release -p authoring --example tool -- FILE OPERATION…`

use std::{env, fs};

use authoring::{CompileRequest, compile};
use contract::spec::SourceKind;

fn main() {
    let mut args = env::args().skip(1);
    let Some(text) = args.next().and_then(|file| fs::read_to_string(file).ok()) else {
        return println!("Name a file that can be read.");
    };
    let operations: Vec<String> = args.collect();
    let request = CompileRequest {
        kind: SourceKind::Openapi,
        text,
        source_url: None,
        name: None,
        operations: (!operations.is_empty()).then_some(operations),
        base_url: None,
        credentials: Vec::new(),
    };
    match compile(&request) {
        Ok(compiled) => println!("{}", serde_json::to_string_pretty(&compiled).unwrap_or_default()),
        Err(error) => println!("{error}"),
    }
}
