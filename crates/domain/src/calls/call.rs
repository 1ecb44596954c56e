//! One call of one tool.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use contract::{
    AppError, CallId,
    dto::{Content, Timestamp, ToolAnswer},
};
use serde_json::{Map, Value};
use store::calls::NewCall;

use super::{LiveServer, Via, mock};
use crate::{
    Platform, Result,
    ports::{RuntimeError, ToolCall, ToolOutput},
    usage,
};

/// How long a tool may take.
const DEADLINE: Duration = Duration::from_secs(30);
/// Bytes of arguments and of the answer that the call log keeps, each.
const LOGGED: usize = 4 * 1024;

/// Calls a tool for a caller that `open` let in: quota, runtime, count, log. Tool errors are answers, not errors.
pub async fn call(platform: &Arc<Platform>, server: &LiveServer, tool: &str, arguments: Map<String, Value>, via: Via) -> Result<ToolAnswer> {
    let Some(found) = server.spec().tool(tool) else { return Err(AppError::not_found("tool").into()) };
    let mock = server.target.withheld && mock::is_made_up(found);
    let record = Record { id: platform.id(CallId::new), at: platform.now(), tool, request: cut(&serde_json::to_string(&arguments)?), via };
    let began = Instant::now();
    let output = match usage::refusal(platform, &server.org).await? {
        Some(sentence) => error(sentence),
        None => run(platform, server, tool, arguments).await,
    };
    let duration_ms = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
    platform.meter.log(record.row(server, &output, duration_ms));
    Ok(ToolAnswer { call: record.id, is_error: output.is_error, content: output.content, structured: output.structured, duration_ms, mock })
}

/// Counts the call and runs it. What fails in the sandbox is told to the caller as the tool's answer.
async fn run(platform: &Arc<Platform>, server: &LiveServer, tool: &str, arguments: Map<String, Value>) -> ToolOutput {
    let (org, id, month) = (server.org.id, server.target.server, server.org.month.month(platform.now()));
    // Counted first, so that calls at the same time cannot all slip under the limit.
    platform.meter.count(org, id, month);
    let call = ToolCall { tool: tool.to_owned(), arguments, deadline: DEADLINE };
    match platform.runtime.call(&server.target, call).await {
        Ok(output) => match server.spec().tool(tool).filter(|tool| server.target.withheld && mock::is_made_up(tool)) {
            Some(tool) => mock::answer(tool, output),
            None => output,
        },
        Err(failure) => {
            tracing::warn!(org.id = %org, server.id = %id, tool, ?failure, "a call did not come to its end");
            if never_began(&failure) {
                platform.meter.uncount(org, id, month);
            }
            error(failure.to_string())
        }
    }
}

/// The platform's own fault: nothing of the tool ran, so the call costs nothing.
const fn never_began(failure: &RuntimeError) -> bool {
    matches!(failure, RuntimeError::Busy | RuntimeError::NotStarted(_) | RuntimeError::Unconfined)
}

fn error(text: String) -> ToolOutput {
    ToolOutput { is_error: true, content: vec![Content::Text { text }], structured: None }
}

/// What the log keeps of the request, taken before the call moves it away.
struct Record<'a> {
    id: CallId,
    at: Timestamp,
    tool: &'a str,
    request: String,
    via: Via,
}

impl Record<'_> {
    fn row(&self, server: &LiveServer, output: &ToolOutput, duration_ms: u32) -> NewCall {
        NewCall {
            id: self.id,
            org: server.org.id,
            server: server.target.server,
            tool: self.tool.to_owned(),
            at: self.at,
            duration_ms,
            is_error: output.is_error,
            via: self.via.as_str(),
            request: self.request.clone(),
            response: readable(output),
        }
    }
}

/// The answer's text; images and files as a note.
fn readable(output: &ToolOutput) -> String {
    let mut text = String::new();
    for part in &output.content {
        match part {
            Content::Text { text: part } => text.push_str(part),
            Content::Image { data, mime_type } | Content::Audio { data, mime_type } | Content::Blob { data, mime_type } => {
                text.push_str(&format!("[{mime_type}, {} bytes]", data.len() / 4 * 3));
            }
        }
        text.push('\n');
        if text.len() > LOGGED {
            break;
        }
    }
    cut(text.trim_end())
}

/// At most 4 KiB, cut between characters. PostgreSQL takes no NUL in text.
fn cut(text: &str) -> String {
    if text.len() <= LOGGED {
        return text.replace('\0', "\u{fffd}");
    }
    let note = "… (cut)";
    let end = (0..=LOGGED - note.len()).rev().find(|end| text.is_char_boundary(*end)).unwrap_or_default();
    format!("{}{note}", &text[..end].replace('\0', "?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_log_never_keeps_more_than_four_kilobytes(text in "(\\PC|\0){0,3000}") {
            let kept = cut(&text);
            prop_assert!(kept.len() <= LOGGED || text.len() <= LOGGED);
            prop_assert!(!kept.contains('\0'));
            prop_assert!(text.len() > LOGGED || kept.chars().count() == text.chars().count());
        }
    }

    #[test]
    fn files_stand_in_the_log_as_a_note() {
        let output = ToolOutput {
            is_error: false,
            content: vec![Content::Text { text: "Here:".into() }, Content::Image { data: "AAAA".into(), mime_type: "image/png".into() }],
            structured: None,
        };
        assert_eq!(readable(&output), "Here:\n[image/png, 3 bytes]");
    }
}
