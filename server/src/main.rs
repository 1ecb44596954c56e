//! `bmm`: one binary for every role.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    // The sandbox confines itself before anything else happens: no thread, no runtime and no log may exist before it.
    if arguments.next().as_deref() == Some("runner") {
        return runner::main(arguments);
    }
    bmm::commands::run()
}
