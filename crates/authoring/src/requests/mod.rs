//! What curl commands and Postman collections share: one example request each, and the builder that turns example
//! requests into tools. Credentials of the examples become secret slots; their values go no further than this module.

pub mod base;
mod body;
pub mod build;
pub mod fields;
pub mod finish;
pub mod hosts;
pub mod infer;
pub mod naming;
pub mod path;
pub mod placeholder;
pub mod secrets;
pub mod slots;
pub mod target;

pub use base::BaseUrl;
pub use build::ToolBuilder;
pub use finish::{add_credentials, finish};
pub use hosts::{is_private_host, refuse_private_hosts};
pub use target::Target;

use contract::spec::{Encoding, Method, SecretIn};
use serde_json::Value;

/// A request as somebody wrote it down once, with real or made-up values.
#[derive(Clone, Debug)]
pub struct ExampleRequest {
    /// What people call it: a Postman item's name. Empty where nobody named it.
    pub title: String,
    pub description: String,
    /// Folders of the collection.
    pub tags: Vec<String>,
    pub method: Method,
    pub target: Target,
    /// Descriptions and examples of path parameters, by name.
    pub path_notes: Vec<Field>,
    pub headers: Vec<Field>,
    pub body: ExampleBody,
    /// Credentials that were named outside the headers (`-u`, Postman's `auth`).
    pub credentials: Vec<Credential>,
    /// A jq program that the answer is passed through.
    pub select: Option<String>,
}

/// A named value: a query parameter, a header, a form field.
#[derive(Clone, Debug, Default)]
pub struct Field {
    pub name: String,
    pub value: String,
    pub description: String,
    /// Known, but switched off in the source: an optional argument without a default.
    pub disabled: bool,
}

impl Field {
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { name: name.into(), value: value.into(), ..Self::default() }
    }
}

/// The body of an example.
#[derive(Clone, Debug, Default)]
pub enum ExampleBody {
    #[default]
    None,
    Json {
        content_type: String,
        example: Value,
    },
    /// JSON whose example could not be read: the whole body is one argument.
    AnyJson {
        content_type: String,
    },
    Form(Vec<Field>),
    Multipart(Vec<ExamplePart>),
    Text {
        content_type: String,
        example: String,
    },
    /// Bytes that the example read from a file.
    File {
        content_type: String,
    },
}

/// One part of a multipart example.
#[derive(Clone, Debug)]
pub struct ExamplePart {
    pub field: Field,
    /// It is a file; its name, which may be empty.
    pub file: Option<String>,
    pub content_type: Option<String>,
}

/// A credential that an example carries, and where it goes.
#[derive(Clone, Debug)]
pub struct Credential {
    pub place: SecretIn,
    pub param: String,
    pub prefix: String,
    pub encoding: Encoding,
    /// The value as it was written; kept only to find it elsewhere in the example and remove it there.
    pub value: String,
    /// What people call it, where the source says so.
    pub label: String,
}

impl Credential {
    /// `Authorization: Bearer …` (RFC 6750).
    pub fn bearer(value: &str) -> Self {
        Self::header("Authorization", "Bearer ", value)
    }

    /// `Authorization: Basic …` (RFC 7617); the value is `user:password`.
    pub fn basic(value: &str) -> Self {
        Self { encoding: Encoding::Basic, ..Self::header("Authorization", "Basic ", value) }
    }

    pub fn header(param: &str, prefix: &str, value: &str) -> Self {
        Self {
            place: SecretIn::Header,
            param: param.to_owned(),
            prefix: prefix.to_owned(),
            encoding: Encoding::Plain,
            value: value.to_owned(),
            label: String::new(),
        }
    }

    pub fn query(param: &str, value: &str) -> Self {
        Self { place: SecretIn::Query, ..Self::header(param, "", value) }
    }

    pub fn cookie(param: &str, value: &str) -> Self {
        Self { place: SecretIn::Cookie, ..Self::header(param, "", value) }
    }
}
