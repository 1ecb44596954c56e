//! Mock mode: a server answers before its credentials exist. What a tool would send is made and checked, and nothing is sent.

use authoring::{requests::hosts, sample};
use contract::{dto::Content, spec::Tool};

use crate::ports::{ToolOutput, WITHHELD};

/// The first line of every made-up answer.
pub const NOTE: &str = "Made-up answer: this server is in mock mode, so nothing was sent.";

/// Whether this tool's answers would be made up: what runs in the sandbox alone answers as always.
pub(super) fn is_made_up(tool: &Tool) -> bool {
    !hosts::origins(&tool.action).is_empty()
}

/// The answer in place of the one that was never asked for. An error of the tool's own, such as a missing argument, stays.
pub(super) fn answer(tool: &Tool, rehearsed: ToolOutput) -> ToolOutput {
    let was_withheld = rehearsed.content.iter().any(|part| matches!(part, Content::Text { text } if text.contains(WITHHELD)));
    if rehearsed.is_error && !was_withheld {
        return rehearsed;
    }
    let text = |text: String| Content::Text { text };
    let structured = tool.output_schema.as_ref().map(sample::answer);
    match structured {
        // Clients take an answer without the promised structure for broken, so it is an error that says why.
        Some(None) => {
            let why = format!("{NOTE} No answer can be made from the schema of {}.", tool.name);
            ToolOutput { is_error: true, content: vec![text(why)], structured: None }
        }
        Some(Some(made)) => ToolOutput { is_error: false, content: vec![text(NOTE.to_owned()), text(made.to_string())], structured: Some(made) },
        None => ToolOutput { is_error: false, content: vec![text(NOTE.to_owned())], structured: None },
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn tool(output_schema: Option<Value>) -> Tool {
        let tool = json!({ "name": "get_order", "input_schema": { "type": "object" }, "output_schema": output_schema,
            "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/orders" } });
        serde_json::from_value(tool).expect("a tool")
    }

    fn output(text: &str) -> ToolOutput {
        ToolOutput { is_error: true, content: vec![Content::Text { text: text.into() }], structured: None }
    }

    #[test]
    fn answers_fit_their_schema_and_say_what_they_are() {
        let schema = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } });
        let made = answer(&tool(Some(schema.clone())), output(WITHHELD));
        assert!(!made.is_error && made.content[0] == Content::Text { text: NOTE.into() });
        assert_eq!(made.structured, Some(json!({ "id": 1 })));
        let bare = answer(&tool(None), output(WITHHELD));
        assert!(!bare.is_error && bare.structured.is_none());
    }

    #[test]
    fn what_is_wrong_with_a_call_is_said_as_always() {
        let wrong = output("Argument `id` doesn't fit.");
        assert_eq!(answer(&tool(None), wrong.clone()), wrong);
    }

    #[test]
    fn a_promise_that_cannot_be_kept_is_an_error() {
        let schema = json!({ "type": "object", "required": ["q"], "properties": { "q": { "type": "string", "pattern": "^[0-9]{4}-Q[1-4]$" } } });
        assert!(answer(&tool(Some(schema)), output(WITHHELD)).is_error);
    }
}
