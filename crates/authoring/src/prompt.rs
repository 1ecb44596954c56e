//! Free text, without a model: it is searched for pasted documents, curl commands, addresses and words that a recipe
//! answers to. What is unambiguous is compiled; the notes say what was found and what a model would add.

use contract::{AppError, spec::SourceKind};
use serde_json::Value;

use crate::{CompileRequest, Compiled, curl, openapi, postman, recipes};

/// What a model would do with the rest of the text.
const MODEL: &str = "The words around it were not read: with a model key (ANTHROPIC_API_KEY, or an OpenAI-compatible endpoint) a model would choose, name and describe the tools after them.";

/// A recipe is meant when it scores at least this, and clearly more than the next one.
const SURE: usize = 4;

/// Compiles free text. The errors' field is `source.text`.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    let text = request.text.trim();
    if text.is_empty() {
        return Err(AppError::field("source.text", "Describe the server that you want, or paste an OpenAPI document, a Postman collection or curl commands."));
    }
    if let Some((kind, document)) = find_document(text) {
        return match kind {
            SourceKind::Postman => as_kind(request, kind, document, "Found a Postman collection in the text.", postman::compile),
            _ => as_kind(request, kind, document, "Found an OpenAPI document in the text.", openapi::compile),
        };
    }
    if has_curl(text) {
        return as_kind(request, SourceKind::Curl, text, "Found curl commands in the text.", curl::compile);
    }
    recipe(request, text)
}

fn as_kind(
    request: &CompileRequest,
    kind: SourceKind,
    text: &str,
    found: &str,
    compile: impl Fn(&CompileRequest) -> Result<Compiled, AppError>,
) -> Result<Compiled, AppError> {
    let mut compiled = compile(&CompileRequest { kind, text: text.to_owned(), ..request.clone() })?;
    compiled.notes.insert(0, found.to_owned());
    if text.len() < request.text.trim().len() || kind == SourceKind::Curl || kind == SourceKind::Recipe {
        compiled.notes.push(MODEL.to_owned());
    }
    Ok(compiled)
}

/// The recipe that the words mean, or what to do instead.
fn recipe(request: &CompileRequest, text: &str) -> Result<Compiled, AppError> {
    let matches = recipes::matches(text);
    if let [(best, score), (_, next), ..] = matches.as_slice()
        && *score >= SURE
        && *score >= next + 2
        && find_url(text).is_none()
    {
        let found = format!("The words fit the recipe “{}”, so it was used.", best.name);
        return as_kind(request, SourceKind::Recipe, best.id, &found, recipes::compile);
    }
    let close: Vec<String> = matches.iter().take(3).map(|(recipe, _)| format!("“{}”", recipe.name)).collect();
    let is_close = matches.first().is_some_and(|(_, score)| *score > 0);
    let recipes =
        if is_close { format!("The closest recipes are {}.", close.join(", ")) } else { format!("Recipes such as {} are ready to use.", close.join(", ")) };
    let message = match find_url(text) {
        Some(url) => format!(
            "There is an address in this text ({url}), but no description of its API. Choose “OpenAPI” and enter the address of its document, or paste a curl command that calls it. {recipes}"
        ),
        None => format!(
            "Without a model key, words alone cannot become a server. Paste an OpenAPI document, a Postman collection or curl commands, or choose a recipe. {recipes}"
        ),
    };
    Err(AppError::field("source.text", message))
}

/// What a text holds that compiles without a model: a document, or curl commands.
pub fn holds(text: &str) -> Option<SourceKind> {
    find_document(text).map(|(kind, _)| kind).or_else(|| has_curl(text).then_some(SourceKind::Curl))
}

/// A document in the text: all of it, a fenced block, or the part from its first line on.
pub(crate) fn find_document(text: &str) -> Option<(SourceKind, &str)> {
    let braces = text.find('{').zip(text.rfind('}')).and_then(|(start, end)| text.get(start..=end));
    let candidates = fenced(text).chain(std::iter::once(text)).chain(yaml_tail(text)).chain(braces);
    candidates.map(str::trim).find_map(|candidate| kind_of(candidate).map(|kind| (kind, candidate)))
}

/// Contents of fenced code blocks.
fn fenced(text: &str) -> impl Iterator<Item = &str> {
    text.split("```").skip(1).step_by(2).map(|block| block.split_once('\n').map_or(block, |(_, body)| body))
}

/// From the line that starts a YAML document to the end of the text or of the code block.
fn yaml_tail(text: &str) -> Option<&str> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if is_yaml_start(line) {
            let tail = &text[at..];
            return Some(tail.split("\n```").next().unwrap_or(tail));
        }
        at += line.len();
    }
    None
}

fn is_yaml_start(line: &str) -> bool {
    let Some((name, value)) = line.split_once(':') else { return false };
    let version = value.trim().trim_matches(['"', '\'']);
    matches!(name, "openapi" | "swagger" | "\"openapi\"" | "\"swagger\"") && version.starts_with(['2', '3'])
}

fn kind_of(text: &str) -> Option<SourceKind> {
    if !text.starts_with('{') {
        let mut lines = text.lines().filter(|line| !line.trim().is_empty() && !line.starts_with(['#', '%']) && *line != "---");
        let is_yaml = lines.next().is_some_and(|line| line.split_once(':').is_some_and(|(key, _)| !key.contains(char::is_whitespace)));
        return (is_yaml && text.lines().any(is_yaml_start)).then_some(SourceKind::Openapi);
    }
    let document: Value = serde_json::from_str(text).ok()?;
    let has = |name: &str| document.get(name).is_some();
    if has("openapi") || has("swagger") {
        Some(SourceKind::Openapi)
    } else if (has("info") && has("item")) || document.get("collection").is_some_and(|inner| inner.get("item").is_some()) {
        Some(SourceKind::Postman)
    } else {
        None
    }
}

fn has_curl(text: &str) -> bool {
    text.lines().any(|line| {
        let line = &line[curl::prompt_length(line)..];
        ["curl ", "curl.exe "].iter().any(|name| line.starts_with(name)) && (line.contains("://") || line.contains(" -") || line.contains('.'))
    })
}

/// The first address in the text, short enough to be shown, without anything that could be a credential.
fn find_url(text: &str) -> Option<String> {
    let start = text.find("https://").or_else(|| text.find("http://"))?;
    let url: String = text[start..].chars().take_while(|c| !c.is_whitespace() && !"<>\"'`)?#".contains(*c)).take(120).collect();
    let target = crate::requests::Target::parse(url.trim_end_matches(['.', ','])).ok()?;
    target
        .origin()
        .map(|origin| format!("{origin}{}", if crate::requests::secrets::looks_secret(&target.path) { "" } else { target.path.trim_end_matches('/') }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> CompileRequest {
        CompileRequest { kind: SourceKind::Prompt, text: text.into(), source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
    }

    fn message(text: &str) -> String {
        compile(&request(text)).expect_err(text).for_field("source.text").expect("a field error").to_owned()
    }

    #[test]
    fn curl_commands_in_words_are_found() {
        let compiled =
            compile(&request("Please make me a server for this:\n\n  $ curl -H 'X-Api-Key: abc' https://a.example/users\n\nThanks, I don't know more."))
                .expect("fine");
        assert_eq!(compiled.spec.tools[0].name, "list_users");
        assert!(compiled.notes[0].contains("curl") && compiled.notes.last().is_some_and(|note| note.contains("model key")));
    }

    #[test]
    fn documents_in_words_are_recognised() {
        let openapi = r#"{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}"#;
        assert_eq!(find_document(&format!("Here it is: {openapi} ok?")), Some((SourceKind::Openapi, openapi)));
        assert_eq!(
            find_document("Use this:\n```yaml\nopenapi: 3.0.3\ninfo:\n  title: T\n```\nthanks"),
            Some((SourceKind::Openapi, "openapi: 3.0.3\ninfo:\n  title: T"))
        );
        assert_eq!(find_document("Use this\nswagger: \"2.0\"\ninfo: {}"), Some((SourceKind::Openapi, "swagger: \"2.0\"\ninfo: {}")));
        assert_eq!(find_document("I like openapi: 3 of them"), None);
        let postman = r#"{"info": {"name": "N"}, "item": [{"name": "A", "request": "https://a.example/x"}]}"#;
        let compiled = compile(&request(&format!("```json\n{postman}\n```"))).expect("fine");
        assert_eq!(compiled.spec.source.kind, SourceKind::Postman);
    }

    #[test]
    fn clear_words_choose_a_recipe() {
        let compiled = compile(&request("A server that converts times between time zones and tells the current time")).expect("fine");
        assert_eq!(compiled.spec.source.title, "time-zones");
        assert!(compiled.notes[0].contains("Time zones"));
    }

    #[test]
    fn other_words_say_what_to_paste() {
        assert!(message("").contains("Describe"));
        assert!(message("🦀 شيء ما").contains("curl"));
        assert!(message("Connect my CRM at https://crm.example.com/api/?key=s3cr3t").contains("https://crm.example.com/api"));
        assert!(!message("Connect my CRM at https://crm.example.com/api/?key=s3cr3t").contains("s3cr3t"));
        let text = message("something with currency and weather");
        assert!(text.contains("Exchange rates") && text.contains("Weather"), "{text}");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "(curl |openapi: 3|https://|[{]|[}]|```|\n|\\PC){0,40}") {
            let _ = compile(&request(&text));
        }
    }
}
