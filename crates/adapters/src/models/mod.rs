//! Models that write tools: Anthropic's Messages API, and endpoints that speak OpenAI's Chat Completions.

mod anthropic;
#[cfg(test)]
mod hostile;
mod openai;
mod sse;
mod transport;

pub use anthropic::AnthropicModel;
pub use openai::OpenAiModel;
