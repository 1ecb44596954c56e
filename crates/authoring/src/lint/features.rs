//! Rules about what stands inside schemas of arguments: what JSON Schema allows, but a client's API does not.

use contract::{
    lint::{Finding, Severity},
    spec::Tool,
};
use serde_json::Value;

use super::{
    clients::{CLAUDE_API, CLAUDE_CODE, GEMINI, OPENAI, VS_CODE},
    finding,
    walk::{self, Place, types},
};
use crate::schema::one_type;

/// Keywords that OpenAI's structured outputs and Gemini's function declarations do not know. Gemini refuses the
/// request, OpenAI does where a client asks for strict arguments.
pub const UNKNOWN_KEYWORDS: [&str; 12] = [
    "if",
    "then",
    "else",
    "not",
    "dependentSchemas",
    "dependentRequired",
    "patternProperties",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "contains",
    "$dynamicRef",
];
/// Types of JSON Schema 2020-12.
pub const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "object", "array", "null"];
/// Levels of members that OpenAI's structured outputs take.
pub const DEEPEST: usize = 10;
/// Values of one `enum` that OpenAI takes.
pub const LONGEST_ENUM: usize = 1_000;

struct Rule {
    name: &'static str,
    severity: Severity,
    clients: &'static [&'static str],
    /// Said about the first place; `{}` is the place.
    message: &'static str,
    breaks: fn(&Place<'_>) -> bool,
}

/// Sources: the APIs' own messages, as they stand in the issue trackers that are named.
///
/// No rule for `format`: Gemini refused all but two until the summer of 2025 (google-gemini/gemini-cli#2237), and its
/// reference says since then that any value is allowed (ai.google.dev/api/caching#Schema). None for `{}` either: Gemini
/// CLI stopped asking for a type (google-gemini/gemini-cli#9574), and clients that make `{}` of `true` work
/// (github/copilot-cli#4623).
const RULES: &[Rule] = &[
    // anthropics/claude-code#86664: "JSON schema is invalid. It must match JSON Schema draft 2020-12".
    Rule {
        name: "schema-invalid",
        severity: Severity::Error,
        clients: &[CLAUDE_API, CLAUDE_CODE],
        message: "{} is not JSON Schema 2020-12 (an older draft, or an unknown type). The Claude API refuses the whole request because of it.",
        breaks: |place| is_invalid(place.schema),
    },
    Rule {
        name: "enum-empty",
        severity: Severity::Error,
        clients: &[],
        message: "{} has an empty list of allowed values, so nothing could ever be entered.",
        breaks: |place| place.schema.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty),
    },
    // microsoft/vscode#246119: "tool parameters array type must have items".
    Rule {
        name: "array-without-items",
        severity: Severity::Error,
        clients: &[VS_CODE, OPENAI],
        message: "{} is a list that does not say what of. VS Code fails to validate the tool, and OpenAI refuses the request.",
        breaks: |place| types(place.schema).contains(&"array") && place.schema.get("items").is_none(),
    },
    // cline/cline#14019: "Invalid JSON schema: regex lookaround is not supported".
    Rule {
        name: "pattern-lookaround",
        severity: Severity::Error,
        clients: &[OPENAI],
        message: "The pattern of {} looks ahead, behind or back. OpenAI refuses every request that has this tool in it.",
        breaks: |place| place.schema.get("pattern").and_then(Value::as_str).is_some_and(looks_around),
    },
    // microsoft/azure-devops-mcp#139: "Invalid value at … enum[0] (TYPE_STRING)".
    Rule {
        name: "enum-not-text",
        severity: Severity::Warning,
        clients: &[GEMINI],
        message: "{} has allowed values that are not text. Gemini takes text only and answers with an error.",
        breaks: |place| {
            place.schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().any(|value| !value.is_string() && !value.is_null()))
        },
    },
    // sbroenne/mcp-server-excel#607, anomalyco/opencode#46676: "enum[0]: cannot be empty".
    Rule {
        name: "enum-empty-text",
        severity: Severity::Warning,
        clients: &[GEMINI],
        message: "{} allows an empty text among its values. Gemini answers every request that has this tool in it with an error.",
        breaks: |place| place.schema.as_object().is_some_and(one_type::has_empty_text),
    },
    Rule {
        name: "enum-too-long",
        severity: Severity::Warning,
        clients: &[OPENAI],
        message: "{} has more than 1,000 allowed values, which is more than OpenAI takes.",
        breaks: |place| place.schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() > LONGEST_ENUM),
    },
    // google-gemini/gemini-cli#4400: "schema didn't specify the schema type field".
    Rule {
        name: "type-missing",
        severity: Severity::Warning,
        clients: &[GEMINI],
        message: "{} does not say which type it has. Gemini refuses arguments without a type.",
        breaks: |place| (place.at.starts_with("/properties/") || place.at.starts_with("/$defs/")) && implied_type(place.schema).is_some(),
    },
    // aoci-spec/aoci-code#61: "Proto field is not repeating, cannot start list"; github/copilot-cli#4623 (["object","null"]).
    Rule {
        name: "type-list",
        severity: Severity::Warning,
        clients: &[GEMINI],
        message: "{} has a list of types. Gemini takes one type, or “anyOf”: clients that pass the list on get an error.",
        breaks: |place| place.schema.get("type").is_some_and(Value::is_array),
    },
    Rule {
        name: "boolean-schema",
        severity: Severity::Warning,
        clients: &[GEMINI],
        message: "{} is “true” or “false” instead of a schema. Gemini cannot read it.",
        breaks: |place| place.schema.is_boolean() && !place.at.ends_with("/additionalProperties"),
    },
    Rule {
        name: "const-text",
        severity: Severity::Info,
        clients: &[GEMINI],
        message: "{} uses “const”, which Gemini does not know; a list with one allowed value says the same.",
        breaks: |place| place.schema.get("const").is_some_and(Value::is_string),
    },
    Rule {
        name: "tuple",
        severity: Severity::Warning,
        clients: &[OPENAI, GEMINI],
        message: "{} is a list with a schema for each position. OpenAI and Gemini take one schema for all items.",
        breaks: |place| place.schema.get("prefixItems").is_some(),
    },
    Rule {
        name: "keyword-unsupported",
        severity: Severity::Warning,
        clients: &[OPENAI, GEMINI],
        message: "{} uses keywords such as if, not, contains or patternProperties. Gemini refuses them, and OpenAI does where arguments are strict.",
        breaks: |place| {
            place
                .schema
                .as_object()
                .is_some_and(|members| members.keys().any(|key| UNKNOWN_KEYWORDS.contains(&key.as_str()) && !(place.at.is_empty() && key == "not")))
        },
    },
    Rule {
        name: "too-deep",
        severity: Severity::Warning,
        clients: &[OPENAI],
        message: "{} is nested more than 10 levels deep, which is more than OpenAI takes for strict arguments.",
        breaks: |place| place.depth > DEEPEST && place.schema.as_object().is_some_and(|members| !members.is_empty()),
    },
];

/// One finding for each rule that the schema breaks, about the first place.
pub fn check(tool: &Tool, findings: &mut Vec<Finding>) {
    let places = walk::schemas(&tool.input_schema);
    for rule in RULES {
        let Some(place) = places.iter().find(|place| (rule.breaks)(place)) else { continue };
        let message = rule.message.replacen("{}", &named(&place.at), 1);
        findings.push(Finding { at: format!("/input_schema{}", place.at), ..finding(rule.severity, rule.name, tool, message, rule.clients) });
    }
    check_recursion(tool, findings);
    check_arguments(tool, findings);
}

/// How a place is called in a sentence.
fn named(at: &str) -> String {
    let names: Vec<&str> = at.split('/').skip(1).collect();
    let name = names.iter().rposition(|part| *part == "properties" || *part == "$defs").and_then(|place| names.get(place + 1));
    match name {
        Some(name) => format!("“{}”", crate::names::clip(&name.replace("~1", "/").replace("~0", "~"), 60)),
        None if at.is_empty() => "The schema".to_owned(),
        None => format!("“{}”", crate::names::clip(at, 60)),
    }
}

/// What JSON Schema 2020-12 does not allow, and older drafts or OpenAPI do.
pub fn is_invalid(schema: &Value) -> bool {
    let Some(members) = schema.as_object() else { return !schema.is_boolean() };
    let is_number = |key: &str| members.get(key).is_none_or(Value::is_number);
    let is_count = |key: &str| {
        members.get(key).is_none_or(|value| value.as_u64().is_some() || value.as_f64().is_some_and(|number| number >= 0.0 && number.fract() == 0.0))
    };
    let names_ok = types(schema).iter().all(|name| TYPES.contains(name));
    let type_ok = members
        .get("type")
        .is_none_or(|value| value.is_string() || value.as_array().is_some_and(|names| !names.is_empty() && names.iter().all(Value::is_string)));
    let required_ok = members.get("required").is_none_or(|names| names.as_array().is_some_and(|names| names.iter().all(Value::is_string)));
    let items_ok = members.get("items").is_none_or(|items| items.is_object() || items.is_boolean());
    let lists_ok = ["anyOf", "oneOf", "allOf"].iter().all(|key| members.get(*key).is_none_or(|list| list.as_array().is_some_and(|list| !list.is_empty())));
    let texts_ok = ["description", "title", "pattern", "format"].iter().all(|key| members.get(*key).is_none_or(Value::is_string));
    let properties_ok = members.get("properties").is_none_or(Value::is_object);
    !(names_ok
        && type_ok
        && required_ok
        && items_ok
        && lists_ok
        && texts_ok
        && properties_ok
        && members.get("enum").is_none_or(Value::is_array)
        && ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"].iter().all(|key| is_number(key))
        && ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"].iter().all(|key| is_count(key)))
}

/// Lookahead, lookbehind and back references: what engines that run in linear time cannot do.
pub fn looks_around(pattern: &str) -> bool {
    let back_reference = pattern.as_bytes().windows(2).enumerate().any(|(place, pair)| {
        let escapes = pattern.as_bytes()[..place].iter().rev().take_while(|byte| **byte == b'\\').count();
        pair[0] == b'\\' && escapes % 2 == 0 && (pair[1].is_ascii_digit() && pair[1] != b'0' || pair[1] == b'k')
    });
    ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|group| pattern.contains(group)) || back_reference
}

/// The type that the other keywords of an untyped schema imply.
pub fn implied_type(schema: &Value) -> Option<&'static str> {
    let members = schema.as_object()?;
    if ["type", "$ref", "anyOf", "oneOf", "allOf", "const", "not", "if"].iter().any(|key| members.contains_key(*key)) {
        return None;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| members.contains_key(*key));
    let values = members.get("enum").and_then(Value::as_array);
    // OpenAPI's formats of numbers (spec.openapis.org/registry/format).
    match members.get("format").and_then(Value::as_str) {
        Some("int8" | "int16" | "int32" | "int64" | "uint8" | "uint16" | "uint32" | "uint64") => return Some("integer"),
        Some("float" | "double" | "decimal") => return Some("number"),
        _ => {}
    }
    if values.is_some_and(|values| !values.is_empty() && values.iter().all(Value::is_string)) || has(&["pattern", "minLength", "maxLength", "format"]) {
        Some("string")
    } else if has(&["properties", "required", "additionalProperties", "minProperties", "maxProperties"]) {
        Some("object")
    } else if has(&["items", "minItems", "maxItems", "uniqueItems", "prefixItems"]) {
        Some("array")
    } else if has(&["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]) {
        Some("number")
    } else {
        None
    }
}

/// Definitions that contain themselves.
fn check_recursion(tool: &Tool, findings: &mut Vec<Finding>) {
    let Some(name) = recursive_definitions(&tool.input_schema).into_iter().next() else { return };
    let message =
        format!("“{}” contains itself. Gemini follows such a schema two levels deep or refuses it; everybody else takes it.", crate::names::clip(&name, 60));
    findings.push(Finding { at: format!("/input_schema/$defs/{name}"), ..finding(Severity::Info, "recursive-schema", tool, message, &[GEMINI]) });
}

/// Names of definitions that lead back to themselves.
pub fn recursive_definitions(root: &Value) -> Vec<String> {
    let Some(definitions) = root.get("$defs").and_then(Value::as_object) else { return Vec::new() };
    let uses = |schema: &Value| -> Vec<String> {
        let places = walk::schemas(schema).into_iter();
        places.filter_map(|place| Some(place.schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")?.to_owned())).collect()
    };
    let edges: std::collections::HashMap<&str, Vec<String>> = definitions.iter().map(|(name, schema)| (name.as_str(), uses(schema))).collect();
    let leads_back = |start: &str| {
        let (mut open, mut seen) = (edges.get(start).cloned().unwrap_or_default(), std::collections::HashSet::new());
        while let Some(next) = open.pop() {
            if next == start {
                return true;
            }
            if seen.insert(next.clone()) {
                open.extend(edges.get(next.as_str()).into_iter().flatten().cloned());
            }
        }
        false
    };
    definitions.keys().filter(|name| leads_back(name)).cloned().collect()
}

/// Arguments without a description, told once for the tool.
fn check_arguments(tool: &Tool, findings: &mut Vec<Finding>) {
    let Some(properties) = tool.input_schema.get("properties").and_then(Value::as_object) else { return };
    let is_silent = |schema: &Value| {
        schema.is_object() && schema.get("$ref").is_none() && schema.get("description").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty())
    };
    let silent: Vec<&str> = properties.iter().filter(|(_, schema)| is_silent(schema)).map(|(name, _)| name.as_str()).collect();
    if silent.is_empty() {
        return;
    }
    let more = if silent.len() > 4 { format!(" and {} more", silent.len() - 4) } else { String::new() };
    let names = silent.iter().take(4).map(|name| crate::names::clip(name, 40)).collect::<Vec<_>>().join(", ");
    let message = format!("Nothing says what to enter for {names}{more}. Models guess from the name.");
    findings.push(Finding { at: "/input_schema/properties".into(), ..finding(Severity::Info, "argument-undescribed", tool, message, &[]) });
}
