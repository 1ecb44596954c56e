//! Every page of the public site, once: the site map, the service worker's list and the crawler test read it.

/// One page.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    pub path: &'static str,
    /// Its sharing image is `/og/{image}.png`.
    pub image: &'static str,
    /// It can be read without a connection, once the app was opened.
    pub offline: bool,
}

const fn page(path: &'static str, image: &'static str, offline: bool) -> Place {
    Place { path, image, offline }
}

pub const PAGES: &[Place] = &[
    page("/", "home", false),
    page("/pricing", "pricing", false),
    page("/changelog", "changelog", false),
    page("/security", "security", false),
    page("/privacy", "privacy", false),
    page("/terms", "terms", false),
    page("/status", "status", false),
    page("/docs", "docs", true),
    page("/docs/quickstart", "docs-quickstart", true),
    page("/docs/concepts", "docs-concepts", true),
    page("/docs/oauth", "docs-oauth", true),
    page("/docs/authoring", "docs-authoring", true),
    page("/docs/models", "docs-models", true),
    page("/docs/self-hosting", "docs-self-hosting", true),
    page("/docs/api", "docs-api", true),
    page("/docs/faq", "docs-faq", true),
];

/// The page at an address.
pub fn place(path: &str) -> Option<&'static Place> {
    PAGES.iter().find(|page| page.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documentation_text_has_an_address_and_the_other_way_round() {
        let texts: Vec<_> =
            crate::content::folder("docs").into_iter().map(|(name, _)| if name == "index" { "/docs".to_owned() } else { format!("/docs/{name}") }).collect();
        let mut listed: Vec<_> = PAGES.iter().map(|page| page.path.to_owned()).filter(|path| path.starts_with("/docs")).collect();
        listed.sort();
        let mut texts = texts;
        texts.sort();
        assert_eq!(texts, listed);
    }
}
