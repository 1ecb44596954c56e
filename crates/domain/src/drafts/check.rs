//! Leaving step 2.

use contract::{
    AppError, DraftId, FieldError, Permission,
    dto::{DraftInput, DraftView},
};
use secrecy::SecretString;
use serde_json::json;
use store::drafts;

use super::{
    CheckInput,
    choices::{Choices, Compiled},
    describe, keep, own,
};
use crate::{
    Ctx, Error, Result,
    audit::{self, Action},
    secrets,
};

/// Saves step 2: tools switched and edited, credentials sealed. Can be called again and again.
pub async fn check(ctx: &Ctx, id: DraftId, input: CheckInput) -> Result<DraftView> {
    ctx.require(Permission::ManageServers)?;
    let row = keep::find(ctx, id).await?;
    let mut typed: DraftInput = serde_json::from_str(&row.input)?;
    let mut choices: Choices = serde_json::from_str(&row.choices)?;
    let Some(compiled) = row.compiled.as_deref() else {
        return Err(AppError::field("source.text", "Describe the server first.").into());
    };
    let mut compiled: Compiled = serde_json::from_str(compiled)?;

    choices.take(input.edits, &compiled.spec);
    choices.allow_plain_http = input.allow_plain_http;
    (choices.try_reads, choices.mock) = (input.try_reads, input.mock);
    let has_new_slots = choices.add(input.added);
    let has_moved = input.base_url.is_some_and(|url| {
        let url = url.trim();
        let has_moved = !url.is_empty() && url != typed.base_url;
        if has_moved {
            url.clone_into(&mut typed.base_url);
        }
        has_moved
    });
    save(ctx, id, &typed, &choices).await?;

    let credentials = input.credentials.into_iter().filter(|(_, value)| !value.trim().is_empty());
    let credentials: Vec<(String, SecretString)> = credentials.map(|(slot, value)| (slot, value.into())).collect();
    let is_known = |slot: &str| compiled.spec.secret(slot).is_some() || choices.added.iter().any(|added| added.name == slot);
    let mut errors = seal(ctx, id, &credentials, is_known).await?;

    let recompiled = has_moved || has_new_slots;
    if recompiled && compiled.own {
        own::adapt(&mut compiled, has_moved.then_some(typed.base_url.as_str()), &choices.added)?;
    } else if recompiled {
        compiled = describe::compile(ctx, &typed, choices.added.clone()).await?;
    }
    let looked = describe::looked(ctx, &compiled, &choices, describe::address_field(&typed)).await;
    let preview = match looked {
        Ok(preview) => preview,
        Err(Error::Shown(error)) if !error.errors.is_empty() => {
            errors.extend(error.errors);
            describe::unsealed(&compiled, &choices).await?
        }
        Err(error) => return Err(error),
    };
    describe::store(ctx, id, recompiled.then_some(&compiled), &preview).await?;
    if errors.is_empty() { keep::get(ctx, id).await } else { Err(AppError::invalid(errors).into()) }
}

async fn save(ctx: &Ctx, id: DraftId, input: &DraftInput, choices: &Choices) -> Result<()> {
    let (input, choices) = (serde_json::to_string(input)?, serde_json::to_string(choices)?);
    let kept = drafts::save_choices(ctx.db.connection(), ctx.org.id, id, input, choices, ctx.now()).await?;
    if kept { Ok(()) } else { Err(keep::missing().into()) }
}

/// Seals what is right and says what is wrong.
async fn seal(ctx: &Ctx, id: DraftId, credentials: &[(String, SecretString)], is_known: impl Fn(&str) -> bool) -> Result<Vec<FieldError>> {
    let mut errors = Vec::new();
    let tx = ctx.db.begin().await?;
    for (slot, value) in credentials {
        let field = format!("credentials.{slot}");
        if !is_known(slot) {
            errors.push(FieldError::new(&field, format!("There is no credential called {slot}.")));
        } else if let Err(error) = secrets::check_value(&field, value) {
            errors.push(error);
        } else {
            secrets::put(&tx, &ctx.platform, ctx.org.id, &id.to_string(), slot, value).await?;
            audit::append(&tx, ctx, Action::SecretSealed, id, json!({ "slot": slot })).await?;
        }
    }
    tx.commit().await?;
    Ok(errors)
}
