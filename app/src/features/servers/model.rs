//! What the server pages get: schemas stay on the server until somebody looks at one.

use contract::{
    dto::{BuildView, SecretState, ServerSummary},
    spec::{Action, Annotations, Tool},
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

/// A server's page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ServerPage {
    pub summary: ServerSummary,
    pub description: String,
    pub digest: String,
    pub tools: Vec<ToolLine>,
    pub secrets: Vec<SecretState>,
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
            secrets: view.secrets,
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
