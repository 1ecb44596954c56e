//! The command line: one file per role.

mod admin;
mod audit;
mod compile;
mod lint;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::{
    compose,
    config::{self, Env, Settings},
    http, lock, serve,
};

/// Describe an MCP server, check its tools, run it.
#[derive(Debug, Parser)]
#[command(name = "bmm", version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    role: Role,
}

#[derive(Debug, Subcommand)]
enum Role {
    /// Serves everything: pages, REST, MCP. Settings come from the environment (BMM_*, DATABASE_URL, REDIS_URL).
    Serve,
    /// Brings the database's schema up to date; `serve` does it by itself.
    Migrate,
    /// Executes the tools of one server in a sandbox. Started by `serve`, never by hand.
    #[command(hide = true)]
    Runner { mode: Option<String> },
    /// Prints the specification for each document: one line of JSON per file. Needs no server.
    Compile(compile::Compile),
    /// Says what which client would refuse, with the reason and the token cost. Needs no server.
    Lint(lint::Lint),
    /// Keys and sign-in links for operators. Works beside a running server.
    #[command(subcommand)]
    Admin(admin::Admin),
    /// Prints the OpenAPI 3.1 document of the REST interface.
    Openapi,
    /// Prints the JSON Schema of a server's specification.
    Schema,
}

/// Reads the arguments and plays the role they name.
pub fn run() -> ExitCode {
    let ended = match Arguments::parse().role {
        Role::Serve => with_runtime(async |env| serve::run(&Settings::read(&env)?).await),
        Role::Migrate => with_runtime(migrate),
        Role::Admin(command) => with_runtime(async |env| admin::run(&command, &Settings::read(&env)?).await),
        Role::Compile(command) => return compile::run(&command),
        Role::Lint(command) => return lint::run(&command),
        Role::Openapi => print(&http::openapi::document()),
        Role::Schema => print(&http::spec_schema_document()),
        // `main` has taken this way already, before any thread was started.
        Role::Runner { .. } => Err(anyhow::anyhow!("runner must be the first argument")),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bmm: {error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn migrate(env: Env) -> anyhow::Result<()> {
    let settings = Settings::read(&env)?;
    lock::prepare(&settings.data)?;
    compose::database(&settings).await?;
    eprintln!("The database is up to date.");
    Ok(())
}

/// Starts logging and the async runtime, and runs one role in it.
fn with_runtime<F: Future<Output = anyhow::Result<()>>>(role: impl FnOnce(Env) -> F) -> anyhow::Result<()> {
    let env = Env::of_process();
    config::start_log(&env);
    egress::install_ring();
    let workers = std::thread::available_parallelism().map_or(4, |cpus| cpus.get().max(4));
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(workers).enable_all().build()?;
    let ended = runtime.block_on(role(env));
    // Nothing that still hangs may keep the process alive.
    runtime.shutdown_timeout(std::time::Duration::from_secs(2));
    ended
}

fn print(document: &serde_json::Value) -> anyhow::Result<()> {
    println!("{document:#}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        super::Arguments::command().debug_assert();
    }
}
