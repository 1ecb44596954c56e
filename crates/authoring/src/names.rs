//! Names that every client takes: of tools, of arguments and of secret slots.

use std::collections::HashSet;

use sha2::{Digest, Sha256};

/// Characters of a tool name. Clients count the server's slug towards their own limit of 60 or 64.
pub const LONGEST_TOOL: usize = 48;
/// Characters of an argument: the Claude API refuses keys that do not match `^[a-zA-Z0-9_.-]{1,64}$`.
pub const LONGEST_ARG: usize = 64;
/// Characters of a secret slot.
pub const LONGEST_SLOT: usize = 64;

/// Whether a text is a tool name: 1 to 48 characters of `A-Z a-z 0-9 _ -`.
pub fn is_tool_name(text: &str) -> bool {
    (1..=LONGEST_TOOL).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-')
}

/// Whether a text is a slot name: `[A-Z][A-Z0-9_]{0,63}`.
pub fn is_slot_name(text: &str) -> bool {
    text.len() <= LONGEST_SLOT
        && text.starts_with(|c: char| c.is_ascii_uppercase())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Whether a text can be an argument's name: what a key of a top-level property may be.
pub fn is_arg_name(text: &str) -> bool {
    (1..=LONGEST_ARG).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// A tool name made from an operation id: `issues/list-for-repo` becomes `issues_list-for-repo`.
///
/// Names that are too long keep their beginning and end in six digits of their hash, so that the same document always
/// gives the same names.
pub fn tool_name(id: &str) -> String {
    let name = squeeze(id, |c| c.is_ascii_alphanumeric() || c == '-', '_');
    let name = if name.is_empty() { format!("tool_{}", short_hash(id)) } else { name };
    shorten(name, id, LONGEST_TOOL)
}

/// A tool name for an operation without an id: `GET /users/{id}/posts` becomes `get_users_id_posts`.
pub fn tool_name_of_path(method: &str, path: &str) -> String {
    tool_name(&format!("{}_{}", method.to_ascii_lowercase(), path.trim_matches('/')))
}

/// An argument made from a name on the wire: `filter[name]` becomes `filter_name`.
pub fn arg_name(wire: &str) -> String {
    let name = squeeze(wire, |c| c.is_ascii_alphanumeric() || c == '-', '_');
    let name = if is_arg_name(wire) { wire.to_owned() } else { name };
    let name = if name.is_empty() { format!("arg_{}", short_hash(wire)) } else { name };
    shorten(name, wire, LONGEST_ARG)
}

/// A slot name made from words: `GitHub v3` and `token` become `GITHUB_V3_TOKEN`.
pub fn slot_name(words: &str) -> String {
    let name = squeeze(words, |c| c.is_ascii_alphanumeric(), '_').to_ascii_uppercase();
    let name = if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { format!("SECRET_{name}") };
    let mut name = name;
    name.truncate(LONGEST_SLOT);
    name.trim_matches('_').to_owned()
}

/// Hands out names once each.
#[derive(Clone, Debug, Default)]
pub struct Unique {
    taken: HashSet<String>,
}

impl Unique {
    pub fn contains(&self, name: &str) -> bool {
        self.taken.contains(&name.to_ascii_lowercase())
    }

    /// The name itself, or with the smallest number that makes it new; at most `longest` bytes. Upper and lower case
    /// count as the same, because some clients fold them.
    pub fn take(&mut self, name: &str, longest: usize) -> String {
        let mut candidate = name.to_owned();
        let mut number = 2_u32;
        while !self.taken.insert(candidate.to_ascii_lowercase()) {
            let suffix = format!("_{number}");
            let mut base = name.to_owned();
            truncate(&mut base, longest.saturating_sub(suffix.len()));
            candidate = base + &suffix;
            number = number.saturating_add(1);
        }
        candidate
    }
}

/// Keeps what `keep` accepts; every run of other characters becomes one `separator`, none at the ends.
fn squeeze(text: &str, keep: impl Fn(char) -> bool, separator: char) -> String {
    let mut name = String::with_capacity(text.len().min(128));
    for c in text.chars() {
        if keep(c) {
            name.push(c);
        } else if !name.is_empty() && !name.ends_with(separator) {
            name.push(separator);
        }
    }
    name.trim_matches(separator).to_owned()
}

fn shorten(mut name: String, source: &str, longest: usize) -> String {
    if name.len() > longest {
        truncate(&mut name, longest - 7);
        name = format!("{}_{}", name.trim_end_matches(['_', '-', '.']), short_hash(source));
    }
    name
}

fn truncate(text: &mut String, longest: usize) {
    let mut end = longest.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.truncate(end);
}

/// Six hexadecimal digits that depend on the text alone.
fn short_hash(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes())[..3])
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The text cut to `longest` characters, with an ellipsis where something was cut; control characters become spaces.
pub fn clip(text: &str, longest: usize) -> String {
    let text = text.trim();
    if text.len() <= longest || text.chars().count() <= longest {
        return without_controls(text);
    }
    let end = text.char_indices().nth(longest.saturating_sub(1)).map_or(text.len(), |(at, _)| at);
    format!("{}…", without_controls(&text[..end]).trim_end())
}

/// Control characters other than line ends as spaces. Most texts have none, which one look at their bytes says: 0xC2 begins U+0080 to U+009F.
fn without_controls(text: &str) -> String {
    if !text.bytes().any(|byte| byte < b' ' && byte != b'\n' || byte == 0x7f || byte == 0xc2) {
        return text.to_owned();
    }
    text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_text_becomes_a_name_that_clients_take(text in ".{0,120}") {
            prop_assert!(is_tool_name(&tool_name(&text)), "{}", tool_name(&text));
            prop_assert!(is_arg_name(&arg_name(&text)), "{}", arg_name(&text));
            prop_assert!(is_slot_name(&slot_name(&text)), "{}", slot_name(&text));
        }

        #[test]
        fn a_clipped_text_is_short_and_has_no_control_characters(text in any::<String>(), longest in 1usize..40) {
            let clipped = clip(&text, longest);
            prop_assert!(clipped.chars().count() <= longest);
            prop_assert!(!clipped.chars().any(|c| c.is_control() && c != '\n'));
            prop_assert!(text.trim().chars().count() > longest || clipped.chars().count() == text.trim().chars().count());
        }

        #[test]
        fn controls_become_spaces_wherever_they_stand(before in "[a-z\u{a0}-\u{ff}]{0,9}", control in "[\u{0}-\u{9}\u{b}-\u{1f}\u{7f}-\u{9f}]", after in "[a-z]{1,9}") {
            prop_assert_eq!(clip(&format!("x{before}{control}{after}"), 40), format!("x{before} {after}"));
        }

        #[test]
        fn no_name_is_given_out_twice(texts in proptest::collection::vec("[ab]{1,3}", 1..60)) {
            let mut unique = Unique::default();
            let names: Vec<_> = texts.iter().map(|text| unique.take(text, 4)).collect();
            prop_assert!(names.iter().all(|name| name.len() <= 4));
            prop_assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
        }
    }

    #[test]
    fn names_stay_readable() {
        assert_eq!(tool_name("issues/list-for-repo"), "issues_list-for-repo");
        assert_eq!(tool_name_of_path("GET", "/users/{id}/posts"), "get_users_id_posts");
        assert_eq!(arg_name("filter[name]"), "filter_name");
        assert_eq!(arg_name("$filter"), "filter");
        assert_eq!(slot_name("GitHub v3 token"), "GITHUB_V3_TOKEN");
    }

    #[test]
    fn long_names_differ_where_their_sources_differ() {
        let (a, b) = (tool_name(&format!("{}a", "x".repeat(80))), tool_name(&format!("{}b", "x".repeat(80))));
        assert_ne!(a, b);
        assert_eq!((a.len(), b.len()), (48, 48));
    }
}
