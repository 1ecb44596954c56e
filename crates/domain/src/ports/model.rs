//! The port to models that write tools.

use std::time::Duration;

use async_trait::async_trait;
use authoring::author::Brief;
use serde_json::Value;

/// One question, with what was answered before and sent back.
#[derive(Clone, Debug)]
pub struct ModelRequest<'a> {
    pub brief: &'a Brief,
    pub rounds: &'a [ModelRound],
}

/// An answer that could not be used, and what was said about it.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelRound {
    /// The model's own id of its tool call.
    pub call: String,
    pub input: Value,
    pub problems: String,
}

/// The input of the tool call that the model was asked for. Nothing in it is checked.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelAnswer {
    pub call: String,
    pub input: Value,
    pub tokens: Tokens,
}

/// What a question cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tokens {
    pub input: u64,
    pub output: u64,
    /// Read from the model's cache, at a fraction of the price.
    pub cache_read: u64,
    pub cache_write: u64,
}

impl std::ops::AddAssign for Tokens {
    fn add_assign(&mut self, more: Self) {
        self.input = self.input.saturating_add(more.input);
        self.output = self.output.saturating_add(more.output);
        self.cache_read = self.cache_read.saturating_add(more.cache_read);
        self.cache_write = self.cache_write.saturating_add(more.cache_write);
    }
}

/// Why there is no answer, and what was spent all the same.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{why}")]
pub struct ModelFailure {
    pub why: ModelError,
    pub tokens: Tokens,
}

impl From<ModelError> for ModelFailure {
    fn from(why: ModelError) -> Self {
        Self { why, tokens: Tokens::default() }
    }
}

/// Texts are for the log; none of them holds the key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    #[error("the key was refused")]
    KeyRefused,
    #[error("the account has no credit left")]
    NoCredit,
    #[error("there is no model called {0}")]
    UnknownModel(String),
    #[error("the request was refused: {0}")]
    Refused(String),
    #[error("busy for {}s", .0.as_secs())]
    Busy(Duration),
    #[error("overloaded")]
    Overloaded,
    #[error("the model declined")]
    Declined,
    #[error("the answer was longer than allowed")]
    TooLong,
    #[error("the answer is malformed: {0}")]
    Malformed(String),
    #[error("the answer broke off")]
    BrokenOff,
    #[error("no answer in time")]
    TimedOut,
    #[error("unreachable: {0}")]
    Unreachable(String),
}

/// Gets the text of an answer as far as it has come.
pub type Partial<'a> = dyn Fn(&str) + Send + Sync + 'a;

/// A model that answers by calling one tool.
#[async_trait]
pub trait Model: Send + Sync {
    /// The model's name, for people and for the count of tokens.
    fn name(&self) -> &str;
    /// Asks, with retries of what may pass by itself. `partial` gets the answer's text as far as it has come.
    async fn ask(&self, request: ModelRequest<'_>, partial: &Partial<'_>) -> Result<ModelAnswer, ModelFailure>;
}
