//! JSON between browser and server functions.
//!
//! Like Leptos' own encoding, but read from text: pages that come rendered from the server read their data from text,
//! too, so each type is compiled into the wasm bundle once.

use std::{future::Future, pin::Pin};

use contract::AppError;
use leptos::{
    prelude::Resource,
    server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::value::RawValue;

use crate::Failure;

/// The encoding.
pub struct WireEncoding;

/// Arguments and answers as JSON in the body of a POST.
pub type Wire = Post<WireEncoding>;

impl ContentType for WireEncoding {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for WireEncoding {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for WireEncoding {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<bytes::Bytes, serde_json::Error> {
        serde_json::to_string(value).map(bytes::Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for WireEncoding {
    type Error = serde_json::Error;

    fn decode(bytes: bytes::Bytes) -> Result<T, serde_json::Error> {
        serde_json::from_str(std::str::from_utf8(&bytes).unwrap_or_default())
    }
}

/// An answer as JSON that is not read yet. Every server function answers with it, so that the machinery of calls and
/// resources is compiled into the wasm bundle once and not once for each type.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Packed(Box<RawValue>);

impl Packed {
    /// # Errors
    /// When the value cannot be written as JSON, which no type of this application does.
    pub fn of<T: Serialize>(value: T) -> Result<Self, Failure> {
        serde_json::value::to_raw_value(&value).map(Self).map_err(|_| Failure(AppError::internal()))
    }

    /// Reads the answer. What cannot be read comes from another release.
    pub fn open<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_str(self.0.get()).map_err(|_| Failure::stale())
    }
}

/// Reads an answer that came.
pub fn open<T: DeserializeOwned>(answer: Result<Packed, Failure>) -> Result<T, Failure> {
    answer?.open()
}

/// An answer that is on its way, or came with the page.
pub type Answer = Resource<Result<Packed, Failure>>;

type Call = Pin<Box<dyn Future<Output = Result<Packed, Failure>> + Send>>;

/// Asks a server function, and again whenever the key changes.
pub fn fetch<F>(key: impl Fn() -> [String; 2] + Send + Sync + 'static, ask: impl Fn([String; 2]) -> F + Send + Sync + 'static) -> Answer
where
    F: Future<Output = Result<Packed, Failure>> + Send + 'static,
{
    fetch_boxed(Box::new(key), Box::new(move |key| Box::pin(ask(key))))
}

/// Like [`fetch`], for functions with one argument.
pub fn fetch_one<F>(key: impl Fn() -> String + Send + Sync + 'static, ask: impl Fn(String) -> F + Send + Sync + 'static) -> Answer
where
    F: Future<Output = Result<Packed, Failure>> + Send + 'static,
{
    fetch(move || [key(), String::new()], move |[key, _]| ask(key))
}

/// Like [`fetch`], for functions without arguments.
pub fn fetch_all<F>(ask: impl Fn() -> F + Send + Sync + 'static) -> Answer
where
    F: Future<Output = Result<Packed, Failure>> + Send + 'static,
{
    fetch(|| [const { String::new() }; 2], move |_| ask())
}

type Key = Box<dyn Fn() -> [String; 2] + Send + Sync>;

fn fetch_boxed(key: Key, ask: Box<dyn Fn([String; 2]) -> Call + Send + Sync>) -> Answer {
    Resource::new(key, ask)
}
