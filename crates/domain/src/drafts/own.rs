//! Specifications that stand on their own: a model wrote them, or they were mended or refined.

use std::collections::{BTreeMap, HashMap};

use authoring::{
    author::{Held, release_origin, still_held},
    requests::{finish::add_credentials, hosts},
};
use contract::{
    AppError, AuthoringId, ServerSpec, Slug,
    dto::{CredentialInput, DraftInput, PreviewResponse},
    spec::{Action, Origin},
};
use store::{drafts, servers};
use url::Url;

use super::{
    choices::{Choices, Compiled},
    describe,
};
use crate::{Org, Platform, Result, authorings::Outcome};

/// JSON of what a model wrote, and of how it looks, for the draft's row.
pub(crate) async fn authored(platform: &Platform, by: AuthoringId, outcome: &Outcome) -> Result<(String, String)> {
    let (spec, skipped) = (outcome.spec.clone(), outcome.skipped.clone());
    let compiled = Compiled { spec, skipped, notes: outcome.notes.clone(), own: true, authored: Some(by), held: outcome.held.clone() };
    both(platform, &compiled).await
}

/// The same after a refinement: what was held before and is still there stays held.
pub(crate) async fn refined(platform: &Platform, row: &drafts::Model, outcome: &Outcome) -> Result<(String, String)> {
    let before: Option<Compiled> = row.compiled.as_deref().map(serde_json::from_str).transpose()?;
    let choices: Choices = serde_json::from_str(&row.choices)?;
    let authored = before.as_ref().and_then(|before| before.authored);
    let shown: Option<PreviewResponse> = row.preview.as_deref().map(serde_json::from_str).transpose()?;
    let mut held =
        before.iter().zip(&shown).flat_map(|(before, shown)| held_after(&describe::held(before, &choices), &shown.spec, outcome)).collect::<Vec<_>>();
    let skipped = before.map(|before| before.skipped).unwrap_or_default();
    for new in &outcome.held {
        if !held.contains(new) {
            held.push(new.clone());
        }
    }
    let compiled = Compiled { spec: outcome.spec.clone(), skipped, notes: outcome.notes.clone(), own: true, authored, held };
    both(platform, &compiled).await
}

/// What waited before the change and has not been allowed with it.
fn held_after(held: &[Held], before: &ServerSpec, outcome: &Outcome) -> Vec<Held> {
    let mut held = still_held(held, before, &outcome.spec);
    held.retain(|held| !outcome.allowed.contains(held));
    held
}

/// The authoring that wrote what the draft holds now.
pub(crate) fn author_of(row: &drafts::Model) -> Result<Option<AuthoringId>> {
    let compiled: Option<Compiled> = row.compiled.as_deref().map(serde_json::from_str).transpose()?;
    Ok(compiled.and_then(|compiled| compiled.authored))
}

async fn both(platform: &Platform, compiled: &Compiled) -> Result<(String, String)> {
    let preview = describe::looked(platform, compiled, &Choices::default(), "source.text").await?;
    Ok((serde_json::to_string(compiled)?, serde_json::to_string(&preview)?))
}

/// The choices without the edits: they stand in the specification now.
pub(crate) fn without_edits(choices: &str) -> Result<String> {
    let choices: Choices = serde_json::from_str(choices)?;
    Ok(serde_json::to_string(&Choices { edits: BTreeMap::new(), ..choices })?)
}

/// Whether step 1 says what it said when a model was asked.
pub(crate) fn says_the_same(now: &str, then: &DraftInput) -> Result<bool> {
    let now: DraftInput = serde_json::from_str(now)?;
    Ok(now.kind == then.kind && now.text == then.text && now.base_url == then.base_url)
}

/// Step 1 with a name and a slug where the owner gave none.
pub(crate) async fn named(platform: &Platform, org: &Org, mut input: DraftInput, spec: &ServerSpec) -> Result<DraftInput> {
    if input.name.trim().is_empty() {
        input.name.clone_from(&spec.name);
    }
    if input.slug.trim().is_empty() {
        let wanted = Slug::suggest(&input.name);
        let mut slug = wanted.clone();
        for number in 2..100 {
            if !servers::slug_is_taken(platform.db.connection(), org.id, &slug).await? {
                break;
            }
            slug = Slug::suggest(&format!("{} {number}", wanted.as_str()));
        }
        slug.as_str().clone_into(&mut input.slug);
    }
    Ok(input)
}

/// Moves requests to another address and adds credentials, as compiling from the source would have done.
pub(super) fn adapt(compiled: &mut Compiled, base_url: Option<&str>, added: &[CredentialInput]) -> Result<()> {
    if let Some(base) = base_url {
        let wrong = || AppError::field("base_url", "Enter a complete address that begins with https://.");
        let is_plain = |url: &Url| matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.query().is_none();
        let base = Url::parse(base).ok().filter(is_plain).ok_or_else(wrong)?;
        move_to(compiled, base.as_str().trim_end_matches('/'));
    }
    compiled.spec = add_credentials(compiled.spec.clone(), added)?;
    Ok(())
}

/// Requests to the address that most tools call go to the new one. The owner has named it, so nothing waits for it.
fn move_to(compiled: &mut Compiled, base: &str) {
    let mut counts: HashMap<Origin, usize> = HashMap::new();
    compiled.spec.tools.iter().flat_map(|tool| hosts::origins(&tool.action)).for_each(|origin| *counts.entry(origin).or_default() += 1);
    let Some(old) = counts.into_iter().max_by_key(|(_, count)| *count).map(|(origin, _)| origin) else { return };
    let Ok(new) = Origin::of_url(base) else { return };
    for tool in &mut compiled.spec.tools {
        match &mut tool.action {
            Action::Http(action) if hosts::origin(hosts::base(&action.url)).as_ref() == Some(&old) => {
                let rest = action.url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned())).unwrap_or_default();
                action.url = format!("{base}{rest}");
            }
            Action::Script(script) if script.origins.contains(&old) => {
                script.code = script.code.replace(old.as_str(), base);
                script.origins.iter_mut().filter(|origin| **origin == old).for_each(|origin| origin.clone_from(&new));
            }
            _ => {}
        }
    }
    (compiled.spec, compiled.held) = release_origin(&compiled.spec, &compiled.held, old.as_str());
}
