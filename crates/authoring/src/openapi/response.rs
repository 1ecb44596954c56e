//! Answers: the output schema where it is certain, and the media type to ask for.

use serde_json::Value;

use super::{
    body::is_json,
    document::{Document, Resolver, Version},
    node::Node,
    operations::Operation,
};
use crate::{credentials, schema::outline};

/// What is known about the answer of an operation.
#[derive(Debug, Default)]
pub struct Answer<'d> {
    /// Schema of the structured answer; its root is a plain object.
    pub schema: Option<Value>,
    /// The answer is an array, which has to be wrapped to fit the schema.
    pub is_array: bool,
    /// The media type to ask for.
    pub accept: Option<String>,
    /// The schema in the document, for pagination hints.
    pub source: Option<&'d Node<'d>>,
}

/// One documented answer that means success.
struct Success<'d> {
    media_type: Option<String>,
    schema: Option<&'d Node<'d>>,
}

/// What the document says about the answer.
pub fn answer<'d>(document: &'d Document<'d>, resolver: &Resolver<'d>, operation: &Operation<'d>) -> Answer<'d> {
    let successes = successes(document, resolver, operation);
    let accept = successes.iter().find_map(|success| success.media_type.clone()).filter(|media_type| !media_type.contains('*'));
    // With several kinds of answer, or one without JSON, nothing can be promised.
    let all_json = !successes.is_empty() && successes.iter().all(|success| success.media_type.as_deref().is_some_and(is_json));
    let first = successes.first().and_then(|success| success.schema);
    let same = successes.iter().all(|success| success.schema == first);
    let Some(source) = first.filter(|_| all_json && same) else {
        return Answer { accept, source: first, ..Answer::default() };
    };
    let is_array = resolver.resolve(source).is_ok_and(|found| found.node.text("type") == Some("array"));
    let is_nullable = resolver.resolve(source).is_ok_and(|found| crate::openapi::is_nullable(found.node, document.version));
    let schema = match is_array {
        _ if is_nullable => None,
        true => outline::wrapped_array(resolver, document.version, source),
        false => outline::object(resolver, document.version, source),
    };
    Answer { is_array: is_array && schema.is_some(), schema, accept, source: Some(source) }
}

fn successes<'d>(document: &'d Document<'d>, resolver: &Resolver<'d>, operation: &Operation<'d>) -> Vec<Success<'d>> {
    let responses = operation.node.get("responses").map_or(&[][..], Node::members);
    let found = responses.iter().filter(|(status, _)| status.starts_with('2') && status.len() == 3);
    found.filter_map(|(_, response)| resolver.resolve(response).ok()).map(|found| success(document, operation, found.node)).collect()
}

fn success<'d>(document: &'d Document<'d>, operation: &Operation<'d>, response: &'d Node<'d>) -> Success<'d> {
    if document.version == Version::V2 {
        let produces = operation.node.get("produces").or_else(|| document.root.get("produces")).map_or(&[][..], Node::items);
        let mut types = produces.iter().filter_map(Node::as_str).filter(|media_type| credentials::is_media_type(media_type));
        let schema = response.get("schema");
        let json = types.clone().find(|media_type| is_json(media_type)).or_else(|| types.next());
        return Success { media_type: schema.map(|_| json.unwrap_or("application/json").trim().to_owned()), schema };
    }
    let contents = response.get("content").map_or(&[][..], Node::members);
    let mut known = contents.iter().filter(|(media_type, _)| credentials::is_media_type(media_type));
    let chosen = known.clone().find(|(media_type, _)| is_json(media_type)).or_else(|| known.next());
    Success { media_type: chosen.map(|(media_type, _)| media_type.trim().to_owned()), schema: chosen.and_then(|(_, media)| media.get("schema")) }
}
