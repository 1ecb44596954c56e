//! JSON between browser and server functions.
//!
//! Like Leptos' own encoding, but read from text: pages that come rendered from the server read their data from text,
//! too, so each type is compiled into the wasm bundle once.

use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

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
