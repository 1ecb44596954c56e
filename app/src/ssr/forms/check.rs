//! Step 2 of the wizard: tools on and off, edits, credentials.

use std::collections::{BTreeMap, HashSet};

use axum::response::Response;
use contract::{
    AppError, DraftId,
    dto::{CheckOutcome, CredentialInput},
    spec::{SecretIn, Tool},
};
use domain::{
    Ctx,
    drafts::{CheckInput, ToolEdit},
};

use super::{Posted, failed, failed_with, see, see_with};
use crate::{
    features::servers::model::Mark,
    flash::Flash,
    ssr::{encode, parts::known},
};

/// Saves step 2 and does what the pressed button says.
pub async fn check(form: Posted) -> Response {
    let visit = &form.visit;
    let draft = form.text("draft");
    let here = format!("/servers/new?draft={}&step=check", encode(draft).replace("%5F", "_"));
    let saved = async {
        let ctx = visit.signed_in()?;
        let id: DraftId = known(draft, "draft")?;
        save(ctx, id, &form).await.map(|()| (ctx, id))
    };
    let (ctx, id) = match saved.await {
        Ok(saved) => saved,
        Err(error) => return failed_with(visit, &here, with_edits(Flash::failed("check", error.into_shown(visit.meta.id)), &form)),
    };
    match form.text("action").split_once(':').unwrap_or((form.text("action"), "")) {
        ("run", _) => match domain::drafts::run(ctx, id).await {
            Ok(made) => see(&format!("/servers/new?step=run&build={}&server={}", made.build.id, made.server.slug)),
            Err(error) => failed(visit, &here, "check", error),
        },
        ("test", slot) => match domain::drafts::check_credential(ctx, id, slot).await {
            Ok(answer) => {
                let outcome = match answer.outcome {
                    CheckOutcome::Accepted => "accepted",
                    CheckOutcome::Refused => "refused",
                    CheckOutcome::Unknown => "unknown",
                };
                let message = Flash::done("check", answer.message).with("slot", slot).with("outcome", outcome);
                see_with(visit, &format!("{here}#slot-{slot}"), &message)
            }
            Err(error) => failed(visit, &here, "check", error),
        },
        ("fix", finding) => {
            let (rule, tool) = finding.split_once(':').map_or((finding, None), |(rule, tool)| (rule, Some(tool)));
            match domain::drafts::mend(ctx, id, rule, tool).await {
                Ok(_) => see_with(visit, &here, &Flash::done("check", "Mended.")),
                Err(error) => failed(visit, &here, "check", error),
            }
        }
        ("talk", _) => see(&format!("/servers/new/refine?draft={id}")),
        ("back", _) => see(&format!("/servers/new?draft={id}&step=describe")),
        ("open", tool) => see(&format!("{here}&tool={}#editor", encode(tool))),
        _ => see_with(visit, &here, &Flash::done("check", "Saved.")),
    }
}

/// Saves everything; where a name or a description is refused, at least the rest.
async fn save(ctx: &Ctx, id: DraftId, form: &Posted) -> domain::Result<()> {
    let tools = domain::drafts::get(ctx, id).await?.preview.map(|preview| preview.spec.tools).unwrap_or_default();
    if tools.is_empty() {
        return Err(AppError::conflict("Please describe the server first: this draft has no tools yet.").into());
    }
    let input = CheckInput {
        edits: edits(&tools, form),
        base_url: form.has("base_url").then(|| form.text("base_url").trim().to_owned()),
        added: added(form).into_iter().collect(),
        credentials: credentials(form),
        allow_plain_http: form.has("allow_plain_http"),
        try_reads: form.has("try_reads"),
        mock: form.has("mock"),
    };
    let switches = CheckInput {
        edits: input.edits.iter().map(switch_only).collect(),
        credentials: input.credentials.clone(),
        try_reads: input.try_reads,
        mock: input.mock,
        ..CheckInput::default()
    };
    match domain::drafts::check(ctx, id, input).await {
        Ok(_) => Ok(()),
        Err(error) => {
            // The first error is the one to show; this only keeps what can be kept.
            let _ = domain::drafts::check(ctx, id, switches).await;
            Err(error)
        }
    }
}

fn switch_only(edit: &ToolEdit) -> ToolEdit {
    ToolEdit { tool: edit.tool.clone(), enabled: edit.enabled, name: None, description: None, read_only: None, destructive: None }
}

/// What the form changes; tools that stay as they are have no entry.
fn edits(tools: &[Tool], form: &Posted) -> Vec<ToolEdit> {
    let on: HashSet<&str> = form.all("tool").collect();
    let (action, argument) = form.text("action").split_once(':').unwrap_or((form.text("action"), ""));
    let names: BTreeMap<_, _> = form.beginning("name").collect();
    let descriptions: BTreeMap<_, _> = form.beginning("description").collect();
    let marks: BTreeMap<_, _> = form.beginning("mark").filter_map(|(tool, mark)| Some((tool, Mark::named(mark)?))).collect();
    let edit = |tool: &Tool| {
        let name = tool.name.as_str();
        let tagged = || tool.tags.iter().any(|tag| tag == argument);
        let enabled = match action {
            "all" => true,
            "none" => false,
            "tag-on" => on.contains(name) || tagged(),
            "tag-only" => tagged(),
            _ => on.contains(name),
        };
        let mark = marks.get(name).copied().filter(|mark| *mark != Mark::of(tool.annotations));
        let description = descriptions.get(name).map(|text| text.replace("\r\n", "\n"));
        ToolEdit {
            tool: name.to_owned(),
            enabled,
            name: names.get(name).map(|text| text.trim().to_owned()).filter(|text| *text != tool.name),
            description: description.filter(|text| *text != tool.description),
            read_only: mark.map(|mark| mark == Mark::Read),
            destructive: mark.map(|mark| mark == Mark::Destructive),
        }
    };
    let differs = |tool: &Tool, edit: &ToolEdit| {
        edit.enabled != tool.enabled || *edit != ToolEdit { enabled: edit.enabled, ..switch_only(edit) } || tool.name != edit.tool
    };
    tools.iter().map(|tool| (tool, edit(tool))).filter(|(tool, edit)| differs(tool, edit)).map(|(_, edit)| edit).collect()
}

/// A credential that the source keeps silent about.
fn added(form: &Posted) -> Option<CredentialInput> {
    let kind = form.filled("new_kind")?;
    let (place, param, prefix) = match kind {
        "bearer" => (SecretIn::Header, "Authorization", "Bearer "),
        "header" => (SecretIn::Header, form.text("new_param").trim(), ""),
        "query" => (SecretIn::Query, form.text("new_param").trim(), ""),
        "cookie" => (SecretIn::Cookie, form.text("new_param").trim(), ""),
        _ => return None,
    };
    Some(CredentialInput { name: slot_name(form), place, param: param.to_owned(), prefix: prefix.to_owned() })
}

/// `X-Api-Key` becomes `X_API_KEY`.
fn slot_name(form: &Posted) -> String {
    let source = form.filled("new_param").filter(|_| form.text("new_kind") != "bearer").unwrap_or("API_TOKEN");
    let name: String = source.trim().chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    let name = name.trim_matches('_');
    if name.starts_with(|c: char| c.is_ascii_uppercase()) {
        name.chars().take(64).collect()
    } else {
        format!("KEY_{name}").trim_matches('_').chars().take(64).collect()
    }
}

fn credentials(form: &Posted) -> BTreeMap<String, String> {
    let mut values: BTreeMap<String, String> =
        form.beginning("secret").filter(|(_, value)| !value.is_empty()).map(|(slot, value)| (slot.to_owned(), value.to_owned())).collect();
    if let (Some(_), Some(value)) = (form.filled("new_kind"), form.filled("new_value")) {
        values.insert(slot_name(form), value.to_owned());
    }
    values
}

/// Names, descriptions and addresses as they were typed, so that they come back with the error. Never credentials.
fn with_edits(message: Flash, form: &Posted) -> Flash {
    let short = |text: &str| text.chars().take(300).collect::<String>();
    let names = form.beginning("name").map(|(tool, text)| (format!("name:{tool}"), short(text)));
    let descriptions = form.beginning("description").map(|(tool, text)| (format!("description:{tool}"), short(text)));
    let concerned: Vec<String> = message.error.iter().flat_map(|error| &error.errors).map(|error| error.field.clone()).collect();
    let is_concerned = |field: &str| field.split(':').nth(1).is_some_and(|tool| concerned.iter().any(|path| path.contains(tool)));
    let fields: Vec<_> = names.chain(descriptions).filter(|(field, _)| is_concerned(field)).take(4).collect();
    let message = fields.into_iter().fold(message, |message, (field, text)| message.with(&field, text));
    if form.has("base_url") { message.with("base_url", short(form.text("base_url"))) } else { message }
}
