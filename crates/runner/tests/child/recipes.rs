//! Every example of the self-contained recipes, run where their tools run.

use std::collections::BTreeMap;

use authoring::{
    CompileRequest,
    recipes::{RecipeExample, examples},
};
use contract::{dto::Content, spec::SourceKind};
use runner::protocol::{AnswerHead, ToHost};
use serde_json::Value;

use crate::support::Runner;

#[test]
fn every_example_of_the_catalogue_answers_as_it_says() {
    let mut by_recipe: BTreeMap<String, Vec<RecipeExample>> = BTreeMap::new();
    for example in examples() {
        by_recipe.entry(example.recipe.clone()).or_default().push(example);
    }
    assert!(by_recipe.len() >= 6, "half of the catalogue needs no network");
    let mut wrong = Vec::new();
    for (recipe, examples) in by_recipe {
        let request = CompileRequest {
            kind: SourceKind::Recipe,
            text: recipe.clone(),
            source_url: None,
            name: None,
            operations: None,
            base_url: None,
            credentials: Vec::new(),
        };
        let mut runner = Runner::with_spec(authoring::compile(&request).expect("compiles").spec);
        for (number, example) in (1..).zip(examples) {
            let answered = runner.call(number, &example.tool, example.arguments.clone());
            let ToHost::Answer { answer, .. } = answered.head else { panic!("{answered:?}") };
            let is_right = !answer.is_error && example.expected.as_ref().is_none_or(|expected| value_of(&answer) == *expected);
            if !is_right {
                wrong.push(format!("{recipe}/{} with {}: expected {:?}, got {answer:?}", example.tool, example.arguments, example.expected));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The structured content, or the text, read as JSON where it is that.
fn value_of(answer: &AnswerHead) -> Value {
    match (&answer.structured, answer.content.first()) {
        (Some(structured), _) => structured.clone(),
        (None, Some(Content::Text { text })) => serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str())),
        _ => Value::Null,
    }
}
