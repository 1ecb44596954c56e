//! `bmm lint`: what which client would refuse, without a server.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use authoring::lint::fix::fix_all;
use clap::Args;
use contract::{
    ServerSpec, Slug,
    lint::{Finding, Severity},
};

use super::compile::{self, Kind};

#[derive(Debug, Args)]
pub struct Lint {
    /// What the files are; specifications where it is left out (the JSON that `bmm compile` prints).
    #[arg(long, value_enum)]
    kind: Option<Kind>,
    /// The server's slug, which clients count towards tool names; made from the name where it is left out.
    #[arg(long)]
    slug: Option<String>,
    /// Prints one JSON array of findings per file.
    #[arg(long)]
    json: bool,
    /// Prints the specification with everything mended that one click can mend; the findings that are left go to stderr.
    #[arg(long, conflicts_with = "json")]
    fix: bool,
    /// Files; `-` is standard input.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// Ends with 1 when a client would refuse something, with 2 when a file cannot be read.
pub fn run(command: &Lint) -> ExitCode {
    let (mut refused, mut unreadable) = (false, false);
    for file in &command.files {
        match spec(command, file) {
            Ok(spec) => refused |= tell(command, file, spec),
            Err(message) => {
                eprintln!("{}: {message}", file.display());
                unreadable = true;
            }
        }
    }
    match (unreadable, refused) {
        (true, _) => ExitCode::from(2),
        (false, true) => ExitCode::FAILURE,
        (false, false) => ExitCode::SUCCESS,
    }
}

fn spec(command: &Lint, file: &PathBuf) -> Result<ServerSpec, String> {
    match command.kind {
        Some(kind) => compile::compile_file(kind, None, file),
        None => {
            let text = compile::read(file).map_err(|error| format!("cannot be read: {error}"))?;
            serde_json::from_str(&text).map_err(|error| format!("is not a specification ({error}). Say with --kind what it is."))
        }
    }
}

/// Prints what was found; says whether a client would refuse something.
fn tell(command: &Lint, file: &Path, mut spec: ServerSpec) -> bool {
    let slug = command.slug.clone().unwrap_or_else(|| Slug::suggest(&spec.name).as_str().to_owned());
    if command.fix {
        spec = fix_all(&spec, &slug, |_| true);
    }
    let findings = authoring::lint::lint_as(&spec, &slug);
    if command.json {
        println!("{}", serde_json::json!(findings));
    } else {
        let size = authoring::size(&spec);
        let mut lines: Vec<String> = findings.iter().map(|finding| format!("{}: {}", file.display(), line(finding))).collect();
        let clients: Vec<String> = size.clients.iter().map(|(client, tokens)| format!("{client} {tokens}")).collect();
        lines.push(format!("{}: {} findings, {} tools, tokens: {}", file.display(), findings.len(), spec.enabled_tools().count(), clients.join(", ")));
        for line in lines {
            if command.fix { eprintln!("{line}") } else { println!("{line}") }
        }
        if command.fix {
            println!("{}", serde_json::json!(spec));
        }
    }
    findings.iter().any(|finding| finding.severity == Severity::Error)
}

fn line(finding: &Finding) -> String {
    let severity = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
    };
    let place = finding.tool.as_ref().map(|tool| format!(" {tool}{}", finding.at)).unwrap_or_default();
    let clients = if finding.clients.is_empty() { String::new() } else { format!(" [{}]", finding.clients.join(", ")) };
    let fix = if finding.fix.is_empty() { String::new() } else { format!(" (--fix: {})", finding.fix) };
    format!("{severity} {}{place}: {}{clients}{fix}", finding.rule, finding.message)
}
