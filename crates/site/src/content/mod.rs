//! The Markdown of the public site: embedded at compile time, rendered once on first use.

mod headings;
mod highlight;
mod markdown;

use std::{
    collections::BTreeMap,
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

pub use headings::Heading;
pub use highlight::{escape, highlight};
pub use markdown::{block_of, render, titled};

/// `texts!("name" …)`: each name with the text of its file.
macro_rules! texts {
    ($($name:literal),* $(,)?) => {
        &[$(($name, include_str!(concat!("../../../../content/", $name, ".md")))),*]
    };
}

/// Every text; a test compares the list with the folder.
const TEXTS: &[(&str, &str)] = texts![
    "changelog",
    "docs/api",
    "docs/authoring",
    "docs/concepts",
    "docs/faq",
    "docs/index",
    "docs/models",
    "docs/oauth",
    "docs/quickstart",
    "docs/self-hosting",
    "privacy",
    "security",
    "terms",
];

/// One page of content.
#[derive(Clone, Debug)]
pub struct Article {
    pub title: String,
    /// One sentence, for search engines and lists.
    pub description: String,
    /// Place in its section.
    pub order: u32,
    /// The day of the last change that readers should know of, as written in the front matter; may be empty.
    pub updated: String,
    pub html: String,
    pub headings: Vec<Heading>,
    /// The Markdown without its front matter.
    pub markdown: String,
}

static ARTICLES: LazyLock<BTreeMap<&str, Article>> = LazyLock::new(|| TEXTS.iter().map(|(name, text)| (*name, read(text))).collect());

/// An article by its path under `content`, without the ending: `docs/quickstart`.
pub fn article(name: &str) -> Option<&'static Article> {
    ARTICLES.get(name)
}

/// The articles of a folder in their order, with their names inside the folder.
pub fn folder(name: &str) -> Vec<(&'static str, &'static Article)> {
    let prefix = format!("{name}/");
    let mut found: Vec<_> = ARTICLES.iter().filter_map(|(path, article)| Some((path.strip_prefix(&prefix)?, article))).collect();
    found.sort_by_key(|(name, article)| (article.order, *name));
    found
}

/// Changes whenever a text changes, so that copies kept by browsers are told apart.
pub fn version() -> u64 {
    let mut hasher = DefaultHasher::new();
    TEXTS.hash(&mut hasher);
    hasher.finish()
}

/// Front matter is `name: value` lines between two lines of three dashes.
fn read(text: &str) -> Article {
    let (front, markdown) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---\n")).unwrap_or(("", text));
    let value = |name: &str| {
        let line = front.lines().find_map(|line| line.split_once(':').filter(|(key, _)| key.trim() == name));
        line.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let rendered = render(markdown);
    Article {
        title: value("title"),
        description: value("description"),
        order: value("order").parse().unwrap_or(u32::MAX),
        updated: value("updated"),
        html: rendered.html,
        headings: rendered.headings,
        markdown: markdown.trim_start().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_of_the_folder_is_listed() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        let names = |below: &str| -> Vec<String> {
            let files = std::fs::read_dir(folder.join(below)).expect("the folder is there").flatten();
            files.filter_map(|file| Some(format!("{below}{}", file.file_name().to_str()?.strip_suffix(".md")?))).collect()
        };
        let mut there = [names(""), names("docs/")].concat();
        there.sort();
        assert_eq!(there, TEXTS.iter().map(|(name, _)| *name).collect::<Vec<_>>());
    }

    #[test]
    fn every_article_has_a_title_and_a_description_that_fits_a_search_result() {
        assert!(ARTICLES.len() >= 12, "{:?}", ARTICLES.keys());
        for (name, article) in ARTICLES.iter() {
            assert!(!article.title.is_empty(), "{name}");
            assert!((50..=165).contains(&article.description.len()), "{name}: {} characters", article.description.len());
            assert!(!article.html.is_empty(), "{name}");
        }
    }

    #[test]
    fn no_text_styles_itself_or_runs_script() {
        for (name, article) in ARTICLES.iter() {
            assert!(!article.html.contains(" style=") && !article.html.contains("<script"), "{name}");
        }
    }

    #[test]
    fn headings_of_a_page_have_one_address_each() {
        for (name, article) in ARTICLES.iter() {
            let mut ids: Vec<_> = article.headings.iter().map(|heading| &heading.id).collect();
            let count = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}");
        }
    }
    /// `end2end/specs/docs.spec.ts` executes blocks with `test="…"` on these pages, and compares tabs with the product.
    const EXECUTED: [&str; 4] = ["docs/quickstart", "docs/oauth", "docs/authoring", "docs/api"];

    #[test]
    fn every_command_of_the_documentation_is_executed_or_says_why_not() {
        let mut commands = 0;
        for (name, text) in TEXTS.iter().filter(|(name, _)| name.starts_with("docs/")) {
            for words in text.lines().filter_map(|line| line.strip_prefix("```bash")) {
                let says = |what: &str| words.split_once(&format!(" {what}=\"")).is_some_and(|(_, rest)| !rest.starts_with('"'));
                let executed = (says("test") || says("tab")) && EXECUTED.contains(name);
                assert!(executed || says("untested"), "{name}: bash{words} is neither executed nor says untested=\"why\"");
                commands += 1;
            }
        }
        assert!(commands > 15, "{commands}");
    }
}
