//! Examples of scripts are run in the sandbox before anybody sees the tools.

use std::{sync::Arc, time::Duration};

use authoring::author::{Example, Written};
use contract::{
    AppError, ServerId, VersionId,
    dto::Content,
    spec::{Action, SecretSlot},
};
use secrecy::SecretString;
use serde_json::Value;

use crate::{
    Org, Platform, Result,
    ports::{PortError, RunTarget, RuntimeError, SecretSource, ToolCall, ToolOutput},
};

/// Time for one example.
const DEADLINE: Duration = Duration::from_secs(5);

/// Nothing was entered: examples run without any credential.
struct NoSecrets;

#[async_trait::async_trait]
impl SecretSource for NoSecrets {
    async fn open(&self, _: &SecretSlot) -> std::result::Result<Option<SecretString>, PortError> {
        Ok(None)
    }
}

/// Examples that can be run: of scripts that need no network.
pub(super) fn runnable(written: &Written) -> Vec<&Example> {
    let needs_nothing = |name: &str| {
        let tool = written.spec.tools.iter().find(|tool| tool.name == name);
        tool.is_some_and(|tool| tool.enabled && matches!(&tool.action, Action::Script(script) if script.origins.is_empty()))
    };
    written.examples.iter().filter(|example| needs_nothing(&example.tool)).collect()
}

/// Runs them in a runner of its own and says what did not work, one sentence each.
pub(super) async fn try_out(platform: &Arc<Platform>, org: &Org, written: &Written) -> Result<Vec<String>> {
    let examples = runnable(written);
    if examples.is_empty() {
        return Ok(Vec::new());
    }
    let server = platform.id(ServerId::new);
    let target = RunTarget {
        org: org.id,
        server,
        version: platform.id(VersionId::new),
        spec: Arc::new(written.spec.clone()),
        secrets: Arc::new(NoSecrets),
        allow_plain_http: false,
        withheld: false,
    };
    let mut problems = Vec::new();
    for example in examples {
        let call = ToolCall { tool: example.tool.clone(), arguments: example.arguments.clone(), deadline: DEADLINE };
        match platform.runtime.call(&target, call).await {
            Ok(output) => problems.extend(problem(example, &output)),
            Err(RuntimeError::TimedOut(_)) => problems.push(format!("{}: the example did not end within {} seconds.", example.tool, DEADLINE.as_secs())),
            Err(RuntimeError::Crashed(reason)) => problems.push(format!("{}: the example ended the sandbox: {reason}", example.tool)),
            Err(failure) => {
                platform.runtime.stop(server).await;
                return Err(AppError::unavailable(format!("The tools are written, but their examples could not be run: {failure}")).into());
            }
        }
    }
    platform.runtime.stop(server).await;
    Ok(problems)
}

fn problem(example: &Example, output: &ToolOutput) -> Option<String> {
    let arguments = Value::Object(example.arguments.clone());
    let text: Vec<&str> = output.content.iter().filter_map(|part| if let Content::Text { text } = part { Some(text.as_str()) } else { None }).collect();
    let text = text.join("\n");
    if output.is_error {
        return Some(format!("{}: the example {arguments} fails: {}", example.tool, clip(&text)));
    }
    let expected = example.answer.as_ref()?;
    let answered = output.structured.clone().or_else(|| serde_json::from_str(&text).ok()).unwrap_or(Value::String(text));
    // An answer that is no object may stand under a name of its own.
    let inner = answered.as_object().filter(|members| members.len() == 1).and_then(|members| members.values().next());
    if same(expected, &answered) || inner.is_some_and(|inner| same(expected, inner)) {
        return None;
    }
    Some(format!("{}: the example {arguments} answers {}, not {}", example.tool, clip(&answered.to_string()), clip(&expected.to_string())))
}

/// Equal, with numbers compared as numbers: 1 and 1.0 are the same, and so are sums that differ in the last digits.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1.0)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object(a), Value::Object(b)) => a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| same(a, b))),
        _ => a == b,
    }
}

fn clip(text: &str) -> String {
    authoring::names::clip(text, 300)
}
