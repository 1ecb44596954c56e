//! curl commands, one or many in one text, each of which becomes a tool.

mod body;
mod flags;
mod reader;
#[cfg(test)]
mod tests;
mod words;

use std::collections::BTreeMap;

use contract::{
    AppError, FieldError,
    spec::{Method, Source, SourceKind},
};

pub(crate) use body::{from_pieces, is_json_type, json, read_json};
pub(crate) use words::prompt_length;

use self::{
    body::Piece,
    flags::{Flag, Item},
    words::Command,
};
use crate::{
    CompileRequest, Compiled,
    requests::{
        BaseUrl, Credential, ExampleBody, ExamplePart, ExampleRequest, Field, Target, ToolBuilder, finish, naming,
        target::{Server, parse_query},
    },
};

/// Commands in one text; more of them are better described by an OpenAPI document.
const MOST_COMMANDS: usize = 500;

/// Compiles curl commands. Field names in errors: `source.text`, `base_url`, `name`, `operations`, `credentials`.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    if request.text.trim().is_empty() {
        return Err(AppError::field("source.text", "Paste one or more curl commands."));
    }
    let script = words::read(&request.text).map_err(|problem| AppError::field("source.text", problem.to_string()))?;
    if script.commands.is_empty() {
        return Err(AppError::field(
            "source.text",
            "There is no curl command in this text. A command starts with “curl”, like: curl https://api.example.com/users",
        ));
    }
    if script.commands.len() > MOST_COMMANDS {
        return Err(AppError::field("source.text", format!("These are {} commands; the limit is {MOST_COMMANDS}.", script.commands.len())));
    }
    let base = request.base_url.as_deref().filter(|text| !text.trim().is_empty()).map(BaseUrl::parse).transpose()?;
    let mut builder = ToolBuilder::new(base);
    if script.other_lines > 0 {
        builder.note(format!("Lines that are no curl command were left out: {}.", script.other_lines));
    }
    let mut problems = Vec::new();
    let mut first_host = String::new();
    for command in &script.commands {
        for part in split_at_next(&command.words) {
            match example(command, &part, &script.addresses, &mut builder) {
                Ok(example) => {
                    if let (true, Server::Known(origin)) = (first_host.is_empty(), &example.target.server) {
                        first_host = origin.split("://").last().unwrap_or_default().to_owned();
                    }
                    builder.push(example);
                }
                Err(problem) => problems.push(FieldError::new("source.text", format!("The command on line {}: {problem}", command.line))),
            }
        }
    }
    if !problems.is_empty() {
        return Err(AppError::invalid(problems));
    }
    let title = if first_host.is_empty() { "API".to_owned() } else { naming::title(&naming::host_word(&first_host)) };
    let source = Source { kind: SourceKind::Curl, title: first_host, version: String::new() };
    finish(request, source, &title, "", builder.build()?)
}

/// `--next` starts another request in the same command.
fn split_at_next(words: &[String]) -> Vec<Vec<Item>> {
    let items = flags::parse(words);
    let parts = items.split(|item| matches!(item, Item::Flag(Flag::Next, _)));
    parts.filter(|part| !part.is_empty()).map(<[Item]>::to_vec).collect()
}

/// Everything that the options of one request say.
#[derive(Default)]
struct Options {
    method: Option<String>,
    url: Option<String>,
    headers: Vec<Field>,
    pieces: Vec<Piece>,
    query: Vec<Field>,
    parts: Vec<ExamplePart>,
    credentials: Vec<Credential>,
    json: bool,
    get: bool,
    head: bool,
    upload: bool,
    more_urls: bool,
}

fn example(command: &Command, items: &[Item], addresses: &BTreeMap<String, String>, builder: &mut ToolBuilder) -> Result<ExampleRequest, String> {
    let mut options = read_options(items, builder);
    let url = options.url.take().ok_or("it has no address. Add one, like https://api.example.com/users.")?;
    if options.more_urls {
        builder.note("A command with several addresses becomes a tool for its first address.");
    }
    let mut target = Target::parse(&expand(&url, addresses)).map_err(|problem| format!("it {problem}"))?;
    if target.guessed_https {
        builder.note("Addresses without a scheme are taken as https.");
    }
    target.query.append(&mut options.query);
    if options.get {
        target.query.extend(body::fields(&options.pieces));
        options.pieces.clear();
    }
    let method = method(&options)?;
    let body = take_body(&mut options, builder);
    Ok(ExampleRequest {
        title: String::new(),
        description: command.comment.clone(),
        tags: Vec::new(),
        method,
        target,
        path_notes: Vec::new(),
        headers: options.headers,
        body,
        credentials: options.credentials,
        select: command.jq.clone(),
    })
}

fn read_options(items: &[Item], builder: &mut ToolBuilder) -> Options {
    let mut options = Options::default();
    for item in items {
        match item {
            Item::Word(word) if options.url.is_none() => options.url = Some(word.trim_end_matches('`').to_owned()),
            Item::Word(_) => options.more_urls = true,
            Item::Unknown(name) => {
                let name: String = name.chars().take(40).collect();
                builder.note(format!("The option {name} is not known here and was left out."));
            }
            Item::Flag(flag, value) => apply(*flag, value, &mut options, builder),
        }
    }
    options
}

fn apply(flag: Flag, value: &str, options: &mut Options, builder: &mut ToolBuilder) {
    match flag {
        Flag::Method => options.method = Some(value.to_owned()),
        Flag::Header => add_header(value, options, builder),
        Flag::Data => options.pieces.push(body::data(value)),
        Flag::DataRaw => options.pieces.push(Piece::Text(value.to_owned())),
        Flag::DataUrlencode => options.pieces.push(body::data_urlencode(value)),
        Flag::Json => {
            options.json = true;
            options.pieces.push(body::data(value));
        }
        Flag::Form => options.parts.push(body::form(value, false)),
        Flag::FormString => options.parts.push(body::form(value, true)),
        Flag::User => options.credentials.push(Credential::basic(value)),
        Flag::Bearer => options.credentials.push(Credential::bearer(value)),
        Flag::Get => options.get = true,
        Flag::Head => options.head = true,
        Flag::Cookie if value.contains('=') => options.headers.push(Field::new("Cookie", value)),
        Flag::Cookie => builder.note("Cookies from a file cannot be read here. Add the cookie as a credential instead."),
        Flag::Agent => options.headers.push(Field::new("User-Agent", value)),
        Flag::Url if options.url.is_none() => options.url = Some(value.to_owned()),
        Flag::Url => options.more_urls = true,
        Flag::UrlQuery => options.query.extend(parse_query(value.trim_start_matches('+'))),
        Flag::Upload => options.upload = true,
        Flag::Range => options.headers.push(Field::new("Range", format!("bytes={value}"))),
        Flag::Unsupported(note) => builder.note(note),
        Flag::Referer | Flag::Next | Flag::Ignored => {}
    }
}

/// `Name: value`; `Name;` is an empty header; `Name:` takes a header away.
fn add_header(text: &str, options: &mut Options, builder: &mut ToolBuilder) {
    match text.split_once(':') {
        Some((name, value)) if !value.trim().is_empty() => options.headers.push(Field::new(name.trim(), value.trim())),
        Some(_) => {}
        None if text.starts_with('@') => builder.note("Headers from a file cannot be read here. Paste them into the command."),
        None => {}
    }
}

fn method(options: &Options) -> Result<Method, String> {
    let has_body = !options.pieces.is_empty() || !options.parts.is_empty();
    let implied = if options.head {
        "HEAD"
    } else if options.upload {
        "PUT"
    } else if has_body && !options.get {
        "POST"
    } else {
        "GET"
    };
    let name = options.method.as_deref().unwrap_or(implied).trim().to_ascii_uppercase();
    match name.as_str() {
        "GET" => Ok(Method::Get),
        "HEAD" => Ok(Method::Head),
        "POST" => Ok(Method::Post),
        "PUT" => Ok(Method::Put),
        "PATCH" => Ok(Method::Patch),
        "DELETE" => Ok(Method::Delete),
        "OPTIONS" => Ok(Method::Options),
        _ => Err("its method is not supported. Use GET, HEAD, POST, PUT, PATCH, DELETE or OPTIONS.".into()),
    }
}

fn take_body(options: &mut Options, builder: &mut ToolBuilder) -> ExampleBody {
    let own = options.headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type")).map(|header| header.value.clone());
    let content_type = own.or_else(|| options.json.then(|| "application/json".to_owned()));
    if options.json && !options.headers.iter().any(|header| header.name.eq_ignore_ascii_case("accept")) {
        options.headers.push(Field::new("Accept", "application/json"));
    }
    if options.upload {
        return ExampleBody::File { content_type: content_type.unwrap_or_else(|| "application/octet-stream".into()) };
    }
    if !options.parts.is_empty() {
        return ExampleBody::Multipart(std::mem::take(&mut options.parts));
    }
    if options.pieces.is_empty() {
        return ExampleBody::None;
    }
    if options.pieces.contains(&Piece::File) {
        builder.note("A body that a command reads from a file (-d @file) became an argument: files of your machine cannot be read here.");
    }
    let (body, guessed) = from_pieces(&options.pieces, content_type.as_deref());
    if guessed {
        builder.note("A body that is JSON is sent as application/json, although its command does not say so.");
    }
    body
}

/// Puts addresses for the variables that the text defines, where an address starts with one.
fn expand(url: &str, addresses: &BTreeMap<String, String>) -> String {
    let found = crate::requests::placeholder::find(url).into_iter().find(|found| found.range.start == 0);
    match found.and_then(|found| addresses.get(&found.name).map(|address| (address, found.range.end))) {
        Some((address, end)) => format!("{}{}", address.trim_end_matches('/'), &url[end..]),
        None => url.to_owned(),
    }
}
