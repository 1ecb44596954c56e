//! One-click fixes keep the meaning of tools: the same arguments are taken, and the same request is rendered.

use std::{collections::HashMap, fs, path::PathBuf};

use authoring::lint::{fix, lint};
use contract::{
    ServerSpec, Slug,
    spec::{Action, Tool},
};
use serde_json::{Map, Value};

/// Fixes whose purpose is another request: over https, or with a sealed credential instead of an argument.
const MEANT_TO_CHANGE: [&str; 2] = ["credential-over-http", "credential-as-argument"];

#[test]
fn a_fixed_tool_takes_the_same_arguments_and_sends_the_same_request() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../authoring/tests/lint/faults");
    let mut rendered = 0;
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let fault: Value = serde_json::from_str(&fs::read_to_string(&path).expect("text")).expect("JSON");
        let spec: ServerSpec = serde_json::from_value(fault["spec"].clone()).expect("a specification");
        let rule = fault["finding"]["rule"].as_str().expect("a rule");
        let slug = Slug::suggest(&spec.name);
        let fixed = fix(&spec, slug.as_str(), rule, fault["finding"]["tool"].as_str()).expect("a fix");
        assert_eq!(spec.tools.len(), fixed.tools.len(), "{}", path.display());
        if MEANT_TO_CHANGE.contains(&rule) {
            continue;
        }
        for (before, after) in spec.tools.iter().zip(&fixed.tools) {
            let place = format!("{} {}", path.display(), before.name);
            let own = fault["arguments_of"][before.name.as_str()].as_object();
            let given: Map<String, Value> = own.or_else(|| fault["arguments"].as_object()).cloned().unwrap_or_default();
            let known = |name: &str| before.input_schema["properties"].get(name).is_some() || rule == "input-root-composition";
            assert!(!given.is_empty() && given.keys().all(|name| known(name)), "{place}: the file has no arguments for this tool");
            let renamed = renamed(before, after);
            let arguments: Map<String, Value> = given.iter().map(|(name, value)| (renamed.get(name).unwrap_or(name).clone(), value.clone())).collect();
            let schema = jsonschema::draft202012::new(&after.input_schema).expect("a schema");
            assert!(schema.is_valid(&Value::Object(arguments.clone())), "{place}: {:#}", after.input_schema);
            if let (Action::Http(before), Action::Http(after)) = (&before.action, &after.action) {
                let request = |action, arguments: &Map<String, Value>| runner::http::render(action, arguments).expect("a request");
                assert_eq!(request(before, &given), request(after, &arguments), "{place}");
                rendered += 1;
            } else {
                assert_eq!(before.action, after.action, "{place}");
            }
        }
    }
    assert!(rendered >= 100, "only {rendered} requests were compared");
}

/// Arguments that were renamed: the schemas have them in the same order.
fn renamed(before: &Tool, after: &Tool) -> HashMap<String, String> {
    let names = |tool: &Tool| -> Vec<String> { tool.input_schema["properties"].as_object().into_iter().flatten().map(|(name, _)| name.clone()).collect() };
    names(before).into_iter().zip(names(after)).collect()
}

#[test]
fn no_fix_is_offered_for_what_is_in_order() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../authoring/tests/lint/clean");
    for entry in fs::read_dir(folder).expect("a folder") {
        let spec: ServerSpec = serde_json::from_str(&fs::read_to_string(entry.expect("an entry").path()).expect("text")).expect("a specification");
        assert!(lint(&spec).iter().all(|finding| finding.fix.is_empty()));
    }
}
