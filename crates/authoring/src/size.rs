//! What a tool list costs a model.

use contract::{ServerSpec, Slug, dto::ListSize, spec::Tool};
use serde::Serialize;
use serde_json::Value;

use crate::lint::clients::{SHOWN, Shown};

/// Bytes of compact JSON that count as one token: the usual rule of thumb for English and JSON.
const BYTES_PER_TOKEN: usize = 4;

/// Estimated tokens of the enabled tools: what `tools/list` puts before a model is name, description and input schema.
pub fn size(spec: &ServerSpec) -> ListSize {
    let tools: Vec<(&Tool, usize)> = spec.enabled_tools().map(|tool| (tool, tool_bytes(tool))).collect();
    let mut size = ListSize::default();
    for (tool, bytes) in &tools {
        let tokens = tokens(*bytes);
        size.total_tokens = size.total_tokens.saturating_add(tokens);
        size.tools.insert(tool.name.clone(), tokens);
    }
    let slug = Slug::suggest(&spec.name);
    size.clients = SHOWN.iter().map(|shown| (shown.client.to_owned(), for_client(&tools, slug.as_str(), shown))).collect();
    size
}

/// Estimated tokens of tools as one client tells them to its model.
fn for_client(tools: &[(&Tool, usize)], slug: &str, shown: &Shown) -> u32 {
    let prefix = shown.prefix.replace("{}", slug).len();
    let bytes = tools.iter().map(|(tool, bytes)| {
        let cut: usize = tool.description.chars().skip(shown.description).map(char::len_utf8).sum();
        bytes + prefix - cut
    });
    tokens(bytes.sum())
}

/// Estimated tokens of one tool, rounded up.
pub fn tool_tokens(tool: &Tool) -> u32 {
    tokens(tool_bytes(tool))
}

/// A tool as `tools/list` has it, borrowed: this is measured for every tool of every preview.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Listed<'a> {
    name: &'a str,
    description: &'a str,
    input_schema: &'a Value,
}

fn tool_bytes(tool: &Tool) -> usize {
    let listed = Listed { name: &tool.name, description: &tool.description, input_schema: &tool.input_schema };
    // Strings and JSON always have a form in JSON.
    serde_json::to_vec(&listed).map_or(0, |json| json.len())
}

fn tokens(bytes: usize) -> u32 {
    u32::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_bytes_are_a_token() {
        let mut spec = crate::lint::tests::spec();
        let text = r#"{"name":"get_user","description":"Gets a user.","inputSchema":{"type":"object","properties":{}}}"#;
        let expected = u32::try_from(text.len().div_ceil(4)).expect("small");
        let found = size(&spec);
        assert_eq!((found.total_tokens, found.tools), (expected, [("get_user".to_owned(), expected)].into()));
        spec.tools[0].enabled = false;
        assert_eq!(size(&spec).total_tokens, 0);
    }

    #[test]
    fn clients_pay_for_prefixes_and_not_for_what_they_cut() {
        let mut spec = crate::lint::tests::spec();
        let plain = size(&spec);
        assert_eq!(plain.clients["Claude API"], plain.total_tokens);
        // `mcp__example__` has 14 bytes, which makes 110.
        assert_eq!(plain.clients["Claude Code"], plain.total_tokens + 4);
        spec.tools[0].description = "x".repeat(3_000);
        let long = size(&spec);
        assert_eq!(long.clients["Gemini"] - long.clients["OpenAI"], (3_000 - 1_024) / 4);
    }
}
