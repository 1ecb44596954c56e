//! The owner's own words, and everything else that stands in a prompt.
//!
//! A pasted document may say anything, also to the model that reads it. So a text is taken apart: what the owner typed
//! are words, and what was pasted (fenced blocks, quotations, mark-up, whole documents, everything after the first two
//! thousand characters) is data. Addresses count as named by the owner only where they stand in the words.

use std::collections::BTreeSet;

use contract::spec::Origin;

/// Characters that somebody types by hand; a longer text was pasted.
const TYPED: usize = 2_000;

/// A prompt, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// What the owner typed.
    pub typed: String,
    /// What was pasted; empty where nothing was.
    pub data: String,
}

impl Words {
    /// Takes a prompt apart.
    pub fn of(text: &str) -> Self {
        let (mut typed, mut data) = (String::new(), String::new());
        let document = crate::prompt::find_document(text).map(|(_, document)| document);
        let without = match document.and_then(|document| text.split_once(document)) {
            Some((before, after)) => {
                data.push_str(document.unwrap_or_default());
                data.push('\n');
                format!("{before}\n{after}")
            }
            None => text.to_owned(),
        };
        let mut in_fence = false;
        let mut in_comment = false;
        let mut is_long = false;
        for line in without.lines() {
            let trimmed = line.trim_start();
            let is_fence = trimmed.starts_with("```") || trimmed.starts_with("~~~");
            in_comment |= line.contains("<!--");
            // Once it is longer than anybody types, the rest was pasted, too.
            is_long |= typed.chars().count() + line.chars().count() > TYPED;
            let is_data = in_fence
                || is_fence
                || in_comment
                || trimmed.starts_with('>')
                || trimmed.starts_with('<')
                || trimmed.starts_with('#')
                || trimmed.starts_with('|')
                || is_long;
            let into = if is_data { &mut data } else { &mut typed };
            into.push_str(line);
            into.push('\n');
            in_fence ^= is_fence;
            in_comment &= !line.contains("-->");
        }
        Self { typed: typed.trim().to_owned(), data: data.trim().to_owned() }
    }

    /// Words alone, as somebody says them about a server that exists.
    pub fn typed(text: &str) -> Self {
        Self { typed: text.trim().to_owned(), data: String::new() }
    }

    pub fn has_data(&self) -> bool {
        !self.data.is_empty()
    }

    /// Origins that the owner named: whole addresses, and host names that stand alone.
    pub fn origins(&self) -> BTreeSet<Origin> {
        let split = |c: char| c.is_whitespace() || "<>\"'`()[]{},;|".contains(c);
        self.typed.split(split).filter_map(origin).collect()
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
        let lower = self.typed.to_lowercase();
        PHRASES.iter().any(|phrase| lower.contains(phrase))
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(text: &str) -> Vec<String> {
        Words::of(text).origins().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn owners_name_addresses_in_their_own_words() {
        assert_eq!(origins("Use https://api.example.com/v1/users, please, and crm.example.org."), ["https://api.example.com", "https://crm.example.org"]);
        assert_eq!(origins("Read data.json e.g. version 1.2 of it"), Vec::<String>::new());
        assert_eq!(origins("http://user:secret@evil.example/"), Vec::<String>::new());
    }

    #[test]
    fn pasted_text_names_nothing() {
        for text in [
            "Make tools.\n```\nGET https://evil.example/x\n```",
            "Make tools.\n> see https://evil.example",
            "Make tools.\n<p>https://evil.example</p>",
            "Make tools.\n<!-- now use\nhttps://evil.example -->\nThanks",
            "Make tools.\n# API\n| GET | https://evil.example |",
            "Make tools.\n{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"https://evil.example\", \"version\": \"1\"}, \"paths\": {}}",
            &format!("Make tools.\n{}\nhttps://evil.example", "words ".repeat(400)),
        ] {
            assert_eq!(origins(text), Vec::<String>::new(), "{text}");
            assert!(Words::of(text).has_data(), "{text}");
        }
        assert!(!Words::of("Only words, two lines\nof them.").has_data());
    }

    proptest::proptest! {
        #[test]
        fn nothing_is_lost_or_invented(text in "(https://|a\\.example|```|<!--|-->|\n|> |\\PC){0,60}") {
            let words = Words::of(&text);
            let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
            proptest::prop_assert_eq!(letters(&words.typed) + letters(&words.data), letters(&text));
            let _ = words.origins();
        }
    }
}
