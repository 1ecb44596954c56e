//! Compiles OpenAPI documents and prints, for each: operations, tools, skipped operations, time, and what the gate and
//! the metaschema of JSON Schema 2020-12 say.
//!
//! `cargo run --release -p authoring --example coverage -- [--fast] [--json] FILE…` (`--fast` leaves the metaschema out;
//! `--json` prints one line of JSON for each document.)

use std::{
    collections::BTreeMap,
    env, fs,
    time::{Duration, Instant},
};

use authoring::{
    CompileRequest, Compiled, compile,
    lint::{is_refused, lint},
    seal,
};
use contract::{
    AppError,
    lint::{Finding, Severity},
    spec::SourceKind,
};

const RUNS: usize = 5;

fn main() {
    let (flags, files): (Vec<String>, Vec<String>) = env::args().skip(1).partition(|arg| arg.starts_with("--"));
    let is_json = flags.iter().any(|flag| flag == "--json");
    let check_schemas = !flags.iter().any(|flag| flag == "--fast");
    let (mut operations, mut tools, mut failed, mut bad) = (0, 0, 0, 0);
    for file in &files {
        let Ok(text) = fs::read_to_string(file) else {
            println!("{file}: cannot be read");
            continue;
        };
        let request = |base_url| CompileRequest {
            kind: SourceKind::Openapi,
            text: text.clone(),
            source_url: None,
            name: None,
            operations: None,
            base_url,
            credentials: Vec::new(),
        };
        let needs_base = compile(&request(None)).is_err_and(|error| error.for_field("base_url").is_some());
        let (result, elapsed) = timed(&request(needs_base.then(|| "https://api.example.com".into())));
        match result {
            Err(error) => {
                failed += 1;
                println!("{file}: {error}");
            }
            Ok(compiled) => {
                let (made, left) = (compiled.spec.tools.len(), compiled.skipped.len());
                operations += made + left;
                tools += made;
                let invalid = if check_schemas { invalid_schemas(&compiled.spec) } else { Vec::new() };
                let sealed = seal(compiled.spec.clone());
                let size = sealed.as_ref().map_or(0, |sealed| sealed.canonical.len());
                if is_json {
                    let findings = lint(&compiled.spec);
                    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error).count();
                    let warnings = findings.iter().filter(|finding| finding.severity == Severity::Warning && finding.tool.is_some());
                    let refused = findings.iter().filter(|finding| is_refused(finding));
                    let line = serde_json::json!({
                        "file": file.rsplit('/').next(), "operations": made + left, "tools": made, "seconds": elapsed.as_secs_f64(), "sealed": sealed.is_ok(),
                        "lint_errors": errors, "lint_warnings": by_rule(warnings), "refused": by_rule(refused), "invalid_schemas": invalid.len(),
                        "skipped": compiled.skipped.iter().map(|skipped| format!("{}: {}", skipped.operation, skipped.reason)).collect::<Vec<_>>(),
                    });
                    println!("{line}");
                    continue;
                }
                println!("{file}: {} operations, {made} tools, {left} skipped, {} notes, {} KB, {elapsed:?}", made + left, compiled.notes.len(), size / 1024);
                for skipped in compiled.skipped.iter().take(5) {
                    println!("    skipped {}: {}", skipped.operation, skipped.reason);
                }
                if flags.iter().any(|flag| flag == "--notes") {
                    compiled.notes.iter().for_each(|note| println!("    note {note}"));
                }
                if let Err(error) = sealed {
                    bad += 1;
                    println!("    REFUSED BY THE GATE {error}");
                }
                let errors: Vec<_> = lint(&compiled.spec).into_iter().filter(|finding| finding.severity == Severity::Error).collect();
                bad += errors.len();
                errors.iter().take(3).for_each(|finding| println!("    LINTER {} {:?}: {}", finding.rule, finding.tool, finding.message));
                bad += invalid.len();
                invalid.iter().take(5).for_each(|problem| println!("    INVALID SCHEMA {problem}"));
            }
        }
    }
    if is_json {
        return;
    }
    let share = if operations == 0 { 0.0 } else { 100.0 * f64::from(tools as u32) / f64::from(operations as u32) };
    println!("{} documents ({failed} refused), {operations} operations, {tools} tools, {share:.3} %, {bad} invalid", files.len());
    #[cfg(target_os = "linux")]
    if let Some(peak) = fs::read_to_string("/proc/self/status").ok().and_then(|status| status.lines().find(|line| line.starts_with("VmHWM")).map(str::to_owned))
    {
        println!("{peak}");
    }
}

/// What a document becomes, and the median time of five runs.
fn timed(request: &CompileRequest) -> (Result<Compiled, AppError>, Duration) {
    let mut times = Vec::new();
    loop {
        let started = Instant::now();
        let result = compile(request);
        times.push(started.elapsed());
        if times.len() == RUNS {
            times.sort();
            return (result, times[RUNS / 2]);
        }
    }
}

/// How often each rule found something.
fn by_rule<'f>(findings: impl Iterator<Item = &'f Finding>) -> BTreeMap<&'f str, usize> {
    findings.fold(BTreeMap::new(), |mut counts, finding| {
        *counts.entry(finding.rule.as_str()).or_default() += 1;
        counts
    })
}

fn invalid_schemas(spec: &contract::ServerSpec) -> Vec<String> {
    let mut problems = Vec::new();
    for tool in &spec.tools {
        for (kind, schema) in [("input", Some(&tool.input_schema)), ("output", tool.output_schema.as_ref())] {
            let Some(schema) = schema else { continue };
            if let Err(error) = jsonschema::draft202012::meta::validate(schema) {
                problems.push(format!("{} {kind}: {error} at {}", tool.name, error.instance_path()));
            } else if let Err(error) = jsonschema::draft202012::new(schema) {
                problems.push(format!("{} {kind}: {error}", tool.name));
            }
        }
    }
    problems
}
