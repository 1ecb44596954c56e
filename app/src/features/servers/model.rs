//! What the server pages get: schemas stay on the server until somebody looks at one.

use contract::{
    dto::{BuildView, Content, ServerSummary, Timestamp, ToolAnswer},
    spec::{Action, Annotations, Encoding, SecretSlot, Tool},
};
use serde::{Deserialize, Serialize};

/// What a tool does to the world, in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Read,
    Write,
    Destructive,
}

impl Mark {
    pub const ALL: [Self; 3] = [Self::Read, Self::Write, Self::Destructive];

    pub const fn of(annotations: Annotations) -> Self {
        match annotations {
            Annotations { read_only: true, .. } => Self::Read,
            Annotations { destructive: true, .. } => Self::Destructive,
            _ => Self::Write,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Destructive => "destructive",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Read => "Reads",
            Self::Write => "Writes",
            Self::Destructive => "Can delete",
        }
    }

    /// The consequence for the person who connects a client.
    pub const fn help(self) -> &'static str {
        match self {
            Self::Read => "Changes nothing. Clients may call it without asking.",
            Self::Write => "Adds or changes something. Clients ask before they call it.",
            Self::Destructive => "May overwrite or delete. Clients ask, with a warning.",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.as_str() == name)
    }
}

/// A tool in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolLine {
    pub name: String,
    pub description: String,
    pub mark: Mark,
    pub enabled: bool,
    /// `GET /pets/{id}`, or `Script`.
    pub does: String,
}

impl ToolLine {
    pub fn of(tool: &Tool) -> Self {
        Self {
            name: tool.name.clone(),
            description: first_sentences(&tool.description, 220),
            mark: Mark::of(tool.annotations),
            enabled: tool.enabled,
            does: what_it_does(tool),
        }
    }
}

/// Everything about one tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolDetail {
    pub name: String,
    pub description: String,
    pub mark: Mark,
    /// Indented JSON.
    pub input_schema: String,
    pub output_schema: Option<String>,
    pub does: String,
    /// The source of a script.
    pub code: Option<String>,
}

impl ToolDetail {
    pub fn of(tool: &Tool) -> Self {
        let pretty = |value| serde_json::to_string_pretty(value).unwrap_or_default();
        Self {
            name: tool.name.clone(),
            description: tool.description.clone(),
            mark: Mark::of(tool.annotations),
            input_schema: pretty(&tool.input_schema),
            output_schema: tool.output_schema.as_ref().map(pretty),
            does: what_it_does(tool),
            code: match &tool.action {
                Action::Script(script) => Some(script.code.clone()),
                Action::Http(_) => None,
            },
        }
    }
}

/// A credential that a server needs, and whether it was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecretRow {
    pub name: String,
    pub label: String,
    pub help: String,
    pub help_url: Option<String>,
    /// Where the value is sent to.
    pub origins: Vec<String>,
    pub required: bool,
    /// Written as `user:password`.
    pub basic: bool,
    /// At least one tool that is on uses it.
    pub needed: bool,
    pub entered: bool,
    pub set_at: Option<Timestamp>,
}

impl SecretRow {
    pub fn of(slot: &SecretSlot) -> Self {
        Self {
            name: slot.name.clone(),
            label: slot.label.clone(),
            help: slot.help.clone(),
            help_url: slot.help_url.clone(),
            origins: slot.origins.iter().map(ToString::to_string).collect(),
            required: slot.required,
            basic: slot.placement.encoding == Encoding::Basic,
            needed: true,
            entered: false,
            set_at: None,
        }
    }
}

/// What a tool answered in the playground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    pub is_error: bool,
    pub duration_ms: u32,
    pub blocks: Vec<Block>,
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// `None`: text. An image type: an image as base64. Anything else can only be named.
    pub mime_type: Option<String>,
    /// Text, or base64.
    pub data: String,
}

impl From<ToolAnswer> for Answered {
    fn from(answer: ToolAnswer) -> Self {
        let block = |content| match content {
            Content::Text { text } => Block { mime_type: None, data: text },
            Content::Image { data, mime_type } | Content::Audio { data, mime_type } | Content::Blob { data, mime_type } => {
                Block { mime_type: Some(mime_type), data }
            }
        };
        Self { is_error: answer.is_error, duration_ms: answer.duration_ms, blocks: answer.content.into_iter().map(block).collect() }
    }
}

/// A server's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerPage {
    pub summary: ServerSummary,
    pub description: String,
    pub digest: String,
    pub tools: Vec<ToolLine>,
    pub secrets: Vec<SecretRow>,
    pub origins: Vec<String>,
    pub builds: Vec<BuildView>,
}

impl From<contract::dto::ServerView> for ServerPage {
    fn from(view: contract::dto::ServerView) -> Self {
        Self {
            tools: view.tool_list.iter().map(ToolLine::of).collect(),
            summary: view.summary,
            description: view.description,
            digest: view.digest,
            secrets: view.secrets.iter().map(|state| SecretRow { entered: state.entered, set_at: state.set_at, ..SecretRow::of(&state.slot) }).collect(),
            origins: view.origins,
            builds: view.builds,
        }
    }
}

/// Method and path of an HTTP tool; scripts say so.
pub fn what_it_does(tool: &Tool) -> String {
    match &tool.action {
        Action::Http(action) => {
            let path = action.url.split_once("://").and_then(|(_, rest)| rest.find('/').map(|at| &rest[at..])).unwrap_or("/");
            format!("{} {path}", action.method.as_str())
        }
        Action::Script(_) => "Script in the sandbox".to_owned(),
    }
}

/// The beginning of a text, on one line.
pub fn first_sentences(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}
