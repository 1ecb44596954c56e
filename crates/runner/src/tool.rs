//! One specification, ready to be called.

use std::{
    collections::HashMap,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use contract::{
    ServerSpec,
    spec::{Action, SourceKind, Tool},
};
use serde_json::{Map, Value};

use crate::{answer, arguments::Arguments, calls::Call, http, protocol::AnswerHead, script::Stages};

/// Why a call brought no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The tool's own error; the text is meant for the caller, who can mend it.
    Tool(String),
    /// The deadline passed, or the call was cancelled.
    TimedOut,
}

/// The tools of the one specification that this process serves.
pub struct Toolbox {
    tools: HashMap<String, (Tool, Arguments)>,
    stages: Arc<Stages>,
}

impl Toolbox {
    pub fn new(spec: ServerSpec) -> Self {
        let made_from_examples = matches!(spec.source.kind, SourceKind::Curl | SourceKind::Postman);
        let arguments = |tool: &Tool| if made_from_examples { Arguments::with_example_defaults(&tool.input_schema) } else { Arguments::default() };
        let enabled = spec.tools.into_iter().filter(|tool| tool.enabled);
        let tools: HashMap<_, _> = enabled
            .map(|tool| {
                let checks = arguments(&tool);
                (tool.name.clone(), (tool, checks))
            })
            .collect();
        let stages = Arc::new(Stages::default());
        if tools.values().any(|(tool, _)| matches!(tool.action, Action::Script(_))) {
            Stages::prepare(&stages);
        }
        Self { tools, stages }
    }

    /// Runs one tool. A panic is a bug, but it ends this call alone.
    pub fn call(&self, call: &Arc<Call>, name: &str, arguments: Map<String, Value>) -> Result<AnswerHead, Failure> {
        let Some((tool, checks)) = self.tools.get(name) else {
            return Err(Failure::Tool(format!("There is no tool named `{name}`.")));
        };
        catch_unwind(AssertUnwindSafe(|| {
            let arguments = checks.check(&tool.input_schema, arguments).map_err(Failure::Tool)?;
            match &tool.action {
                Action::Http(action) => {
                    let request = http::render(action, &arguments).map_err(Failure::Tool)?;
                    answer::of_upstream(call, tool, call.send(request)?)
                }
                Action::Script(action) => answer::of_script(call, tool, self.stages.run(call, action, arguments)?),
            }
        }))
        .unwrap_or_else(|_| Err(Failure::Tool("The tool stopped because of a fault in the sandbox. The operator's log has the details.".to_owned())))
    }
}

impl AnswerHead {
    /// An error that the model can read and mend.
    pub fn error(message: String) -> Self {
        Self { is_error: true, content: vec![contract::dto::Content::Text { text: message }], structured: None }
    }
}
