//! The catalogue as a whole.

use std::collections::HashSet;

use contract::spec::{Action, ParamIn};
use serde_json::Value;

use super::*;

fn request(id: &str) -> CompileRequest {
    CompileRequest { kind: SourceKind::Recipe, text: id.into(), source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
}

#[test]
fn every_recipe_compiles_without_a_finding() {
    for card in catalogue() {
        let compiled = compile(&request(&card.id)).expect("a recipe of the catalogue");
        assert_eq!(crate::lint(&compiled.spec), [], "{}", card.id);
        assert_eq!(compiled.spec.name, card.name);
        assert!(!compiled.spec.tools.is_empty());
        crate::requests::refuse_private_hosts(&compiled.spec, |_| false).expect("public hosts");
    }
}

#[test]
fn the_catalogue_has_enough_of_both_kinds() {
    let cards = catalogue();
    assert!(cards.len() >= 14 && cards.iter().filter(|card| card.self_contained).count() >= 8);
    let ids: HashSet<_> = cards.iter().map(|card| &card.id).collect();
    assert_eq!(ids.len(), cards.len());
    let with_credentials: Vec<_> = cards.iter().filter(|card| !card.credentials.is_empty()).map(|card| card.id.as_str()).collect();
    assert_eq!(with_credentials, ["github-issues", "nasa"]);
    assert!(cards.iter().filter(|card| card.self_contained).all(|card| card.credentials.is_empty()));
}

#[test]
fn self_contained_tools_have_examples_that_fit_their_schemas() {
    let examples = examples();
    for recipe in all() {
        for tool in &recipe.tools {
            let Action::Script(script) = &tool.action else { continue };
            assert!(script.code.len() < 64 * 1024 && script.code.contains("function run(args)"));
            assert!(tool.annotations.read_only && !tool.annotations.open_world);
            let input = jsonschema::validator_for(&tool.input_schema).expect(&tool.name);
            let output = jsonschema::validator_for(tool.output_schema.as_ref().expect("an output schema")).expect(&tool.name);
            let mine: Vec<_> = examples.iter().filter(|example| example.tool == tool.name && example.recipe == recipe.id).collect();
            assert_eq!(mine.len(), 1, "{}", tool.name);
            assert!(input.is_valid(&mine[0].arguments), "{}", tool.name);
            match &mine[0].expected {
                Some(expected) => {
                    assert!(output.is_valid(expected), "{}: {:?}", tool.name, output.iter_errors(expected).map(|e| e.to_string()).collect::<Vec<_>>())
                }
                None => assert!(!tool.annotations.idempotent, "{} changes nothing and has no answer", tool.name),
            }
        }
    }
}

#[test]
fn templates_and_arguments_agree() {
    for recipe in all() {
        for tool in &recipe.tools {
            let Action::Http(http) = &tool.action else { continue };
            let properties = tool.input_schema["properties"].as_object().expect("properties");
            for param in &http.params {
                if let contract::spec::ValueFrom::Arg(arg) = &param.from {
                    assert!(properties.contains_key(arg), "{}: {arg}", tool.name);
                }
                assert_eq!(param.place == ParamIn::Path, http.url.contains(&format!("{{{}}}", param.name)), "{}: {}", tool.name, param.name);
            }
            assert_eq!(http.url.matches('{').count(), http.params.iter().filter(|param| param.place == ParamIn::Path).count(), "{}", tool.name);
            assert!(http.url.starts_with("https://"));
            assert!(http.secrets.iter().all(|slot| recipe.secrets.iter().any(|known| known.name == *slot)));
            let required = tool.input_schema.get("required").and_then(Value::as_array).map(Vec::len).unwrap_or_default();
            assert!(required <= properties.len());
        }
    }
}

#[test]
fn an_unknown_recipe_is_named() {
    let error = compile(&request("coffee")).expect_err("unknown");
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("time-zones")));
    assert!(compile(&request(" ")).is_err());
}

#[test]
fn words_find_recipes() {
    for (text, id) in [
        ("I want to convert times between time zones", "time-zones"),
        ("Convert miles to kilometers and Celsius to Fahrenheit", "units"),
        ("A server that tells the weather forecast", "weather"),
        ("search wikipedia articles", "wikipedia"),
        ("test regular expressions", "regex"),
        ("compute sha256 hashes and base64", "hashing"),
        ("manage my GitHub issues", "github-issues"),
        ("currency exchange rates", "exchange-rates"),
    ] {
        assert_eq!(matches(text)[0].0.id, id, "{text}");
    }
    assert_eq!(matches("a poem about the sea")[0].1, 0);
}
