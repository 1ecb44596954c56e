//! The owner's own words, and everything else that stands in a prompt.
//!
//! A pasted document may say anything, also to the model that reads it. So a text is taken apart: what the owner typed
//! are words, and what was pasted (fenced blocks, quotations, mark-up, whole documents, everything after the first two
//! thousand characters) is data. What was pasted without any mark looks like words, so an address counts as named by the
//! owner only where the owner begins to speak, or where it is the only one in the words.

use std::collections::BTreeSet;

use contract::spec::Origin;

use super::fences::{self, Place};

/// Characters that somebody types by hand; a longer text was pasted.
const TYPED: usize = 2_000;
/// Characters with which somebody begins to speak.
const OPENING: usize = 400;
/// Characters after the opening that are a few more lines; more than that was perhaps pasted without a mark.
const A_FEW_LINES: usize = 600;

/// A prompt, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What the owner typed, as far as one can tell.
    pub typed: String,
    /// What was pasted; empty where nothing was.
    pub data: String,
    /// Lines of the data that stand between two blocks: somebody's words, or the middle of a pasted text that has blocks
    /// of its own.
    pub between: String,
    /// The beginning of what was typed: the first line of the text.
    opening: String,
    /// The rest of what was typed.
    rest: String,
}

impl Words {
    /// Takes a prompt apart.
    pub fn of(text: &str) -> Self {
        let mut words = Self::default();
        let document = crate::prompt::find_document(text).map(|(_, document)| document);
        let without = match document.and_then(|document| text.split_once(document)) {
            Some((before, after)) => {
                push(&mut words.data, document.unwrap_or_default());
                format!("{before}\n{after}")
            }
            None => text.to_owned(),
        };
        let lines: Vec<&str> = without.lines().collect();
        let fenced = fences::of(&lines);
        let mut in_comment = false;
        let mut is_long = false;
        let mut is_first = true;
        for (line, place) in lines.into_iter().zip(fenced) {
            in_comment |= line.contains("<!--");
            // Once it is longer than anybody types, the rest was pasted, too.
            is_long |= words.typed.chars().count() + line.chars().count() > TYPED;
            let is_data = place != Place::Outside || in_comment || is_long || line.trim_start().starts_with(['>', '<', '#', '|']);
            if is_data {
                push(&mut words.data, line);
                if place == Place::Between {
                    push(&mut words.between, line);
                }
            } else {
                push(&mut words.typed, line);
                let (opening, rest) = if is_first { opening_of(line) } else { ("", line) };
                words.opening.push_str(opening);
                push(&mut words.rest, rest);
            }
            is_first &= line.trim().is_empty();
            in_comment &= !line.contains("-->");
        }
        words.typed = words.typed.trim().to_owned();
        words.data = words.data.trim().to_owned();
        words.rest = words.rest.trim().to_owned();
        words
    }

    /// Something was pasted, or so much was written that some of it may have been.
    pub fn has_data(&self) -> bool {
        !self.data.is_empty() || self.rest.chars().count() > A_FEW_LINES
    }

    /// Origins that the owner named: those of the first line; and where that names none, the only one of the further lines.
    pub fn origins(&self) -> BTreeSet<Origin> {
        let named = self.opening_origins();
        if !named.is_empty() {
            return named;
        }
        let is_address = |word: &&str| word.contains("://");
        let addresses: BTreeSet<Origin> = split(&self.rest).filter(is_address).filter_map(origin).collect();
        // A name without a scheme may be a member of an answer (`order.items`), so it counts only where there is nothing else.
        let found = if addresses.is_empty() { split(&self.rest).filter_map(origin).collect() } else { addresses };
        if found.len() == 1 { found } else { BTreeSet::new() }
    }

    /// Origins that stand where nobody but the owner can have written them.
    pub fn opening_origins(&self) -> BTreeSet<Origin> {
        split(&self.opening).filter_map(origin).collect()
    }

    /// The owner wants nothing changed anywhere.
    pub fn want_reading_only(&self) -> bool {
        const PHRASES: [&str; 14] = [
            "read-only",
            "read only",
            "readonly",
            "only read",
            "reading only",
            "nothing may be changed",
            "must not change",
            "may not change",
            "no changes",
            "never change",
            "never write",
            "nur lesen",
            "nur lesend",
            "no writes",
        ];
        let says = |text: &str| {
            let lower = text.to_lowercase();
            PHRASES.iter().any(|phrase| lower.contains(phrase))
        };
        says(&self.typed) || says(&self.between)
    }
}

fn push(into: &mut String, line: &str) {
    into.push_str(line);
    into.push('\n');
}

/// The first line as far as somebody types one, and what follows on it.
fn opening_of(line: &str) -> (&str, &str) {
    let Some((end, _)) = line.char_indices().nth(OPENING) else { return (line, "") };
    // An address is not cut in two.
    line[..end].rfind(char::is_whitespace).map_or((line, ""), |space| line.split_at(space))
}

/// Whole addresses, and host names that stand alone.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || "<>\"'`()[]{},;|".contains(c))
}

fn origin(word: &str) -> Option<Origin> {
    let word = word.trim_matches(|c: char| ".:!?*_".contains(c));
    let lower = word.to_ascii_lowercase();
    if lower.starts_with("https://") || lower.starts_with("http://") {
        let url = url::Url::parse(word).ok().filter(|url| url.username().is_empty() && url.password().is_none())?;
        return Origin::of_url(url.as_str()).ok();
    }
    let host = lower.split('/').next().unwrap_or_default();
    let labels: Vec<&str> = host.split('.').collect();
    let label_ok = |label: &&str| !label.is_empty() && label.len() <= 63 && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let last = labels.last().copied().unwrap_or_default();
    let is_name = labels.len() >= 2 && labels.iter().all(label_ok) && last.len() >= 2 && last.bytes().all(|byte| byte.is_ascii_alphabetic());
    // A file is not a host.
    let is_file = labels.len() == 2
        && ["json", "yaml", "yml", "csv", "md", "txt", "pdf", "html", "xml", "js", "ts", "py", "rs", "toml", "zip", "png", "jpg"].contains(&last);
    (is_name && !is_file).then(|| Origin::parse(&format!("https://{host}")).ok()).flatten()
}
