//! From the specification's words to the protocol's.

use std::sync::Arc;

use contract::{
    dto::{Content, ToolAnswer},
    spec,
};
use rmcp::model::{CallToolResult, ContentBlock, JsonObject, ResourceContents, Tool, ToolAnnotations};
use serde_json::Value;

/// A tool as `tools/list` shows it.
pub fn describe(tool: &spec::Tool) -> Tool {
    let title = Some(tool.title.clone()).filter(|title| !title.is_empty());
    let hints = tool.annotations;
    let mut shown = Tool::new(tool.name.clone(), tool.description.clone(), input_schema(&tool.input_schema));
    shown.annotations = Some(ToolAnnotations::from_raw(
        title.clone(),
        Some(hints.read_only),
        Some(hints.destructive && !hints.read_only),
        Some(hints.idempotent),
        Some(hints.open_world),
    ));
    shown.title = title;
    shown.output_schema = tool.output_schema.as_ref().and_then(object_rooted);
    shown
}

fn input_schema(schema: &Value) -> Arc<JsonObject> {
    object_rooted(schema).unwrap_or_else(|| {
        let mut anything = JsonObject::new();
        anything.insert("type".into(), "object".into());
        Arc::new(anything)
    })
}

/// Some clients refuse a whole list for the sake of one schema whose root is no plain object.
fn object_rooted(schema: &Value) -> Option<Arc<JsonObject>> {
    schema.as_object().filter(|schema| schema.get("type").is_some_and(|kind| kind == "object")).cloned().map(Arc::new)
}

/// Marks made-up answers of a server in mock mode, in the result's `_meta`.
const MOCK: &str = "build-my-mcp/mock";

/// An answer as `tools/call` gives it.
pub fn result(answer: ToolAnswer) -> CallToolResult {
    let content = answer.content.into_iter().enumerate().map(|(place, content)| block(place, content)).collect();
    let mut result = if answer.is_error { CallToolResult::error(content) } else { CallToolResult::success(content) };
    result.structured_content = answer.structured;
    if answer.mock {
        let mut meta = rmcp::model::MetaObject::default();
        meta.0.insert(MOCK.to_owned(), true.into());
        result.meta = Some(meta);
    }
    result
}

fn block(place: usize, content: Content) -> ContentBlock {
    match content {
        Content::Text { text } => ContentBlock::text(text),
        Content::Image { data, mime_type } => ContentBlock::image(data, mime_type),
        Content::Audio { data, mime_type } => ContentBlock::audio(data, mime_type),
        Content::Blob { data, mime_type } => ContentBlock::resource(ResourceContents::blob(data, format!("answer:///{place}")).with_mime_type(mime_type)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tool(output_schema: Value) -> spec::Tool {
        let tool = json!({
            "name": "get_user", "title": "Get a user", "description": "Reads one user.", "input_schema": { "type": "object", "properties": {} },
            "output_schema": output_schema, "annotations": { "read_only": true, "destructive": true, "idempotent": true, "open_world": true },
            "action": { "kind": "script", "code": "function run() {}" },
        });
        serde_json::from_value(tool).expect("a tool")
    }

    #[test]
    fn a_tool_keeps_title_hints_and_schemas() {
        let shown = serde_json::to_value(describe(&tool(json!({ "type": "object" })))).expect("JSON");
        assert_eq!(shown["title"], "Get a user");
        assert_eq!(
            shown["annotations"],
            json!({ "title": "Get a user", "readOnlyHint": true, "destructiveHint": false, "idempotentHint": true, "openWorldHint": true })
        );
        assert_eq!(shown["outputSchema"], json!({ "type": "object" }));
    }

    #[test]
    fn an_output_schema_that_is_no_object_is_left_out() {
        for schema in [json!({ "type": "array" }), json!({ "oneOf": [{ "type": "object" }] }), json!(true)] {
            assert_eq!(describe(&tool(schema)).output_schema, None);
        }
    }

    #[test]
    fn bytes_become_an_embedded_resource() {
        let block = serde_json::to_value(block(0, Content::Blob { data: "AAE=".into(), mime_type: "application/pdf".into() })).expect("JSON");
        assert_eq!(block["type"], "resource");
        assert_eq!(block["resource"]["mimeType"], "application/pdf");
    }
}
