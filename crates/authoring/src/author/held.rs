//! What a model wanted and may not have until its owner allows it.

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
    spec::Tool,
};
use serde::{Deserialize, Serialize};

use super::{effects::reads_by_word, sources::Sources};
use crate::requests::hosts;

/// A tool that stays switched off, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub tool: String,
    pub held_for: HeldFor,
    /// Credentials that the tool would send to the address that it waits for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<String>,
}

/// What the owner has not allowed yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", content = "value", rename_all = "snake_case")]
pub enum HeldFor {
    /// An address that neither the owner nor the source named.
    Origin(String),
    /// A credential that a pasted text asks for.
    Secret(String),
    /// A change, although the owner asked for reading only.
    Writing,
    /// A request that is no GET, and reads only if the model tells the truth.
    Reading,
}

impl std::fmt::Display for Held {
    /// For the audit log.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.tool, self.held_for.rule())?;
        let sends = self.sends.iter().map(String::as_str);
        self.held_for.value().into_iter().chain(sends).try_for_each(|value| write!(f, " {value}"))
    }
}

impl HeldFor {
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Origin(_) => "origin-unconfirmed",
            Self::Secret(_) => "credential-unconfirmed",
            Self::Writing => "writing-unconfirmed",
            Self::Reading => "reading-unconfirmed",
        }
    }

    fn value(&self) -> Option<&str> {
        match self {
            Self::Origin(value) | Self::Secret(value) => Some(value),
            Self::Writing | Self::Reading => None,
        }
    }
}

/// Switches off what goes beyond the owner's words and the source, and says why.
pub fn hold(spec: &mut ServerSpec, sources: &Sources) -> Vec<Held> {
    let mut held = Vec::new();
    for tool in spec.tools.iter_mut().filter(|tool| tool.enabled) {
        let reasons = reasons(tool, sources);
        tool.enabled = reasons.is_empty();
        held.extend(reasons);
    }
    held
}

fn reasons(tool: &Tool, sources: &Sources) -> Vec<Held> {
    let held = |held_for: HeldFor| {
        let sends = if matches!(held_for, HeldFor::Origin(_)) { tool.action.secrets().to_vec() } else { Vec::new() };
        Held { tool: tool.name.clone(), held_for, sends }
    };
    let foreign = hosts::origins(&tool.action).into_iter().filter(|origin| !sources.allows(origin));
    let mut reasons: Vec<Held> = foreign.map(|origin| held(HeldFor::Origin(origin.to_string()))).collect();
    let (has_data, reading_only) = (sources.words.has_data(), sources.words.want_reading_only());
    if has_data {
        let unknown = tool.action.secrets().iter().filter(|slot| !sources.secrets.contains(*slot));
        reasons.extend(unknown.map(|slot| held(HeldFor::Secret(slot.clone()))));
    }
    if reading_only && !tool.annotations.read_only {
        reasons.push(held(HeldFor::Writing));
    }
    let is_believed = !reads_by_word(&tool.action) || sources.reading.contains(&tool.action);
    if (reading_only || has_data) && tool.annotations.read_only && !is_believed {
        reasons.push(held(HeldFor::Reading));
    }
    reasons
}

/// What the owner reads beside the tools: one finding for everything of a kind that a tool waits for, so that a click
/// allows exactly what its button says.
pub fn findings(held: &[Held]) -> Vec<Finding> {
    let is_first = |place: usize| !held[..place].iter().any(|before| before.is_beside(&held[place]));
    held.iter()
        .enumerate()
        .filter(|(place, _)| is_first(*place))
        .map(|(_, first)| {
            let beside: Vec<&str> = held.iter().filter(|other| other.is_beside(first)).filter_map(|other| other.held_for.value()).collect();
            first.finding(&beside)
        })
        .collect()
}

impl Held {
    /// Both are allowed with the same click.
    fn is_beside(&self, other: &Self) -> bool {
        self.tool == other.tool && self.held_for.rule() == other.held_for.rule()
    }

    /// Whoever allows this has allowed the other, too: an address once for all tools that send it nothing more, a
    /// credential once for all, and what a tool does tool by tool.
    fn covers(&self, other: &Self) -> bool {
        let is_for_all = self.held_for.value().is_some();
        self.held_for == other.held_for && (is_for_all || self.tool == other.tool) && other.sends.iter().all(|slot| self.sends.contains(slot))
    }

    fn finding(&self, values: &[&str]) -> Finding {
        let several = values.len() > 1;
        let (message, fix) = match &self.held_for {
            HeldFor::Origin(_) => {
                let hosts: Vec<&str> = values.iter().map(|origin| origin.split_once("://").map_or(*origin, |(_, host)| host)).collect();
                let (them, stand) = if several { ("them", "Those addresses stand") } else { ("it", "That address stands") };
                let sent = if self.sends.is_empty() { String::new() } else { format!("send {them} {}", list(&self.sends)) };
                let send = |before: &str| if sent.is_empty() { String::new() } else { format!("{before}{sent}") };
                let message = format!(
                    "The model wants this tool to call {}{}. {stand} neither in your words nor in the source. The tool stays off until you allow it.",
                    list(values),
                    send(" and to "),
                );
                (message, format!("Allow {}{}", list(&hosts), send(" and ")))
            }
            HeldFor::Secret(_) => {
                let (what, them) = if several { ("credentials", "them") } else { ("a credential", "it") };
                let slots = list(values);
                (
                    format!("The model wants {what} ({slots}) because of a text that you pasted. The tool stays off until you allow {them}."),
                    format!("Allow {slots}"),
                )
            }
            HeldFor::Writing => {
                ("You asked for reading only, and this tool changes something. It stays off until you allow it.".to_owned(), "Allow the change".to_owned())
            }
            HeldFor::Reading => (
                "The model says that this tool only reads, but its request may change something, and nobody else says so. It stays off until you allow it."
                    .to_owned(),
                "Allow it as reading".to_owned(),
            ),
        };
        Finding {
            severity: Severity::Warning,
            rule: self.held_for.rule().to_owned(),
            tool: Some(self.tool.clone()),
            at: "/action".to_owned(),
            message,
            clients: Vec::new(),
            fix,
        }
    }
}

/// `A`, `A and B`, `A, B and C`.
fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [first @ .., last] => {
            let first: Vec<&str> = first.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", first.join(", "), last.as_ref())
        }
    }
}

/// The owner allows what this rule holds about this tool: other tools that wait for the same are let go, too, and every
/// tool that waits for nothing more is switched on. `None` where nothing is held for it.
pub fn release(spec: &ServerSpec, held: &[Held], rule: &str, tool: &str) -> Option<(ServerSpec, Vec<Held>)> {
    let allowed: Vec<&Held> = held.iter().filter(|held| held.tool == tool && held.held_for.rule() == rule).collect();
    (!allowed.is_empty()).then(|| let_go(spec, held, |held| allowed.iter().any(|allowed| allowed.covers(held))))
}

/// The owner has named this address after all.
pub fn release_origin(spec: &ServerSpec, held: &[Held], origin: &str) -> (ServerSpec, Vec<Held>) {
    let named = HeldFor::Origin(origin.to_owned());
    let_go(spec, held, |held| held.held_for == named)
}

fn let_go(spec: &ServerSpec, held: &[Held], is_let_go: impl Fn(&Held) -> bool) -> (ServerSpec, Vec<Held>) {
    let left: Vec<Held> = held.iter().filter(|held| !is_let_go(held)).cloned().collect();
    let mut spec = spec.clone();
    for name in held.iter().filter(|held| is_let_go(held)).map(|held| &held.tool) {
        if !left.iter().any(|held| held.tool == *name)
            && let Some(tool) = spec.tools.iter_mut().find(|tool| tool.name == *name)
        {
            tool.enabled = true;
        }
    }
    (spec, left)
}

/// What was held before a change and is held after it: a tool that got another name waits under that one, because it is
/// the request that nobody has allowed.
pub fn still_held(held: &[Held], before: &ServerSpec, after: &ServerSpec) -> Vec<Held> {
    let mut still = Vec::new();
    for held in held {
        let Some(old) = before.tools.iter().find(|tool| tool.name == held.tool) else { continue };
        let same: Vec<&Tool> = after.tools.iter().filter(|tool| tool.action == old.action).collect();
        let keeps_name = same.iter().any(|tool| tool.name == old.name);
        let renamed = same.iter().filter(|tool| !keeps_name || tool.name == old.name);
        still.extend(renamed.map(|tool| Held { tool: tool.name.clone(), ..held.clone() }));
    }
    still
}
