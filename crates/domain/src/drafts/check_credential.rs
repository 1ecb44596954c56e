//! Trying a credential before the server exists.

use std::{sync::Arc, time::Duration};

use contract::{
    AppError, DraftId, Permission, ServerId, VersionId,
    dto::{CheckOutcome, Content, CredentialCheck, PreviewResponse},
    spec::{SecretSlot, ServerSpec, Tool},
};
use serde_json::{Map, Value};

use super::{choices::Choices, keep};
use crate::{
    Ctx, Result,
    ports::{RunTarget, ToolCall, ToolOutput},
    secrets,
};

const DEADLINE: Duration = Duration::from_secs(15);

/// Makes one read-only call with the sealed credential and says whether it was accepted.
pub async fn check_credential(ctx: &Ctx, id: DraftId, slot: &str) -> Result<CredentialCheck> {
    ctx.require(Permission::ManageServers)?;
    let row = keep::find(ctx, id).await?;
    let choices: Choices = serde_json::from_str(&row.choices)?;
    let preview: PreviewResponse = match &row.preview {
        Some(preview) => serde_json::from_str(preview)?,
        None => return Err(AppError::not_found("credential").into()),
    };
    let slot = preview.spec.secret(slot).ok_or_else(|| AppError::not_found("credential"))?.clone();
    let secrets = secrets::of(&ctx.platform, ctx.org.id, id);
    if secrets.open(&slot).await?.is_none() {
        return Err(AppError::field(format!("credentials.{}", slot.name), "Enter the credential first, then check it.").into());
    }
    let Some(tool) = probe_tool(&preview.spec, &slot).map(|tool| tool.name.clone()) else {
        return Ok(unknown(
            "No read-only tool that uses this credential can be called without arguments, so it cannot be checked here. Try it in the playground once the server runs.",
        ));
    };
    // A runner of its own, under ids that nothing else has.
    let server = ctx.id(ServerId::new);
    let target = RunTarget {
        org: ctx.org.id,
        server,
        version: ctx.id(VersionId::new),
        spec: Arc::new(preview.spec),
        secrets,
        allow_plain_http: choices.allow_plain_http,
        withheld: false,
    };
    let call = ToolCall { tool: tool.clone(), arguments: Map::new(), deadline: DEADLINE };
    let outcome = ctx.runtime.call(&target, call).await;
    ctx.runtime.stop(server).await;
    Ok(match outcome {
        Ok(output) => judge(&tool, &slot, &output),
        Err(failure) => unknown(&format!("{tool} was called, but: {failure}")),
    })
}

/// A tool that can be called without knowing or changing anything; one that needs no other credential comes first.
fn probe_tool<'a>(spec: &'a ServerSpec, slot: &SecretSlot) -> Option<&'a Tool> {
    let fits = |tool: &&Tool| {
        let required = tool.input_schema.get("required").and_then(Value::as_array);
        tool.annotations.read_only && required.is_none_or(Vec::is_empty) && tool.action.secrets().contains(&slot.name)
    };
    spec.enabled_tools().filter(fits).min_by_key(|tool| tool.action.secrets().len())
}

/// Runners begin the answer of an upstream that refused with its status line: `HTTP 401 …`.
fn judge(tool: &str, slot: &SecretSlot, output: &ToolOutput) -> CredentialCheck {
    if !output.is_error {
        return CredentialCheck { outcome: CheckOutcome::Accepted, message: format!("{tool} was called with {} and answered.", slot.label) };
    }
    let text = output.content.iter().find_map(|part| if let Content::Text { text } = part { Some(text.as_str()) } else { None }).unwrap_or_default();
    let first_line = text.lines().next().unwrap_or_default();
    match status(first_line) {
        Some(401 | 403) => CredentialCheck {
            outcome: CheckOutcome::Refused,
            message: format!("{tool} was called, and the service refused the credential ({first_line}). Check that it is complete and may do this."),
        },
        _ => unknown(&format!("{tool} was called, but the answer says nothing about the credential: {first_line}")),
    }
}

fn status(line: &str) -> Option<u16> {
    line.strip_prefix("HTTP ")?.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn unknown(message: &str) -> CredentialCheck {
    CredentialCheck { outcome: CheckOutcome::Unknown, message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_lines_are_read() {
        for (line, expected) in [("HTTP 401 Unauthorized", Some(401)), ("HTTP 403: no", Some(403)), ("HTTP ", None), ("HTTP x", None), ("401", None)] {
            assert_eq!(status(line), expected, "{line}");
        }
    }
}
