//! `bmm runner author`: compiles one document that may be hostile, and ends.
//!
//! The request stands on standard input as JSON, the answer (`{"Ok": …}` or `{"Err": …}`) on standard output. Who
//! started it limits its time.

use std::io::{Read, Write};

use authoring::{CompileRequest, Compiled};
use contract::AppError;

use crate::confine::Pipes;

/// Bytes of a request: a document of 16 MiB, escaped as JSON.
pub const MAX_REQUEST: u64 = 40 * 1024 * 1024;
/// Stack of the compiling thread: documents may nest deeply.
const STACK: usize = 16 * 1024 * 1024;

pub(crate) fn serve(pipes: Pipes) -> Result<(), String> {
    let mut text = Vec::new();
    pipes.input.take(MAX_REQUEST).read_to_end(&mut text).map_err(|cause| format!("the request could not be read: {cause}"))?;
    let request: CompileRequest = serde_json::from_slice(&text).map_err(|cause| format!("the request is malformed: {cause}"))?;
    drop(text);
    let compiled: Result<Compiled, AppError> = std::thread::Builder::new()
        .name("author".to_owned())
        .stack_size(STACK)
        .spawn(move || authoring::compile(&request))
        .map_err(|cause| format!("no thread: {cause}"))?
        .join()
        .map_err(|_| "the compiler panicked".to_owned())?;
    let answer = serde_json::to_vec(&compiled).map_err(|cause| format!("the answer could not be written: {cause}"))?;
    let mut output = pipes.output;
    output.write_all(&answer).map_err(|cause| format!("the answer could not be sent: {cause}"))
}
