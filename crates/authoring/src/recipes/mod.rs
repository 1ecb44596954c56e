//! The catalogue of ready recipes: scripts that need no network, and public APIs. One file per recipe.

mod calculator;
mod colours;
mod csv;
mod dates;
mod exchange_rates;
mod github_issues;
mod hacker_news;
mod hashing;
mod ids;
mod json_tools;
mod kit;
mod nasa;
mod packages;
mod places;
mod regex;
mod text_tools;
mod time_zones;
mod units;
mod weather;
mod wikipedia;

#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::BTreeSet};

use contract::{
    AppError, ServerSpec,
    dto::RecipeCard,
    spec::{SPEC_VERSION, Source, SourceKind},
};
use serde_json::Value;

pub(crate) use self::kit::Recipe;
use crate::{
    CompileRequest, Compiled,
    requests::{
        add_credentials,
        finish::{choose, derive_origins, display_name},
    },
};

/// A call of a recipe's tool and what it answers.
#[derive(Clone, Debug, PartialEq)]
pub struct RecipeExample {
    /// The recipe's id.
    pub recipe: String,
    /// The tool's name.
    pub tool: String,
    pub arguments: Value,
    /// The answer; nothing where it differs every time (the current time, random ids).
    pub expected: Option<Value>,
}

/// Every recipe, self-contained ones first.
pub(crate) fn all() -> Vec<Recipe> {
    vec![
        time_zones::recipe(),
        dates::recipe(),
        units::recipe(),
        calculator::recipe(),
        text_tools::recipe(),
        json_tools::recipe(),
        csv::recipe(),
        regex::recipe(),
        hashing::recipe(),
        ids::recipe(),
        colours::recipe(),
        weather::recipe(),
        exchange_rates::recipe(),
        wikipedia::recipe(),
        github_issues::recipe(),
        hacker_news::recipe(),
        places::recipe(),
        packages::recipe(),
        nasa::recipe(),
    ]
}

/// The catalogue as the wizard shows it.
pub fn catalogue() -> Vec<RecipeCard> {
    all().iter().map(Recipe::card).collect()
}

/// Example calls of every tool of the self-contained recipes.
pub fn examples() -> Vec<RecipeExample> {
    all().into_iter().flat_map(|recipe| recipe.examples).collect()
}

/// Compiles the recipe whose id is the request's text. The errors' field is `source.text`.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    let id = request.text.trim();
    if id.is_empty() {
        return Err(AppError::field("source.text", "Choose a recipe."));
    }
    let mut recipes = all();
    let Some(place) = recipes.iter().position(|recipe| recipe.id == id) else {
        let ids: Vec<&str> = recipes.iter().map(|recipe| recipe.id).collect();
        return Err(AppError::field("source.text", format!("There is no recipe of this name. Use one of: {}.", ids.join(", "))));
    };
    let recipe = recipes.swap_remove(place);
    let spec = ServerSpec {
        spec_version: SPEC_VERSION,
        name: display_name(request.name.as_deref(), recipe.name)?,
        description: recipe.summary.to_owned(),
        source: Source { kind: SourceKind::Recipe, title: recipe.id.to_owned(), version: String::new() },
        tools: recipe.tools,
        secrets: recipe.secrets,
        origins: Vec::new(),
    };
    let spec = choose(spec, request.operations.as_deref())?;
    let spec = add_credentials(spec, &request.credentials)?;
    let mut notes = Vec::new();
    if request.base_url.as_deref().is_some_and(|url| !url.trim().is_empty()) {
        notes.push("Recipes know their addresses; the base URL was not used.".to_owned());
    }
    Ok(Compiled { spec: derive_origins(spec), skipped: Vec::new(), notes })
}

/// Recipes that fit a text, best first, with their scores. A keyword counts more the more words it has.
pub(crate) fn matches(text: &str) -> Vec<(Recipe, usize)> {
    let words: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(stem).take(5_000).collect();
    let mut scored: Vec<(Recipe, usize)> = all().into_iter().map(|recipe| (score(&recipe, &words), recipe)).map(|(score, recipe)| (recipe, score)).collect();
    scored.sort_by_key(|(_, score)| Reverse(*score));
    scored
}

fn score(recipe: &Recipe, words: &[String]) -> usize {
    let keywords: BTreeSet<Vec<String>> = recipe.keywords.iter().map(|keyword| keyword.split(' ').map(stem).collect()).collect();
    let found = keywords.iter().filter(|keyword| words.windows(keyword.len()).any(|window| window == keyword.as_slice()));
    found.map(|keyword| if keyword.len() > 1 { 3 } else { 2 }).sum()
}

/// A word without the endings that do not matter: `converts`, `converting` and `convert` are one.
fn stem(word: &str) -> String {
    let word = word.to_lowercase();
    let cut = ["ing", "ies", "es", "ed", "s"].iter().find_map(|end| word.strip_suffix(end).filter(|stem| stem.chars().count() >= 3));
    cut.unwrap_or(&word).trim_end_matches(['e', 'y']).to_owned()
}
