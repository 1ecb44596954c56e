//! Where somebody wanted to go: paths that came from outside and are followed.

/// Where a path leads that cannot be followed.
const HOME: &str = "/servers";
/// Bytes of the longest path that is kept: a text that was shared with the installed app travels in one.
const LONGEST: usize = 4_000;

/// A path on this site, or the dashboard: nobody can be sent elsewhere with a crafted `next`. Browsers read `\` as `/`
/// and drop tabs and line breaks, so a path with anything but visible ASCII is not trusted.
pub fn local_path(next: Option<&str>) -> String {
    let is_local = |path: &&str| path.starts_with('/') && !path.starts_with("//") && path.len() <= LONGEST;
    let is_plain = |path: &&str| path.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    next.filter(is_local).filter(is_plain).unwrap_or(HOME).to_owned()
}

/// A [`local_path`] that is not the sign-in page itself.
pub fn after_sign_in(next: Option<&str>) -> String {
    local_path(next.filter(|path| !path.starts_with("/login")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        for good in ["/settings/billing?tier=pro&cycle=yearly", "/servers/a?tab=tools"] {
            assert_eq!((local_path(Some(good)), after_sign_in(Some(good))), (good.to_owned(), good.to_owned()));
        }
        let long = format!("/{}", "a".repeat(LONGEST));
        let elsewhere = ["https://evil.example", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)"];
        for bad in elsewhere.into_iter().chain(["", "servers", "/a\r\nb", "/\u{fc}", &long]) {
            assert_eq!((local_path(Some(bad)), after_sign_in(Some(bad))), (HOME.to_owned(), HOME.to_owned()), "{bad}");
        }
        assert_eq!((local_path(None), after_sign_in(None)), (HOME.to_owned(), HOME.to_owned()));
    }

    #[test]
    fn signing_in_does_not_lead_to_signing_in() {
        assert_eq!(after_sign_in(Some("/login?x")), HOME);
        // The switch of the theme stands on the sign-in page, too.
        assert_eq!(local_path(Some("/login?x")), "/login?x");
    }
}
