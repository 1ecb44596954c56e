//! OpenAI's Chat Completions, as Ollama, vLLM, OpenRouter and others speak it, too (platform.openai.com, "Chat").

use async_trait::async_trait;
use domain::ports::{Model, ModelAnswer, ModelError, ModelFailure, ModelRequest, Partial, PortError, Tokens};
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use super::transport::{Attempt, Transport, read, send};

/// A model behind an endpoint that speaks Chat Completions.
pub struct OpenAiModel {
    transport: Transport,
    endpoint: Url,
    /// Models on one's own machine need none.
    key: Option<SecretString>,
    model: String,
}

impl OpenAiModel {
    /// `base` ends where `/chat/completions` begins: `https://api.openai.com/v1`.
    ///
    /// # Errors
    /// When the address cannot be used.
    pub fn new(base: &Url, key: Option<SecretString>, model: impl Into<String>) -> Result<Self, PortError> {
        let endpoint = format!("{}/chat/completions", base.as_str().trim_end_matches('/'));
        let endpoint = endpoint.parse().map_err(|error| PortError(format!("{base} is no base address: {error}")))?;
        Ok(Self { transport: Transport::new(base)?, endpoint, key, model: model.into() })
    }

    async fn attempt(&self, body: &Value, tool: &str, partial: &Partial<'_>) -> Result<ModelAnswer, Attempt> {
        let mut request = self.transport.post(self.endpoint.clone()).json(body);
        let key = self.key.as_ref().map(ExposeSecret::expose_secret).unwrap_or_default();
        if !key.is_empty() {
            let mut value = HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| Attempt::Final(ModelError::KeyRefused.into()))?;
            value.set_sensitive(true);
            request = request.header("authorization", value);
        }
        let response = send(request, &self.model, key).await?;
        let mut answer = Answer::default();
        read(response, |event| answer.take(&event.data, tool, partial)).await.map_err(|failure| failure.at_the_cost_of(answer.tokens))?;
        Ok(answer.finish()?)
    }
}

#[async_trait]
impl Model for OpenAiModel {
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
    let mut messages = vec![json!({ "role": "system", "content": brief.system }), json!({ "role": "user", "content": brief.user })];
    for round in request.rounds {
        let call = json!({ "id": round.call, "type": "function", "function": { "name": brief.tool, "arguments": round.input.to_string() } });
        messages.push(json!({ "role": "assistant", "content": null, "tool_calls": [call] }));
        messages.push(json!({ "role": "tool", "tool_call_id": round.call, "content": round.problems }));
    }
    json!({
        "model": model,
        "stream": true,
        "stream_options": { "include_usage": true },
        "tools": [{ "type": "function", "function": { "name": brief.tool, "description": brief.tool_description, "parameters": brief.schema } }],
        "tool_choice": { "type": "function", "function": { "name": brief.tool } },
        "messages": messages,
    })
}

#[derive(Deserialize)]
struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    #[serde(default)]
    usage: Option<Usage>,
    #[serde(default)]
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Choice {
    #[serde(default)]
    delta: Delta,
    #[serde(default)]
    finish_reason: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta {
    tool_calls: Option<Vec<CallDelta>>,
    refusal: Option<String>,
}

#[derive(Deserialize)]
struct CallDelta {
    #[serde(default)]
    index: u64,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    function: FunctionDelta,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct FunctionDelta {
    name: Option<String>,
    arguments: Option<String>,
}

#[derive(Deserialize)]
struct Usage {
    #[serde(default)]
    prompt_tokens: u64,
    #[serde(default)]
    completion_tokens: u64,
    #[serde(default)]
    prompt_tokens_details: Option<PromptTokens>,
}

#[derive(Deserialize)]
struct PromptTokens {
    #[serde(default)]
    cached_tokens: u64,
}

/// What has arrived of an answer.
#[derive(Default)]
pub(super) struct Answer {
    call: Option<String>,
    is_called: bool,
    input: String,
    finish: Option<String>,
    has_refused: bool,
    tokens: Tokens,
}

impl Answer {
    /// Takes one event; `true` after the last one.
    pub(super) fn take(&mut self, data: &str, tool: &str, partial: &Partial<'_>) -> Result<bool, Attempt> {
        if data.trim() == "[DONE]" {
            return Ok(true);
        }
        let chunk: Chunk = match serde_json::from_str(data) {
            Ok(chunk) => chunk,
            Err(error) => return Err(self.failed(ModelError::Malformed(format!("an event cannot be read: {error}"))).into()),
        };
        if chunk.error.is_some() {
            return Err(Attempt::again(ModelError::Overloaded));
        }
        if let Some(usage) = chunk.usage {
            let cached = usage.prompt_tokens_details.map(|details| details.cached_tokens).unwrap_or_default();
            self.tokens = Tokens { input: usage.prompt_tokens.saturating_sub(cached), output: usage.completion_tokens, cache_read: cached, cache_write: 0 };
        }
        for choice in chunk.choices {
            self.has_refused |= choice.delta.refusal.is_some_and(|text| !text.is_empty());
            self.finish = choice.finish_reason.or(self.finish.take());
            for call in choice.delta.tool_calls.into_iter().flatten().filter(|call| call.index == 0) {
                self.call = call.id.filter(|id| !id.is_empty()).or(self.call.take());
                self.is_called |= call.function.name.is_some_and(|name| name == tool);
                if let Some(arguments) = call.function.arguments {
                    self.input.push_str(&arguments);
                    partial(&self.input);
                }
            }
        }
        Ok(false)
    }

    fn failed(&self, why: ModelError) -> ModelFailure {
        ModelFailure { why, tokens: self.tokens }
    }

    pub(super) fn finish(self) -> Result<ModelAnswer, ModelFailure> {
        if self.has_refused || self.finish.as_deref() == Some("content_filter") {
            return Err(self.failed(ModelError::Declined));
        }
        if self.finish.as_deref() == Some("length") {
            return Err(self.failed(ModelError::TooLong));
        }
        if !self.is_called {
            return Err(self.failed(ModelError::Malformed("it answered in words, without calling the tool".to_owned())));
        }
        match serde_json::from_str(&self.input) {
            Ok(input) => Ok(ModelAnswer { call: self.call.unwrap_or_else(|| "call_0".to_owned()), input, tokens: self.tokens }),
            Err(error) => Err(ModelFailure { why: ModelError::Malformed(format!("the arguments are no JSON: {error}")), tokens: self.tokens }),
        }
    }
}
