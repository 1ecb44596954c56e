//! `with-postgres COMMAND…` runs a command with `BMM_TEST_POSTGRES` set to a throw-away PostgreSQL server, and ends with its status.

use std::process::{Command, ExitCode};

fn main() -> ExitCode {
    let mut words = std::env::args_os().skip(1);
    let Some(program) = words.next() else {
        eprintln!("usage: with-postgres COMMAND…");
        return ExitCode::from(2);
    };
    let status = Command::new(&program).args(words).env("BMM_TEST_POSTGRES", testkit::postgres_server()).status();
    match status {
        Ok(status) => status.code().and_then(|code| u8::try_from(code).ok()).map_or(ExitCode::FAILURE, ExitCode::from),
        Err(cause) => {
            eprintln!("could not start {}: {cause}", program.display());
            ExitCode::from(2)
        }
    }
}
