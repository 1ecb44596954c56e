//! Addresses for headings.

/// A heading of the second or third level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    pub level: u8,
    pub text: String,
    /// Its address on the page, without the hash.
    pub id: String,
    /// The text below it, for the search.
    pub body: String,
}

/// `Keys & access` as `keys-access`.
pub fn slug(text: &str) -> String {
    let mut slug = String::new();
    for letter in text.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') && !slug.is_empty() {
            slug.push('-');
        }
    }
    slug.trim_end_matches('-').to_owned()
}

/// The same, told apart from the ones that are taken.
pub fn free_slug(text: &str, taken: &[Heading]) -> String {
    let wanted = slug(text);
    let is_taken = |id: &str| taken.iter().any(|heading| heading.id == id);
    let numbered = (2..).map(|number| format!("{wanted}-{number}"));
    std::iter::once(wanted.clone()).chain(numbered).find(|id| !is_taken(id)).unwrap_or(wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_readable_and_unique() {
        assert_eq!(slug("Keys & access, in short!"), "keys-access-in-short");
        let taken = [Heading { level: 2, text: String::new(), id: "limits".into(), body: String::new() }];
        assert_eq!(free_slug("Limits", &taken), "limits-2");
    }
}
