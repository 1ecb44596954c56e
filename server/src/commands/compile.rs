//! `bmm compile`: from documents to specifications, without a server.

use std::{io::Read, path::PathBuf, process::ExitCode};

use authoring::CompileRequest;
use clap::{Args, ValueEnum};
use contract::{AppError, ServerSpec, spec::SourceKind};

/// A deep document needs a deep stack; hostile ones belong to the server, which compiles in a confined child.
const STACK: usize = 256 * 1024 * 1024;

#[derive(Debug, Args)]
pub struct Compile {
    /// What the files are.
    #[arg(long, value_enum)]
    kind: Kind,
    /// Replaces the documents' own server address.
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Files; `-` is standard input. Each becomes one line of JSON.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum Kind {
    Openapi,
    Curl,
    Postman,
}

impl From<Kind> for SourceKind {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Openapi => Self::Openapi,
            Kind::Curl => Self::Curl,
            Kind::Postman => Self::Postman,
        }
    }
}

/// Prints a line for each file that compiles, and says on stderr what is wrong with the others.
pub fn run(command: &Compile) -> ExitCode {
    let mut exit = ExitCode::SUCCESS;
    for file in &command.files {
        match compile(command, file) {
            Ok(line) => println!("{line}"),
            Err(message) => {
                eprintln!("{}: {message}", file.display());
                exit = ExitCode::FAILURE;
            }
        }
    }
    exit
}

fn compile(command: &Compile, file: &PathBuf) -> Result<String, String> {
    let spec = compile_file(command.kind, command.base_url.clone(), file)?;
    serde_json::to_string(&spec).map_err(|error| error.to_string())
}

/// The specification that a file compiles to, or what is wrong with the file.
pub fn compile_file(kind: Kind, base_url: Option<String>, file: &PathBuf) -> Result<ServerSpec, String> {
    let text = read(file).map_err(|error| format!("cannot be read: {error}"))?;
    let request = CompileRequest { kind: kind.into(), text, source_url: None, name: None, operations: None, base_url, credentials: Vec::new() };
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || authoring::compile(&request));
    let compiled = worker.map_err(|error| error.to_string())?.join().map_err(|_| "the compiler failed; please report this document".to_owned())?;
    Ok(compiled.and_then(|compiled| authoring::seal(compiled.spec)).map_err(|error| describe(&error))?.spec)
}

pub fn read(file: &PathBuf) -> std::io::Result<String> {
    if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text)?;
        return Ok(text);
    }
    std::fs::read_to_string(file)
}

fn describe(error: &AppError) -> String {
    if error.errors.is_empty() {
        error.detail.clone()
    } else {
        error.errors.iter().map(|field| format!("{} ({})", field.message, field.field)).collect::<Vec<_>>().join(" ")
    }
}
