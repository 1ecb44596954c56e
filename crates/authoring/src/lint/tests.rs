//! One broken specification per rule.

use contract::{
    ServerSpec,
    lint::Severity,
    spec::{Action, Annotations, HttpAction, Method, ResponseRule, Source, SourceKind, Tool},
};
use serde_json::json;

use super::{lint, lint_as};

/// A specification that no rule has anything to say about.
pub(crate) fn spec() -> ServerSpec {
    let tool = Tool {
        name: "get_user".into(),
        title: String::new(),
        description: "Gets a user.".into(),
        input_schema: json!({"type": "object", "properties": {}}),
        output_schema: None,
        annotations: Annotations { read_only: true, destructive: false, idempotent: true, open_world: true },
        enabled: true,
        operation: String::new(),
        tags: Vec::new(),
        action: Action::Http(HttpAction {
            method: Method::Get,
            url: "https://api.example.com/user".into(),
            params: Vec::new(),
            body: None,
            secrets: Vec::new(),
        }),
        response: ResponseRule::default(),
    };
    ServerSpec {
        spec_version: 1,
        name: "Example".into(),
        description: String::new(),
        source: Source { kind: SourceKind::Curl, title: String::new(), version: String::new() },
        tools: vec![tool],
        secrets: Vec::new(),
        origins: Vec::new(),
    }
}

/// Rule and severity of everything that is found after a change to the good specification.
fn found(change: impl FnOnce(&mut ServerSpec)) -> Vec<(String, Severity)> {
    let mut spec = spec();
    change(&mut spec);
    lint(&spec).into_iter().map(|finding| (finding.rule, finding.severity)).collect()
}

fn one(rule: &str, severity: Severity) -> Vec<(String, Severity)> {
    vec![(rule.to_owned(), severity)]
}

#[test]
fn a_good_specification_has_no_findings() {
    assert_eq!(found(|_| {}), []);
}

#[test]
fn names() {
    assert_eq!(found(|spec| spec.tools[0].name = String::new()), one("tool-name-missing", Severity::Error));
    assert_eq!(found(|spec| spec.tools[0].name = "get.user".into()), one("tool-name-characters", Severity::Error));
    assert_eq!(found(|spec| spec.tools[0].name = "2fa".into()), one("tool-name-start", Severity::Warning));
    assert_eq!(found(|spec| spec.tools[0].name = "x".repeat(49)), one("tool-name-length", Severity::Error));
    let again = |spec: &mut ServerSpec| {
        spec.tools.push(spec.tools[0].clone());
        spec.tools[1].description = "Gets another user.".into();
    };
    assert_eq!(found(again), one("tool-name-duplicate", Severity::Error));
    let other_case = |spec: &mut ServerSpec| {
        again(spec);
        spec.tools[1].name = "Get_User".into();
    };
    assert_eq!(found(other_case), one("tool-name-duplicate", Severity::Warning));
}

#[test]
fn names_are_counted_with_the_prefix_of_the_client() {
    let mut spec = spec();
    spec.tools[0].name = "x".repeat(48);
    let findings = lint_as(&spec, "a-long-server-name");
    let clients: Vec<_> = findings.iter().flat_map(|finding| finding.clients.clone()).collect();
    assert_eq!(clients, ["Claude Code", "Cursor"]);
    assert!(lint_as(&spec, "short").is_empty());
}

#[test]
fn descriptions() {
    assert_eq!(found(|spec| spec.tools[0].description = " ".into()), one("description-missing", Severity::Warning));
    assert_eq!(found(|spec| spec.tools[0].description = "x".repeat(1_025)), one("description-length", Severity::Warning));
    assert_eq!(found(|spec| spec.tools[0].description = "x".repeat(4_001)), one("description-length", Severity::Error));
    let destructive = |spec: &mut ServerSpec| {
        spec.tools[0].description = String::new();
        spec.tools[0].annotations = Annotations::default();
        if let Action::Http(http) = &mut spec.tools[0].action {
            http.method = Method::Delete;
        }
    };
    assert_eq!(found(destructive), one("destructive-without-description", Severity::Warning));
}

#[test]
fn roots_of_schemas() {
    assert_eq!(found(|spec| spec.tools[0].input_schema = json!({})), one("input-root-type", Severity::Error));
    assert_eq!(found(|spec| spec.tools[0].input_schema = json!({"type": "object", "oneOf": [{}]})), one("input-root-composition", Severity::Error));
    assert_eq!(found(|spec| spec.tools[0].output_schema = Some(json!({"type": "array"}))), one("output-root-type", Severity::Error));
    assert_eq!(
        found(|spec| spec.tools[0].input_schema = json!({"type": "object", "properties": {"a b": {"description": "A."}}})),
        one("argument-name", Severity::Error)
    );
    assert_eq!(
        found(|spec| spec.tools[0].input_schema = json!({"type": "object", "properties": {}, "required": ["a"]})),
        one("required-unknown", Severity::Warning)
    );
}

#[test]
fn references() {
    let with = |reference: &str| {
        let schema = json!({"type": "object", "properties": {"a": {"$ref": reference}}, "$defs": {
            "node": {"type": "object"},
            "self": {"$ref": "#/$defs/self"}, "ping": {"$ref": "#/$defs/pong"}, "pong": {"$ref": "#/$defs/ping"},
            "a/b": {}, "named": {"$anchor": "here"}
        }});
        found(move |spec| spec.tools[0].input_schema = schema)
    };
    // Loops that only consist of references are wrong wherever they stand.
    assert!(with("#/$defs/node").contains(&("reference-unresolved".into(), Severity::Error)));
    let fine = |reference: &str| {
        let schema = json!({"type": "object", "properties": {"a": {"$ref": reference}, "$ref": {"type": "string"}}, "$defs": {
            "node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}}, "a/b": {}, "named": {"$anchor": "here"}
        }});
        found(move |spec| spec.tools[0].input_schema = schema).iter().any(|(rule, _)| rule == "reference-unresolved")
    };
    for reference in ["#/$defs/node", "#", "#/$defs/a~1b", "#here", "#/%24defs/node"] {
        assert!(!fine(reference), "{reference}");
    }
    for reference in ["#/$defs/nobody", "https://example.com/schema.json", "other.json#/x", "#nowhere"] {
        assert!(fine(reference), "{reference}");
    }
}

#[test]
fn data_is_not_searched_for_references() {
    assert_eq!(found(|spec| spec.tools[0].input_schema = json!({"type": "object", "properties": {}, "examples": [{"$ref": "nowhere"}]})), []);
}

#[test]
fn the_list() {
    assert_eq!(found(|spec| spec.tools[0].enabled = false), one("no-tools", Severity::Error));
    let many = |count: usize| {
        move |spec: &mut ServerSpec| {
            let tool = spec.tools[0].clone();
            spec.tools =
                (0..count).map(|number| Tool { name: format!("tool_{number}"), description: format!("Gets part {number}."), ..tool.clone() }).collect();
        }
    };
    assert_eq!(found(many(40)), []);
    assert_eq!(found(many(41)), one("tool-count", Severity::Warning));
    assert_eq!(found(many(129)).len(), 3);
    assert!(found(many(2_001)).contains(&("too-many-tools".into(), Severity::Error)));
    let heavy = |spec: &mut ServerSpec| {
        many(30)(spec);
        spec.tools.iter_mut().for_each(|tool| tool.description.push_str(&"x".repeat(3_970)));
    };
    assert!(found(heavy).contains(&("list-size".into(), Severity::Warning)));
    let big = json!({"type": "object", "properties": {"a": {"description": "x".repeat(20_000)}}});
    assert_eq!(found(|spec| spec.tools[0].input_schema = big), one("tool-size", Severity::Info));
}

#[test]
fn credentials_over_http() {
    let plain = |spec: &mut ServerSpec| {
        if let Action::Http(http) = &mut spec.tools[0].action {
            http.url = "http://api.example.com/user".into();
            http.secrets = vec!["KEY".into()];
        }
    };
    assert_eq!(found(plain), one("credential-over-http", Severity::Warning));
}

proptest::proptest! {
    #[test]
    fn no_schema_makes_it_panic(reference in "\\PC*", name in "\\PC*") {
        found(|spec| {
            spec.tools[0].name = name;
            spec.tools[0].input_schema = json!({"type": "object", "$ref": reference, "properties": {"a": {"$ref": reference}}});
        });
    }
}
