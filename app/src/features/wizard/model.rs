//! What the wizard's pages get. Large documents and schemas stay on the server.

use std::collections::BTreeMap;

use contract::{
    dto::{DraftView, Skipped},
    lint::Finding,
    spec::{SecretSlot, ServerSpec, SourceKind, Tool},
};
use serde::{Deserialize, Serialize};

use crate::features::servers::model::{SecretRow, ToolDetail, ToolLine};

/// Texts above this size are not sent back to the browser: the page says that they are kept.
pub const LONGEST_SHOWN: usize = 200_000;

/// Lists up to this length show every tool in full.
const FULL_CARDS: usize = 24;

/// Step 1 as it was typed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DraftForm {
    /// `None`: nothing was typed yet.
    pub id: Option<String>,
    pub kind: SourceKind,
    pub name: String,
    pub slug: String,
    pub url: String,
    pub base_url: String,
    /// By kind.
    pub texts: BTreeMap<String, String>,
    /// Texts that are too large to send back, by kind.
    pub kept: BTreeMap<String, KeptText>,
}

/// A text that stays on the server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptText {
    pub bytes: u64,
    /// The first line, for recognising it.
    pub begins: String,
}

impl DraftForm {
    pub fn empty(kind: SourceKind) -> Self {
        Self {
            id: None,
            kind,
            name: String::new(),
            slug: String::new(),
            url: String::new(),
            base_url: String::new(),
            texts: BTreeMap::new(),
            kept: BTreeMap::new(),
        }
    }

    /// A new one, of what stands in an address: `name`, `url` and the `text` of its kind.
    pub fn filled(kind: Option<SourceKind>, part: impl Fn(&str) -> Option<String>) -> Self {
        let form = Self::empty(kind.unwrap_or(SourceKind::Openapi));
        let filled = |name| part(name).unwrap_or_default();
        let texts = part("text").map(|text| (form.kind.as_str().to_owned(), text)).into_iter().collect();
        Self { name: filled("name"), url: filled("url"), texts, ..form }
    }

    pub fn text(&self, kind: SourceKind) -> String {
        self.texts.get(kind.as_str()).cloned().unwrap_or_default()
    }

    pub fn kept(&self, kind: SourceKind) -> Option<KeptText> {
        self.kept.get(kind.as_str()).cloned()
    }
}

impl From<DraftView> for DraftForm {
    fn from(draft: DraftView) -> Self {
        let input = draft.input;
        let mut form = Self::empty(input.kind);
        let texts = input.other_texts.into_iter().chain([(input.kind.as_str().to_owned(), input.text)]);
        for (kind, text) in texts {
            if text.len() > LONGEST_SHOWN {
                let begins = text.trim_start().lines().next().unwrap_or_default().chars().take(80).collect();
                form.kept.insert(kind, KeptText { bytes: text.len() as u64, begins });
            } else {
                form.texts.insert(kind, text);
            }
        }
        Self { id: Some(draft.id.to_string()), name: input.name, slug: input.slug, url: input.url, base_url: input.base_url, ..form }
    }
}

/// A tool on step 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ToolRow {
    pub line: ToolLine,
    pub tokens: u32,
    pub tags: Vec<String>,
    pub findings: Vec<Finding>,
    /// Present in short lists; long ones load it when a row is opened.
    pub detail: Option<ToolDetail>,
}

/// Step 2.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckPage {
    pub id: String,
    pub name: String,
    pub slug: String,
    pub kind: SourceKind,
    /// The document's own title and version.
    pub source: String,
    pub base_url: String,
    pub origins: Vec<String>,
    pub tools: Vec<ToolRow>,
    /// Tags with the number of their tools, most frequent first.
    pub tags: Vec<(String, u32)>,
    pub secrets: Vec<SecretRow>,
    /// Credentials would travel to these without encryption.
    pub plain_http: Vec<String>,
    pub try_reads: bool,
    pub mock: bool,
    /// Findings about the whole server.
    pub findings: Vec<Finding>,
    pub skipped: Vec<Skipped>,
    pub notes: Vec<String>,
}

impl CheckPage {
    /// `None` while step 1 has not been left.
    pub fn of(draft: DraftView) -> Option<Self> {
        let preview = draft.preview?;
        let spec = preview.spec;
        let mut by_tool: BTreeMap<String, Vec<Finding>> = BTreeMap::new();
        let mut findings = Vec::new();
        for finding in preview.lint {
            match &finding.tool {
                Some(tool) => by_tool.entry(tool.clone()).or_default().push(finding),
                None => findings.push(finding),
            }
        }
        let full = spec.tools.len() <= FULL_CARDS;
        let row = |tool: &Tool| ToolRow {
            line: ToolLine::of(tool),
            tokens: preview.size.tools.get(&tool.name).copied().unwrap_or_default(),
            tags: tool.tags.clone(),
            findings: by_tool.remove(&tool.name).unwrap_or_default(),
            detail: full.then(|| ToolDetail::of(tool)),
        };
        let source = [spec.source.title.as_str(), spec.source.version.as_str()].join(" ").trim().to_owned();
        Some(Self {
            id: draft.id.to_string(),
            name: spec.name.clone(),
            slug: draft.input.slug,
            kind: spec.source.kind,
            source,
            base_url: draft.input.base_url,
            origins: spec.origins.iter().map(ToString::to_string).collect(),
            tags: tags(&spec),
            secrets: slots(&spec, &draft.entered),
            plain_http: plain_http(&spec),
            try_reads: draft.try_reads,
            mock: draft.mock,
            tools: spec.tools.iter().map(row).collect(),
            findings,
            skipped: preview.skipped,
            notes: preview.notes,
        })
    }
}

fn tags(spec: &ServerSpec) -> Vec<(String, u32)> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    for tag in spec.tools.iter().flat_map(|tool| &tool.tags) {
        *counts.entry(tag).or_default() += 1;
    }
    let mut tags: Vec<_> = counts.into_iter().map(|(tag, count)| (tag.to_owned(), count)).collect();
    tags.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    tags
}

fn slots(spec: &ServerSpec, entered: &[String]) -> Vec<SecretRow> {
    let needed: Vec<&str> = spec.needed_secrets().map(|slot| slot.name.as_str()).collect();
    let row = |slot: &SecretSlot| SecretRow { entered: entered.contains(&slot.name), needed: needed.contains(&slot.name.as_str()), ..SecretRow::of(slot) };
    spec.secrets.iter().map(row).collect()
}

fn plain_http(spec: &ServerSpec) -> Vec<String> {
    let mut origins: Vec<String> = spec.needed_secrets().flat_map(|slot| &slot.origins).filter(|origin| !origin.is_https()).map(ToString::to_string).collect();
    origins.sort();
    origins.dedup();
    origins
}
