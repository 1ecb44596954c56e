//! Placeholders that people leave in examples: `{id}`, `{{id}}`, `$ID`, `${ID}`, `<id>`.

use std::ops::Range;

/// OData system resources: they start with a dollar sign and are constant.
const ODATA: &[&str] = &["$metadata", "$count", "$value", "$ref", "$batch", "$links"];

/// A placeholder inside a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// Bytes of the text that it covers.
    pub range: Range<usize>,
    /// Its name as it was written: `USER_ID`, `user-id`.
    pub name: String,
}

impl Placeholder {
    /// A name for an argument: `user_id`.
    pub fn arg(&self) -> String {
        let lower_case_too = self.name.chars().any(|c| c.is_ascii_lowercase());
        let name: String = self.name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
        let name = name.trim_matches('_').to_owned();
        if lower_case_too { name } else { name.to_ascii_lowercase() }
    }
}

/// Every placeholder in the text, from left to right.
pub fn find(text: &str) -> Vec<Placeholder> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        let Some(offset) = rest.find(['{', '$', '<']) else { break };
        let start = at + offset;
        match read(&text[start..]) {
            Some((length, name)) => {
                found.push(Placeholder { range: start..start + length, name: name.to_owned() });
                at = start + length;
            }
            None => at = start + 1,
        }
    }
    found
}

/// The placeholder, when the text is nothing else.
pub fn whole(text: &str) -> Option<Placeholder> {
    let text = text.trim();
    find(text).into_iter().find(|placeholder| placeholder.range == (0..text.len()))
}

/// Length and name of the placeholder that the text starts with.
fn read(text: &str) -> Option<(usize, &str)> {
    let enclosed = |open: &str, close: &str| {
        let inner = text.strip_prefix(open)?;
        let name = &inner[..inner.find(close)?];
        is_name(name.trim()).then(|| (open.len() + name.len() + close.len(), name.trim()))
    };
    enclosed("{{", "}}").or_else(|| enclosed("${", "}")).or_else(|| enclosed("{", "}")).or_else(|| enclosed("<", ">")).or_else(|| variable(text))
}

/// `$NAME` of a shell.
fn variable(text: &str) -> Option<(usize, &str)> {
    let name = text.strip_prefix('$')?;
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(name.len());
    let name = &name[..end];
    let ok = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !ODATA.contains(&&text[..end + 1]);
    ok.then_some((end + 1, name))
}

fn is_name(name: &str) -> bool {
    let mut characters = name.chars();
    let starts_well = characters.next().is_some_and(|c| c.is_ascii_alphabetic() || c == '_' || c == '$');
    starts_well && name.len() <= 64 && characters.all(|c| c.is_ascii_alphanumeric() || "_-. $:".contains(c)) && name.chars().any(|c| c.is_ascii_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_a_placeholder_is_found() {
        for (text, arg) in [("{id}", "id"), ("{{userId}}", "userId"), ("$USER_ID", "user_id"), ("${USER_ID}", "user_id"), ("<user-id>", "user_id")] {
            assert_eq!(whole(text).expect(text).arg(), arg);
        }
        for text in ["", "id", "$5.00", "$metadata", "{}", "{\"a\":1}", "<", "{{", "a{b}"] {
            assert_eq!(whole(text), None, "{text}");
        }
    }

    #[test]
    fn several_in_one_text() {
        let names: Vec<_> = find("/{owner}/$REPO.json").into_iter().map(|p| p.name).collect();
        assert_eq!(names, ["owner", "REPO"]);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_searched(text in "\\PC*") {
            for placeholder in find(&text) {
                proptest::prop_assert!(text.get(placeholder.range).is_some());
            }
        }
    }
}
