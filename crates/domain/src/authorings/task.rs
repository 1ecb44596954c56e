//! From what was typed to a question for a model.

use std::sync::Arc;

use authoring::{
    CompileRequest,
    author::{Sources, Task, Words},
};
use contract::{
    AppError, ServerSpec,
    dto::{PreviewRequest, Skipped, SourceInput},
    spec::{Origin, SourceKind},
};

use crate::{Platform, Result};

/// A question, and what was found out on the way.
pub(super) struct Prepared {
    pub task: Task,
    /// Operations of a document that did not become tools.
    pub skipped: Vec<Skipped>,
    pub notes: Vec<String>,
}

/// The question for a new server: documents, curl commands and addresses of documents are compiled first, and the model
/// chooses from them; without any of them it writes.
pub(super) async fn of_words(platform: &Arc<Platform>, text: &str, name: Option<String>, base_url: Option<String>) -> Result<Prepared> {
    let words = Words::of(text);
    if let Some((spec, skipped, notes)) = compiled(platform, &words, text, base_url).await? {
        let sources = Sources { words, name, ..Sources::default() };
        return Ok(Prepared { task: Task::Choose { spec: Box::new(spec), sources }, skipped, notes });
    }
    Ok(Prepared { task: Task::Write(Sources { name, ..Sources::of_words(words) }), skipped: Vec::new(), notes: Vec::new() })
}

type Compiled = (ServerSpec, Vec<Skipped>, Vec<String>);

/// What the text holds that needs no model: a document, curl commands, or the address of a document.
async fn compiled(platform: &Arc<Platform>, words: &Words, text: &str, base_url: Option<String>) -> Result<Option<Compiled>> {
    let request = |kind, text: String, source_url| CompileRequest {
        kind,
        text,
        source_url,
        name: None,
        operations: None,
        base_url: base_url.clone(),
        credentials: Vec::new(),
    };
    let job = if let Some(kind) = authoring::prompt::holds(text) {
        let kind = if kind == SourceKind::Curl { SourceKind::Curl } else { SourceKind::Prompt };
        request(kind, text.to_owned(), None)
    } else if let Some(url) = document_address(words) {
        request(SourceKind::Openapi, platform.fetcher.fetch(&url).await?, Some(url))
    } else {
        return Ok(None);
    };
    let compiled = platform.runtime.author(job).await??;
    if compiled.spec.tools.is_empty() {
        return Err(AppError::field("source.text", "The document in this text describes nothing that could become a tool.").into());
    }
    // Notes speak of what a model would add; here it is asked.
    let notes = compiled.notes.into_iter().filter(|note| !note.contains("model key")).collect();
    Ok(Some((compiled.spec, compiled.skipped, notes)))
}

/// An https address that the owner named and whose path ends like a document.
fn document_address(words: &Words) -> Option<String> {
    let named = words.origins();
    let words = words.typed.split(|c: char| c.is_whitespace() || "<>\"'`()".contains(c));
    let is_document = |url: &&str| {
        let path = url.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        url.starts_with("https://") && [".json", ".yaml", ".yml"].iter().any(|end| path.ends_with(end))
    };
    let is_named = |url: &&str| Origin::of_url(url).is_ok_and(|origin| named.contains(&origin));
    words.map(|word| word.trim_end_matches(['.', ',', ';', ':'])).filter(is_document).find(is_named).map(str::to_owned)
}

/// A prompt that a model is asked about: words that are more than a frame around what compiles by itself.
pub(super) fn wants_model(text: &str) -> bool {
    /// Letters of “Here is the document, please:”.
    const FRAME: usize = 30;
    let holds_source = authoring::prompt::holds(text).is_some();
    let words = Words::of(text);
    let letters = words
        .typed
        .lines()
        .chain(words.between.lines())
        .filter(|line| !line.trim_start().starts_with("curl"))
        .map(|line| line.chars().filter(|c| c.is_alphanumeric()).count())
        .sum::<usize>();
    !holds_source || letters > FRAME
}

/// The text of a REST request that a model is asked about.
pub(crate) fn prompt_for_model<'r>(platform: &Platform, request: &'r PreviewRequest) -> Option<&'r str> {
    let SourceInput { kind, text, .. } = &request.source;
    let text = text.as_deref().filter(|text| *kind == SourceKind::Prompt && !text.trim().is_empty())?;
    (platform.model.is_some() && wants_model(text)).then_some(text)
}
