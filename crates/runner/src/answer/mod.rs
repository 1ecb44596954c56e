//! Answers: what of an upstream's or a script's result reaches the client, and in which shape.

mod cut;
pub mod jq;
mod kind;
mod upstream;

use contract::{dto::Content, spec::Tool};
use serde_json::Value;

use crate::{
    calls::{Call, Upstream},
    protocol::AnswerHead,
    tool::Failure,
};

/// Shapes what an upstream answered.
pub fn of_upstream(call: &Call, tool: &Tool, upstream: Upstream) -> Result<AnswerHead, Failure> {
    upstream::shape(call, tool, upstream)
}

/// Shapes what a script returned: `None` for nothing, text, or JSON.
pub fn of_script(call: &Call, tool: &Tool, returned: Option<Value>) -> Result<AnswerHead, Failure> {
    match returned {
        None | Some(Value::Null) => Ok(text("Done.".to_owned())),
        Some(Value::String(plain)) if tool.response.select.is_none() && tool.response.wrap.is_none() => Ok(of_text(tool, &plain)),
        Some(value) => of_json(call, tool, value),
    }
}

fn text(text: String) -> AnswerHead {
    AnswerHead { is_error: false, content: vec![Content::Text { text }], structured: None }
}

/// Plain text, cut to the tool's limit.
fn of_text(tool: &Tool, plain: &str) -> AnswerHead {
    let (shown, note) = cut::text(plain, &tool.response);
    let mut answer = text(shown);
    answer.content.extend(note.map(|text| Content::Text { text }));
    answer
}

/// JSON: selected, wrapped, then given both as text and, where it is an object, as structured content.
fn of_json(call: &Call, tool: &Tool, value: Value) -> Result<AnswerHead, Failure> {
    let rule = &tool.response;
    let next = match rule.pagination.as_ref().and_then(|pagination| pagination.next.as_ref()) {
        Some(program) => jq::run(call, program, &value).ok().filter(is_a_value),
        None => None,
    };
    let value = match &rule.select {
        Some(program) => jq::run(call, program, &value).map_err(|failure| match failure {
            Failure::Tool(why) => Failure::Tool(format!("The answer came, but its selection `{program}` failed: {why}")),
            other => other,
        })?,
        None => value,
    };
    let value = match &rule.wrap {
        Some(name) if !value.is_object() => Value::Object([(name.clone(), value)].into_iter().collect()),
        _ => value,
    };
    let whole = match &value {
        Value::String(plain) => plain.clone(),
        other => other.to_string(),
    };
    let (shown, note) = cut::text(&whole, rule);
    let is_cut = note.is_some();
    let mut answer = text(shown);
    answer.content.extend(note.map(|text| Content::Text { text }));
    answer.content.extend(cut::next_page(rule, next.as_ref()).map(|text| Content::Text { text }));
    if value.is_object() {
        answer.structured = match (&tool.output_schema, is_cut) {
            (_, false) => Some(value),
            // Clients insist on structured content where a schema is declared: shorter lists keep it well-formed.
            (Some(_), true) => Some(cut::shorten(value, rule.max_bytes as usize)),
            (None, true) => None,
        };
    }
    Ok(fitting(tool, answer))
}

/// Clients drop an answer that breaks the declared output schema; as an error it still reaches the model.
fn fitting(tool: &Tool, mut answer: AnswerHead) -> AnswerHead {
    let Some(schema) = &tool.output_schema else { return answer };
    let Ok(validator) = jsonschema::draft202012::new(schema) else { return answer };
    let complaint = match &answer.structured {
        Some(structured) => validator.iter_errors(structured).next().map(|error| format!("{} at `{}`", error.masked_with("the value"), error.instance_path())),
        None => Some("it is not an object".to_owned()),
    };
    if let Some(complaint) = complaint {
        let note = format!("The call was made, but its answer does not fit the tool's output schema ({complaint}). The answer as it came follows.");
        answer.is_error = true;
        answer.structured = None;
        answer.content.insert(0, Content::Text { text: note });
    }
    answer
}

fn is_a_value(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false)) && value != ""
}
