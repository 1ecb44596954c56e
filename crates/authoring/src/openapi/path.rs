//! Path templates: from `/users/{id}` to the URL of an action.

use contract::spec::ParamIn;

/// A path template taken apart.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PathTemplate {
    /// Path and constant query, percent-encoded where needed, with `{name}` for every parameter.
    pub text: String,
    /// The parameters in the order in which they stand there.
    pub names: Vec<String>,
    /// Parameters that stand in the query of the template: name on the wire, and name of the parameter.
    pub query: Vec<(String, String)>,
    /// Parameters written as `{+name}`: they may contain slashes (RFC 6570 section 3.2.3).
    pub reserved: Vec<String>,
}

impl PathTemplate {
    /// Parses a template of the `paths` object. An error says what is wrong with it.
    pub fn parse(path: &str) -> Result<Self, String> {
        // Some descriptions tell operations apart by a fragment, which is never sent.
        let path = path.split('#').next().unwrap_or_default();
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        let mut template = Self::default();
        if !path.starts_with('/') {
            template.text.push('/');
        }
        template.part(path)?;
        for (place, pair) in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()).enumerate() {
            template.query_pair(place, pair)?;
        }
        Ok(template)
    }

    fn part(&mut self, text: &str) -> Result<(), String> {
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or("a “{” in its path is never closed")?;
            let plain = name.trim_start_matches('+').trim_end_matches('*').trim();
            if plain.is_empty() || name.contains('{') || before.contains('}') {
                return Err("the braces in its path do not match".into());
            }
            encode(before, &mut self.text);
            self.text.push_str(&format!("{{{plain}}}"));
            if name.starts_with('+') {
                self.reserved.push(plain.to_owned());
            }
            if !self.names.iter().any(|known| known == plain) {
                self.names.push(plain.to_owned());
            }
            rest = after;
        }
        if rest.contains('}') {
            return Err("the braces in its path do not match".into());
        }
        encode(rest, &mut self.text);
        Ok(())
    }

    fn query_pair(&mut self, place: usize, pair: &str) -> Result<(), String> {
        if let Some((name, value)) = pair.split_once('=')
            && let Some(inner) = value.strip_prefix('{').and_then(|value| value.strip_suffix('}'))
            && !inner.contains(['{', '}'])
            && !name.contains(['{', '}'])
        {
            self.query.push((name.to_owned(), inner.to_owned()));
            return Ok(());
        }
        if pair.contains(['{', '}']) {
            return Err("its path has a parameter in the middle of a query".into());
        }
        self.text.push(if place == 0 || !self.text.contains('?') { '?' } else { '&' });
        encode(pair, &mut self.text);
        Ok(())
    }

    /// Whether a declared parameter has a place in the template.
    pub fn holds(&self, place: ParamIn, name: &str) -> bool {
        place == ParamIn::Path && self.names.iter().any(|known| known == name)
    }
}

/// Percent-encodes what may not stand in a path (RFC 3986 section 3.3); escapes that are there stay.
fn encode(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    for (place, byte) in bytes.iter().enumerate() {
        let escape = *byte == b'%' && bytes.get(place + 1..place + 3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(byte) || escape {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_are_taken_apart() {
        let template = PathTemplate::parse("/repos/{owner}/{+path}.json?kind=a b&page={p}#note").expect("valid");
        assert_eq!(template.text, "/repos/{owner}/{path}.json?kind=a%20b");
        assert_eq!(template.names, ["owner", "path"]);
        assert_eq!(template.reserved, ["path"]);
        assert_eq!(template.query, [("page".to_owned(), "p".to_owned())]);
    }

    #[test]
    fn broken_braces_are_named() {
        for bad in ["/a/{b", "/a/b}", "/a/{}", "/{a{b}}", "/x?q=1{a}"] {
            assert!(PathTemplate::parse(bad).is_err(), "{bad}");
        }
    }
}
