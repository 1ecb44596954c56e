//! Where somebody wanted to go before signing in.

/// The path, if it is one on this site; `/servers` otherwise. Browsers read `\` as `/` and drop tabs and line breaks,
/// so a path with any of them is not trusted.
pub fn safe(next: Option<&str>) -> &str {
    const HOME: &str = "/servers";
    let Some(next) = next else { return HOME };
    let on_this_site = next.starts_with('/') && !next.starts_with("//") && next.len() <= 500;
    let plain = !next.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace());
    if on_this_site && plain && !next.starts_with("/login") { next } else { HOME }
}

#[cfg(test)]
mod tests {
    use super::safe;

    #[test]
    fn only_paths_of_this_site_are_followed() {
        assert_eq!(safe(Some("/settings/billing?tier=pro&cycle=yearly")), "/settings/billing?tier=pro&cycle=yearly");
        for bad in ["", "servers", "//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "/login?x", "javascript:alert(1)"] {
            assert_eq!(safe(Some(bad)), "/servers", "{bad}");
        }
    }
}
