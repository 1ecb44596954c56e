//! One operation becomes one tool.

use contract::spec::{Action, Annotations, HttpAction, Method, ResponseRule, Tool};

use super::{
    args::Args,
    body::Bodies,
    document::{Document, Resolver},
    node::Node,
    operations::Operation,
    pagination,
    params::{self, Params},
    path::PathTemplate,
    response,
    security::{Needs, Security},
};
use crate::{
    names::{self, Unique},
    schema::{Converter, one_type},
    seal,
};

/// Characters of a tool's description: OpenAI refuses longer ones.
const LONGEST_DESCRIPTION: usize = 1_024;
/// Different notes about one document.
const MOST_NOTES: usize = 200;

/// What all tools of a document share.
pub struct Workshop<'d, 'r> {
    pub document: &'d Document<'d>,
    pub resolver: &'r Resolver<'d>,
    pub names: Unique,
    /// What the reader should know, with the tools that it is about.
    pub notes: Notes,
}

/// Notes that are the same for many tools are told once.
#[derive(Default)]
pub struct Notes(Vec<(String, Vec<String>)>);

impl Notes {
    pub fn add(&mut self, note: impl Into<String>, tool: &str) {
        let note = note.into();
        let is_full = self.0.len() >= MOST_NOTES;
        match self.0.iter_mut().find(|(known, _)| *known == note) {
            Some((_, tools)) => tools.push(tool.to_owned()),
            None if is_full => {}
            None => self.0.push((note, vec![tool.to_owned()])),
        }
    }

    pub fn into_texts(self) -> Vec<String> {
        let told = |(note, tools): (String, Vec<String>)| match tools.as_slice() {
            [] => note,
            [first, second, third, _, ..] => format!("{note} (Tools: {first}, {second}, {third} and {} more.)", tools.len() - 3),
            some => format!("{note} (Tools: {}.)", some.join(", ")),
        };
        self.0.into_iter().map(told).collect()
    }
}

/// Makes the tool, or says in a sentence why there is none. `longest` is what its argument schema may take in bytes.
pub fn build<'d>(
    workshop: &mut Workshop<'d, '_>,
    security: &mut Security<'d>,
    operation: &Operation<'d>,
    base: &str,
    longest: usize,
) -> Result<(Tool, usize), String> {
    let template = PathTemplate::parse(operation.path).map_err(|problem| format!("It cannot be called: {problem}."))?;
    let mut converter = Converter::new(workshop.resolver, workshop.document.version, longest);
    let (mut args, mut notes) = (Args::default(), Vec::new());
    let needs = security.needs(operation);
    let declared = params::declared(&converter, operation)?;
    let mut params = Params { converter: &mut converter, args: &mut args, template: &template, notes: &mut notes, params: Vec::new() };
    params.add_all(&declared, |place, name| security.fills(&needs, place, name)).map_err(|error| format!("A parameter cannot be read: {error}."))?;
    let mut params = params.params;
    let body = Bodies { converter: &mut converter, args: &mut args }.build(operation, &workshop.document.root, &declared)?;
    let defs = converter.finish().map_err(|error| format!("The schema of its arguments cannot be read: {error}."))?;
    let mut input_schema = args.into_schema(defs);
    one_type::everywhere(&mut input_schema);
    let answer = response::answer(workshop.document, workshop.resolver, operation);
    params.extend(answer.accept.as_deref().map(|media_type| params::constant_header("Accept", media_type)));
    let action = HttpAction { method: operation.method, url: format!("{base}{}", template.text), params, body, secrets: security.take(&needs) };
    let pagination = pagination::hint(&action, workshop.resolver, answer.source);
    let response = ResponseRule { pagination, wrap: answer.is_array.then(|| "result".to_owned()), ..ResponseRule::default() };
    let tool = Tool {
        name: workshop.names.take(&name(operation), names::LONGEST_TOOL),
        title: names::clip(&one_line(operation.node.text("summary").unwrap_or_default()), 100),
        description: description(operation),
        input_schema,
        output_schema: answer.schema,
        annotations: annotations(operation.method),
        enabled: true,
        operation: names::clip(&operation.key(), 300),
        tags: operation.node.list("tags").iter().filter_map(Node::scalar).map(|tag| names::clip(&tag, 60)).filter(|tag| !tag.is_empty()).take(10).collect(),
        action: Action::Http(action),
        response,
    };
    tell(&mut workshop.notes, &tool.name, notes, &needs, &converter);
    let size = converter.size() + size_of(&tool);
    Ok((tool, size))
}

/// Bytes of everything but the arguments' schema, roughly.
fn size_of(tool: &Tool) -> usize {
    let parts = match &tool.action {
        Action::Http(action) => action.params.len() + action.body.as_ref().map_or(0, |body| seal::body_args(body).len()),
        Action::Script(_) => 0,
    };
    let outline = if tool.output_schema.is_some() { 1_500 } else { 0 };
    tool.description.len() + outline + 110 * parts + 600
}

fn tell(told: &mut Notes, tool: &str, notes: Vec<String>, needs: &Needs, converter: &Converter<'_, '_>) {
    for note in notes.iter().chain(&needs.notes) {
        told.add(note, tool);
    }
    if converter.was_cut {
        told.add("The arguments are described in so much detail that the inner parts of the schema were cut to “any value”.", tool);
    }
    for missing in &converter.missing {
        told.add(format!("“{missing}” is referred to but not in the document; any value is accepted there."), tool);
    }
}

fn name(operation: &Operation<'_>) -> String {
    match operation.node.text("operationId").map(str::trim).filter(|id| !id.is_empty()) {
        Some(id) => names::tool_name(id),
        None => names::tool_name_of_path(operation.method.as_str(), operation.path),
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Summary and description, each once.
fn description(operation: &Operation<'_>) -> String {
    let text = |key: &str| operation.node.text(key).or_else(|| operation.item.text(key)).map(str::trim).unwrap_or_default();
    let (summary, more) = (one_line(text("summary")), text("description"));
    let said = match (summary.as_str(), more) {
        ("", "") => format!("Calls {}.", operation.place()),
        ("", more) => more.to_owned(),
        (summary, "") => summary.to_owned(),
        (summary, more) if more.to_lowercase().starts_with(summary.trim_end_matches('.').to_lowercase().as_str()) => more.to_owned(),
        (summary, more) => format!("{}\n\n{more}", summary.trim_end_matches('.').to_owned() + "."),
    };
    let said = if operation.node.flag("deprecated") { format!("Deprecated. {said}") } else { said };
    names::clip(&said, LONGEST_DESCRIPTION)
}

/// What the method promises (RFC 9110 sections 9.2.1 and 9.2.2).
fn annotations(method: Method) -> Annotations {
    let read_only = method.is_safe();
    Annotations { read_only, destructive: method == Method::Delete, idempotent: read_only || matches!(method, Method::Put | Method::Delete), open_world: true }
}
