//! HTTP actions: a request template that is rendered from a tool's arguments.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One HTTP request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct HttpAction {
    pub method: Method,
    /// Absolute URL with `{name}` for every path parameter: `https://api.example.com/users/{id}`. Scheme, host and port
    /// are constant; a query that stands here is constant too.
    pub url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Param>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Body>,
    /// Names of the secret slots that the egress service adds to the request. The runner never sees their values.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<String>,
}

/// Request methods of RFC 9110 that a tool can use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
        }
    }

    /// Methods that are safe in the sense of RFC 9110 section 9.2.1.
    pub const fn is_safe(self) -> bool {
        matches!(self, Self::Get | Self::Head | Self::Options)
    }
}

/// Where a value comes from: `{"arg":"id"}` or `{"value":10}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ValueFrom {
    /// The argument of that name. A missing or `null` argument leaves the part out.
    Arg(String),
    /// A constant.
    Value(Value),
}

/// One parameter of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Param {
    #[serde(rename = "in")]
    pub place: ParamIn,
    /// The name on the wire.
    pub name: String,
    #[serde(flatten)]
    pub from: ValueFrom,
    #[serde(default)]
    pub style: Style,
    /// Arrays and objects as separate pairs (OpenAPI 3.1 section 4.8.12.2).
    #[serde(default)]
    pub explode: bool,
    /// RFC 3986 reserved characters stay as they are.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub allow_reserved: bool,
    /// The value is serialised as JSON first (OpenAPI's `content` parameters).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub json: bool,
}

/// Where a parameter stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ParamIn {
    Path,
    Query,
    Header,
    Cookie,
}

/// Serialisation styles of OpenAPI 3.1 (section 4.8.12.2); `Form` for query and cookie, `Simple` for path and header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub enum Style {
    #[default]
    Form,
    Simple,
    Label,
    Matrix,
    SpaceDelimited,
    PipeDelimited,
    DeepObject,
}

/// The body of the request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A JSON value.
    Json {
        /// `application/json` unless the document says otherwise.
        content_type: String,
        #[serde(flatten)]
        content: JsonBody,
    },
    /// `application/x-www-form-urlencoded`.
    Form { fields: Vec<BodyField> },
    /// `multipart/form-data` (RFC 7578).
    Multipart { parts: Vec<Part> },
    /// Text or bytes as they are.
    Raw {
        content_type: String,
        #[serde(flatten)]
        from: ValueFrom,
        /// The value is base64 and is sent decoded.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        base64: bool,
    },
}

/// What a JSON body is made of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JsonBody {
    /// The whole body is one argument.
    Arg(String),
    /// The whole body is constant.
    Value(Value),
    /// An object with these members; members whose argument is missing are left out.
    Fields(Vec<BodyField>),
}

/// One member of a JSON object or one field of a form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BodyField {
    /// The name on the wire.
    pub name: String,
    #[serde(flatten)]
    pub from: ValueFrom,
    /// Forms only: how arrays and objects are written.
    #[serde(default, skip_serializing_if = "is_default")]
    pub style: Style,
    /// Forms only: arrays as repeated fields.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub explode: bool,
    /// Forms only: the value is serialised as JSON first.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub json: bool,
}

/// One part of a multipart body.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Part {
    pub name: String,
    #[serde(flatten)]
    pub from: ValueFrom,
    /// Sent as a file with this name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filename: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content_type: Option<String>,
    /// The value is base64 and is sent decoded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub base64: bool,
}

const fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
const fn is_yes(value: &bool) -> bool {
    *value
}

fn is_default(style: &Style) -> bool {
    *style == Style::default()
}
