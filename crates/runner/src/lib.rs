//! The runner: executes the tools of one [`ServerSpec`](contract::ServerSpec) inside a sandbox.
//!
//! It is started as a child process (`bmm runner`, or `bmm-runner` in images), confines itself ([`confine`]) before it
//! reads a byte, and then serves one specification over two pipes ([`protocol`]) until its input ends. It has no way
//! to the world but to ask the other side of the pipe; it never sees tokens, keys or credentials.
//!
//! - [`http`] renders the request template of an HTTP action from the arguments;
//! - [`script`] runs JavaScript actions and documents the host API that they have;
//! - [`answer`] shapes what comes back: jq, size limits, binary content;
//! - [`author`] compiles documents that may be hostile, in a child with the same confinement.
//!
//! Threads, no async runtime: every call has a thread of its own that may block.

pub mod answer;
mod arguments;
pub mod author;
mod calls;
pub mod confine;
pub mod http;
pub mod protocol;
pub mod script;
mod session;
mod tool;

use std::process::ExitCode;

/// Bytes of writable memory that a runner may use. A script may use a quarter of it.
pub const MEMORY: u64 = 256 * 1024 * 1024;

/// The entry of `bmm runner …` and `bmm-runner …`; `args` are the arguments behind it.
///
/// Call it first thing in `main`, before any thread is started.
pub fn main(args: impl IntoIterator<Item = String>) -> ExitCode {
    let mode = args.into_iter().next();
    let ended = match mode.as_deref() {
        None => confine::enter(MEMORY).map(|(pipes, proof)| session::serve(pipes, proof)),
        Some("author") => confine::enter(MEMORY).and_then(|(pipes, _)| author::serve(pipes)),
        Some(other) => Err(format!("`{other}` is not a mode of the runner; there is `author`, and none at all for tools")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("{reason}");
            ExitCode::FAILURE
        }
    }
}
