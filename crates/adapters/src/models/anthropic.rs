//! Anthropic's Messages API (docs.claude.com, "Messages" and "Streaming messages", version 2023-06-01): one forced tool
//! call, streamed, with tool, system prompt and question cached.

use async_trait::async_trait;
use domain::ports::{Model, ModelAnswer, ModelError, ModelFailure, ModelRequest, Partial, PortError, Tokens};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::transport::{Attempt, Transport, read, send};

const VERSION: &str = "2023-06-01";
/// Tokens of one answer.
const MAX_TOKENS: u32 = 32_000;

/// A model behind the Messages API.
pub struct AnthropicModel {
    transport: Transport,
    endpoint: Url,
    key: SecretString,
    model: String,
}

impl AnthropicModel {
    /// `base` is `https://api.anthropic.com`, or what stands in front of it.
    ///
    /// # Errors
    /// When the address or the key cannot be used.
    pub fn new(base: &Url, key: SecretString, model: impl Into<String>) -> Result<Self, PortError> {
        let endpoint = format!("{}/v1/messages", base.as_str().trim_end_matches('/'));
        let endpoint = endpoint.parse().map_err(|error| PortError(format!("{base} is no base address: {error}")))?;
        HeaderValue::from_str(key.expose_secret()).map_err(|_| PortError("the key has characters that no header can carry".to_owned()))?;
        Ok(Self { transport: Transport::new(base)?, endpoint, key, model: model.into() })
    }

    async fn attempt(&self, body: &Value, tool: &str, partial: &Partial<'_>) -> Result<ModelAnswer, Attempt> {
        let mut key = HeaderValue::from_str(self.key.expose_secret()).map_err(|_| Attempt::Final(ModelError::KeyRefused.into()))?;
        key.set_sensitive(true);
        let request = self.transport.post(self.endpoint.clone()).header("x-api-key", key).header("anthropic-version", VERSION).json(body);
        let response = send(request, &self.model, self.key.expose_secret()).await?;
        let mut answer = Answer::default();
        read(response, |event| answer.take(&event.data, tool, partial)).await.map_err(|failure| failure.at_the_cost_of(answer.tokens))?;
        Ok(answer.finish()?)
    }
}

#[async_trait]
impl Model for AnthropicModel {
    fn name(&self) -> &str {
        &self.model
    }

    async fn ask(&self, request: ModelRequest<'_>, partial: &Partial<'_>) -> Result<ModelAnswer, ModelFailure> {
        let body = body(&self.model, &request);
        self.transport.with_retries(|| self.attempt(&body, request.brief.tool, partial)).await
    }
}

fn body(model: &str, request: &ModelRequest<'_>) -> Value {
    let brief = request.brief;
    let cached = json!({ "type": "ephemeral" });
    // What is asked stays the same in every round of repair, and may be long: the index of a document.
    let mut messages = vec![json!({ "role": "user", "content": [{ "type": "text", "text": brief.user, "cache_control": cached }] })];
    for round in request.rounds {
        messages.push(json!({ "role": "assistant", "content": [{ "type": "tool_use", "id": round.call, "name": brief.tool, "input": round.input }] }));
        messages
            .push(json!({ "role": "user", "content": [{ "type": "tool_result", "tool_use_id": round.call, "is_error": true, "content": round.problems }] }));
    }
    json!({
        "model": model,
        "max_tokens": MAX_TOKENS,
        "stream": true,
        // The prefix up to each mark is cached ("Prompt caching"): tools come first, then the system prompt, then messages. The mark here
        // serves other questions, the one in the first message other rounds.
        "system": [{ "type": "text", "text": brief.system, "cache_control": cached }],
        "tools": [{ "name": brief.tool, "description": brief.tool_description, "input_schema": brief.schema }],
        "tool_choice": { "type": "tool", "name": brief.tool },
        "messages": messages,
    })
}

/// The events that matter; everything else is skipped, as the API asks of its clients.
#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum StreamEvent {
    MessageStart {
        message: Started,
    },
    ContentBlockStart {
        index: u64,
        content_block: Block,
    },
    ContentBlockDelta {
        index: u64,
        delta: Delta,
    },
    MessageDelta {
        delta: Stopped,
        #[serde(default)]
        usage: Usage,
    },
    MessageStop,
    Error {
        error: ApiError,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Started {
    #[serde(default)]
    usage: Usage,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Usage {
    input_tokens: u64,
    output_tokens: u64,
    cache_read_input_tokens: Option<u64>,
    cache_creation_input_tokens: Option<u64>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Block {
    ToolUse {
        id: String,
        name: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Delta {
    InputJsonDelta {
        partial_json: String,
    },
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct Stopped {
    #[serde(default)]
    stop_reason: Option<String>,
}

#[derive(Deserialize)]
struct ApiError {
    #[serde(rename = "type")]
    kind: String,
}

/// What has arrived of an answer.
#[derive(Default)]
pub(super) struct Answer {
    call: Option<(u64, String)>,
    input: String,
    stop: Option<String>,
    tokens: Tokens,
}

impl Answer {
    /// Takes one event; `true` after the last one.
    pub(super) fn take(&mut self, data: &str, tool: &str, partial: &Partial<'_>) -> Result<bool, Attempt> {
        let event: StreamEvent = match serde_json::from_str(data) {
            Ok(event) => event,
            Err(error) => return Err(self.failed(ModelError::Malformed(format!("an event cannot be read: {error}"))).into()),
        };
        match event {
            StreamEvent::MessageStart { message: Started { usage } } => {
                self.tokens = Tokens {
                    input: usage.input_tokens,
                    output: usage.output_tokens,
                    cache_read: usage.cache_read_input_tokens.unwrap_or_default(),
                    cache_write: usage.cache_creation_input_tokens.unwrap_or_default(),
                };
            }
            StreamEvent::ContentBlockStart { index, content_block: Block::ToolUse { id, name } } if name == tool && self.call.is_none() => {
                self.call = Some((index, id))
            }
            StreamEvent::ContentBlockDelta { index, delta: Delta::InputJsonDelta { partial_json } }
                if self.call.as_ref().is_some_and(|(call, _)| *call == index) =>
            {
                self.input.push_str(&partial_json);
                partial(&self.input);
            }
            StreamEvent::MessageDelta { delta, usage } => {
                self.stop = delta.stop_reason.or(self.stop.take());
                self.tokens.output = self.tokens.output.max(usage.output_tokens);
            }
            StreamEvent::MessageStop => return Ok(true),
            StreamEvent::Error { error } => {
                let why = match error.kind.as_str() {
                    "overloaded_error" | "api_error" => ModelError::Overloaded,
                    "rate_limit_error" => ModelError::Busy(std::time::Duration::from_secs(60)),
                    "timeout_error" => ModelError::TimedOut,
                    "authentication_error" | "permission_error" => return Err(self.failed(ModelError::KeyRefused).into()),
                    kind => return Err(self.failed(ModelError::Refused(kind.to_owned())).into()),
                };
                return Err(Attempt::again(why));
            }
            _ => {}
        }
        Ok(false)
    }

    fn failed(&self, why: ModelError) -> ModelFailure {
        ModelFailure { why, tokens: self.tokens }
    }

    pub(super) fn finish(self) -> Result<ModelAnswer, ModelFailure> {
        match self.stop.as_deref() {
            Some("refusal") => return Err(self.failed(ModelError::Declined)),
            Some("max_tokens" | "model_context_window_exceeded") => return Err(self.failed(ModelError::TooLong)),
            _ => {}
        }
        let Some((_, call)) = self.call else {
            return Err(ModelFailure { why: ModelError::Malformed("it answered in words, without calling the tool".to_owned()), tokens: self.tokens });
        };
        let text = if self.input.trim().is_empty() { "{}" } else { &self.input };
        match serde_json::from_str(text) {
            Ok(input) => Ok(ModelAnswer { call, input, tokens: self.tokens }),
            Err(error) => Err(ModelFailure { why: ModelError::Malformed(format!("the tool's input is no JSON: {error}")), tokens: self.tokens }),
        }
    }
}
