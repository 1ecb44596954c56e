//! OpenAPI 3.0, 3.1 and Swagger 2, JSON or YAML: every operation becomes a tool or is skipped with a reason.

mod args;
mod body;
pub mod document;
pub mod node;
mod operations;
mod pagination;
mod params;
mod path;
mod read;
mod response;
mod security;
mod servers;
mod tool;

use contract::{
    AppError, DisplayName, ServerSpec,
    dto::Skipped,
    spec::{SPEC_VERSION, Source, SourceKind, Tool},
};

use self::{
    document::{Document, Resolver},
    node::Node,
    operations::Operation,
    security::Security,
    servers::Servers,
    tool::Workshop,
};
use crate::{CompileRequest, Compiled, credentials, names, schema::convert, seal};

pub(crate) use crate::schema::is_nullable;
pub use servers::checked as checked_base_url;

/// Bytes of argument schemas in one specification, after which the schemas of further tools are kept short.
const MOST_SCHEMA_BYTES: usize = 8_000_000;
/// What the schema of such a further tool may take.
const SHORT_SCHEMA: usize = 1_500;
/// Bytes of everything, after which there are no further tools.
const MOST_BYTES: usize = 14_000_000;

/// Compiles a document.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    let slots = credentials::slots(&request.credentials)?;
    let document = Document::parse(&request.text)?;
    let name = display_name(request.name.as_deref(), &document)?;
    let resolver = Resolver::new(&document.root);
    let (operations, mut skipped) = operations::all(&document, &resolver);
    let operations = match &request.operations {
        Some(wanted) => {
            skipped.clear();
            operations::select(operations, wanted)?
        }
        None => operations,
    };
    let servers = Servers::new(&document, request.base_url.as_deref(), request.source_url.as_deref())?;
    let mut security = Security::new(&document, &resolver);
    let mut workshop = Workshop { document: &document, resolver: &resolver, names: names::Unique::default(), notes: tool::Notes::default() };
    let tools = tools(&mut workshop, &mut security, &servers, &operations, &mut skipped)?;
    resolver.check_circles()?;
    if tools.is_empty() {
        return Err(nothing_found(&skipped));
    }
    let mut notes = workshop.notes.into_texts();
    if let (None, Some(root), 2..) = (&request.base_url, servers.root(), servers.choices) {
        notes.insert(0, format!("The document names {} servers; {root} is used. Enter another base URL to change that.", servers.choices));
    }
    let mut spec = ServerSpec {
        spec_version: SPEC_VERSION,
        name: name.to_string(),
        description: about(&document),
        source: Source { kind: SourceKind::Openapi, title: info(&document, "title", 200), version: info(&document, "version", 60) },
        tools,
        secrets: security.into_slots(),
        origins: Vec::new(),
    };
    credentials::add(&mut spec, slots);
    seal::derive(&mut spec)?;
    Ok(Compiled { spec, skipped, notes })
}

fn tools<'d>(
    workshop: &mut Workshop<'d, '_>,
    security: &mut Security<'d>,
    servers: &Servers<'d>,
    operations: &[Operation<'d>],
    skipped: &mut Vec<Skipped>,
) -> Result<Vec<Tool>, AppError> {
    let mut tools = Vec::with_capacity(operations.len().min(seal::MOST_TOOLS));
    let mut bytes = 0;
    for operation in operations {
        if tools.len() == seal::MOST_TOOLS {
            let reason = format!("A server can have {} tools. Choose the operations that you need.", seal::MOST_TOOLS);
            skipped.push(Skipped { operation: names::clip(&operation.key(), 300), reason });
            continue;
        }
        if bytes > MOST_BYTES {
            let reason = "The server would become too large. Choose the operations that you need.".to_owned();
            skipped.push(Skipped { operation: names::clip(&operation.key(), 300), reason });
            continue;
        }
        let longest = if bytes > MOST_SCHEMA_BYTES { SHORT_SCHEMA } else { convert::LONGEST_SCHEMA };
        match tool::build(workshop, security, operation, &servers.base(operation)?, longest) {
            Ok((tool, size)) => {
                bytes += size;
                tools.push(tool);
            }
            Err(reason) => skipped.push(Skipped { operation: names::clip(&operation.key(), 300), reason }),
        }
    }
    Ok(tools)
}

/// Why there is no tool at all.
fn nothing_found(skipped: &[Skipped]) -> AppError {
    let message = match skipped.first() {
        None => "The document describes no operations: its “paths” are missing or empty.".to_owned(),
        Some(first) => format!("No operation of the document can become a tool. {}: {}", names::clip(&first.operation, 80), first.reason),
    };
    AppError::field("source.text", message)
}

fn display_name(typed: Option<&str>, document: &Document<'_>) -> Result<DisplayName, AppError> {
    if let Some(typed) = typed.filter(|text| !text.trim().is_empty()) {
        return Ok(DisplayName::parse(typed)?);
    }
    let title = info(document, "title", DisplayName::LONGEST).replace('\n', " ");
    Ok(DisplayName::parse(&title).or_else(|_| DisplayName::parse("API"))?)
}

fn info(document: &Document<'_>, key: &str, longest: usize) -> String {
    let text = document.root.get("info").and_then(|info| info.get(key)).and_then(Node::scalar).unwrap_or_default();
    names::clip(&text, longest)
}

/// What the server is for; clients get it as instructions, so it is kept short.
fn about(document: &Document<'_>) -> String {
    let summary = info(document, "summary", 300);
    let description = info(document, "description", 1_500);
    if summary.is_empty() || description.starts_with(&summary) { description } else { format!("{summary}\n\n{description}").trim().to_owned() }
}
