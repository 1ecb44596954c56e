//! What a tool list costs a model.

use contract::{ServerSpec, dto::ListSize, spec::Tool};
use serde_json::json;

/// Bytes of compact JSON that count as one token: the usual rule of thumb for English and JSON.
const BYTES_PER_TOKEN: usize = 4;

/// Estimated tokens of the enabled tools: what `tools/list` puts before a model is name, description and input schema.
pub fn size(spec: &ServerSpec) -> ListSize {
    let mut size = ListSize::default();
    for tool in spec.enabled_tools() {
        let tokens = tool_tokens(tool);
        size.total_tokens = size.total_tokens.saturating_add(tokens);
        size.tools.insert(tool.name.clone(), tokens);
    }
    size
}

/// Estimated tokens of one tool, rounded up.
pub fn tool_tokens(tool: &Tool) -> u32 {
    let shown = json!({"name": tool.name, "description": tool.description, "inputSchema": tool.input_schema});
    u32::try_from(shown.to_string().len().div_ceil(BYTES_PER_TOKEN)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_bytes_are_a_token() {
        let mut spec = crate::lint::tests::spec();
        let text = r#"{"name":"get_user","description":"Gets a user.","inputSchema":{"type":"object","properties":{}}}"#;
        let expected = u32::try_from(text.len().div_ceil(4)).expect("small");
        assert_eq!(size(&spec), ListSize { total_tokens: expected, tools: [("get_user".to_owned(), expected)].into() });
        spec.tools[0].enabled = false;
        assert_eq!(size(&spec), ListSize::default());
    }
}
