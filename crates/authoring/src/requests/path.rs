//! Paths: which segments are constant and which are parameters.

use super::{
    naming::{Segment, singular},
    placeholder,
    secrets::{is_date, is_uuid, looks_secret, words},
    target::{decode, encode_path},
};

/// A path with its parameters found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathTemplate {
    /// `/users/{user_id}`: constant parts are percent-encoded, parameters stand in braces.
    pub text: String,
    pub params: Vec<PathParam>,
    pub segments: Vec<Segment>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathParam {
    pub name: String,
    /// What stood there, where it is worth showing.
    pub example: Option<String>,
    /// It may be a credential: its value was left out.
    pub hidden: bool,
}

/// Reads a path. `is_credential` says whether a text holds one of the example's credentials.
pub fn template(path: &str, is_credential: impl Fn(&str) -> bool) -> PathTemplate {
    let mut template = PathTemplate::default();
    for raw in normalise(path) {
        template.text.push('/');
        if raw.is_empty() {
            continue;
        }
        let decoded = decode(&raw);
        let found = placeholder::find(&decoded);
        if let Some(name) = decoded.strip_prefix(':').filter(|name| name.starts_with(|c: char| c.is_ascii_alphabetic())) {
            template.param(name, None, false);
            template.segments.push(Segment::Param);
        } else if !found.is_empty() {
            template.with_placeholders(&decoded, &found);
        } else if is_credential(&decoded) || is_credential(&raw) {
            template.param("token", None, true);
            template.segments.push(Segment::Param);
        } else if let Some(example) = looks_like_id(&decoded) {
            let name = template.name_for(&decoded);
            template.param(&name, example.then(|| decoded.clone()), !example);
            template.segments.push(Segment::Param);
        } else {
            template.text.push_str(&encode_path(&raw));
            template.segments.push(Segment::Literal(decoded));
        }
    }
    if template.text.is_empty() {
        template.text.push('/');
    }
    template
}

impl PathTemplate {
    /// Adds `{name}`, with a number where the name is taken.
    fn param(&mut self, name: &str, example: Option<String>, hidden: bool) {
        let clean: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' }).take(40).collect();
        let clean = clean.trim_matches('_');
        let base = if clean.is_empty() { "id" } else { clean };
        let mut name = base.to_owned();
        let mut number = 2;
        while self.params.iter().any(|param| param.name == name) {
            name = format!("{base}_{number}");
            number += 1;
        }
        self.text.push('{');
        self.text.push_str(&name);
        self.text.push('}');
        self.params.push(PathParam { name, example, hidden });
    }

    fn with_placeholders(&mut self, segment: &str, found: &[placeholder::Placeholder]) {
        let mut at = 0;
        for placeholder in found {
            self.text.push_str(&encode_path(&segment[at..placeholder.range.start]));
            self.param(&placeholder.arg(), None, false);
            at = placeholder.range.end;
        }
        self.text.push_str(&encode_path(&segment[at..]));
        self.segments.push(Segment::Param);
    }

    /// `/users/42` -> `user_id`; a date is a `date`.
    fn name_for(&self, value: &str) -> String {
        if is_date(value) {
            return "date".into();
        }
        match self.segments.last() {
            Some(Segment::Literal(text)) => {
                let noun = singular(&words(text).join("_"));
                if noun.is_empty() || noun.len() > 30 { "id".into() } else { format!("{noun}_id") }
            }
            _ => "id".into(),
        }
    }
}

/// Segments without `.` and `..`; the path's leading slash is not one.
fn normalise(path: &str) -> Vec<String> {
    let mut segments: Vec<String> = Vec::new();
    for segment in path.strip_prefix('/').unwrap_or(path).split('/') {
        match segment {
            "." => {}
            ".." => {
                segments.pop();
            }
            _ => segments.push(segment.to_owned()),
        }
    }
    segments
}

/// Whether a segment is an id, and if so, whether its value may be shown.
fn looks_like_id(segment: &str) -> Option<bool> {
    let digits = segment.bytes().all(|byte| byte.is_ascii_digit());
    let hex = segment.len() >= 16 && segment.bytes().all(|byte| byte.is_ascii_hexdigit()) && segment.bytes().any(|byte| byte.is_ascii_digit());
    let stripe_like = segment
        .rsplit_once('_')
        .is_some_and(|(_, id)| id.len() >= 8 && id.bytes().all(|b| b.is_ascii_alphanumeric()) && id.bytes().any(|b| b.is_ascii_digit()));
    if (digits && segment.len() <= 20) || is_uuid(segment) || (is_date(segment) && segment.len() <= 25) {
        Some(true)
    } else if digits || hex || stripe_like || looks_secret(segment) {
        Some(false)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(path: &str) -> String {
        template(path, |_| false).text
    }

    #[test]
    fn ids_become_parameters() {
        assert_eq!(text("/users/42/posts/123e4567-e89b-12d3-a456-426614174000"), "/users/{user_id}/posts/{post_id}");
        assert_eq!(text("/repos/{owner}/$REPO/issues/:number"), "/repos/{owner}/{repo}/issues/{number}");
        assert_eq!(text("/v1/customers/cus_9s6XKzkNRiz8i3"), "/v1/customers/{customer_id}");
        assert_eq!(text("/rates/2026-11-22"), "/rates/{date}");
        assert_eq!(text("/files/%7Bid%7D.json"), "/files/{id}.json");
        assert_eq!(text("/a/1/2"), "/a/{a_id}/{id}");
        assert_eq!(text("/repos/octocat/hello-world"), "/repos/octocat/hello-world");
        assert_eq!(text("/v2/api/chat.postMessage"), "/v2/api/chat.postMessage");
    }

    #[test]
    fn constant_parts_are_encoded() {
        assert_eq!(text("/a b/ü/%20/x{"), "/a%20b/%C3%BC/%20/x%7B");
        assert_eq!(text("/a/../b/./c/"), "/b/c/");
        assert_eq!(text("/"), "/");
        assert_eq!(text(""), "/");
    }

    #[test]
    fn tokens_in_paths_are_not_shown() {
        let path = template("/bot123456789abc/send/3f786850e387550fdab836ed7e6dc881", |part| part.starts_with("bot"));
        assert_eq!(path.text, "/{token}/send/{send_id}");
        assert!(path.params.iter().all(|param| param.example.is_none() && param.hidden));
    }

    proptest::proptest! {
        #[test]
        fn braces_always_belong_to_parameters(path in "\\PC*") {
            let template = template(&path, |_| false);
            proptest::prop_assert_eq!(template.text.matches('{').count(), template.params.len());
            proptest::prop_assert_eq!(template.text.matches('}').count(), template.params.len());
        }
    }
}
