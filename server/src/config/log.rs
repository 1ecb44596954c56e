//! `BMM_LOG`: what is logged.

use tracing_subscriber::EnvFilter;

use super::{Env, InvalidSetting};

/// Each request once, and what goes wrong.
pub const DEFAULT_LOG: &str = "info,sqlx=warn,sea_orm=warn,sea_orm_migration=warn,rmcp=warn,hyper=warn,fred=warn";

/// `BMM_LOG`: filter directives as in `info,bmm=debug`, with an optional leading `json,` for machine-readable lines.
pub fn read(env: &Env) -> Result<(), InvalidSetting> {
    let directives = directives(env).0;
    EnvFilter::try_new(directives).map(|_| ()).map_err(|error| InvalidSetting::new("BMM_LOG", format!("{error}. Write for example info,bmm=debug")))
}

/// The directives, and whether lines are JSON.
pub fn directives(env: &Env) -> (&str, bool) {
    match env.get("BMM_LOG") {
        None => (DEFAULT_LOG, false),
        Some("json") => (DEFAULT_LOG, true),
        Some(text) => text.strip_prefix("json,").map_or((text, false), |rest| (rest, true)),
    }
}

/// Starts logging to stderr.
pub fn start(env: &Env) {
    let (directives, json) = directives(env);
    let filter = EnvFilter::try_new(directives).unwrap_or_else(|_| EnvFilter::new(DEFAULT_LOG));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(true);
    // A second start (in tests) keeps the first subscriber.
    let _ =
        if json { builder.json().flatten_event(true).try_init() } else { builder.with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr())).try_init() };
}
