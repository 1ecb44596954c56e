//! Names of tools and arguments, made from methods, paths and titles.

use std::collections::HashSet;

use contract::spec::Method;

use super::secrets::words;

/// Longest name of a tool: with a client's own prefix it still fits into 64 characters.
pub const LONGEST_NAME: usize = 48;

/// Path segments that say nothing about the resource.
const FILLERS: &[&str] = &["api", "rest", "services", "service", "public", "json", "rpc", "latest", "stable", "gateway"];

/// Segments that start with one of these are commands, not resources.
const VERBS: &[&str] = &[
    "activate",
    "add",
    "approve",
    "archive",
    "assign",
    "calculate",
    "cancel",
    "check",
    "clone",
    "close",
    "confirm",
    "convert",
    "copy",
    "count",
    "create",
    "deactivate",
    "delete",
    "disable",
    "download",
    "enable",
    "execute",
    "export",
    "find",
    "generate",
    "get",
    "import",
    "invite",
    "list",
    "lock",
    "login",
    "logout",
    "lookup",
    "merge",
    "move",
    "pause",
    "post",
    "preview",
    "publish",
    "query",
    "refresh",
    "register",
    "reject",
    "remove",
    "reset",
    "restart",
    "restore",
    "resume",
    "retry",
    "run",
    "search",
    "send",
    "set",
    "share",
    "start",
    "stop",
    "subscribe",
    "sync",
    "translate",
    "trigger",
    "unlock",
    "unsubscribe",
    "update",
    "upload",
    "validate",
    "verify",
];

/// One segment of a path, as far as names care.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Segment {
    Literal(String),
    Param,
}

/// Two names for an operation: a short one, and a longer one for when the short one is taken.
pub fn from_path(method: Method, segments: &[Segment], host: &str) -> (String, String) {
    let literals: Vec<Vec<String>> = segments.iter().filter_map(literal_words).collect();
    let meaningful: Vec<&Vec<String>> = literals.iter().filter(|words| !is_filler(words)).collect();
    let kept: Vec<&Vec<String>> = if meaningful.is_empty() { literals.iter().rev().take(1).collect() } else { meaningful };
    let Some((last, before)) = kept.split_last() else {
        let name = join(&[default_verb(method), &host_word(host)]);
        return (name.clone(), name);
    };
    let ends_in_param = segments.last() == Some(&Segment::Param);
    let noun = last.join("_");
    let parent = before.last().map(|words| singular(&words.join("_"))).unwrap_or_default();
    let is_command = !ends_in_param && (last.first().is_some_and(|word| VERBS.contains(&word.as_str())) || is_dotted(segments));
    if is_command && matches!(method, Method::Get | Method::Post) {
        let short = if last.len() == 1 { join(&[&noun, &parent]) } else { noun.clone() };
        return (short, join(&[&noun, &parent, default_verb(method)]));
    }
    let (verb, noun) = match method {
        Method::Get if ends_in_param => ("get", singular(&noun)),
        Method::Get if is_plural(&noun) => ("list", noun),
        Method::Post if ends_in_param => ("update", singular(&noun)),
        Method::Get => ("get", noun),
        method => (default_verb(method), singular(&noun)),
    };
    (join(&[verb, &noun]), join(&[verb, &parent, &noun]))
}

/// A name made from what people call the operation; nothing where too little of it is ASCII.
pub fn from_title(title: &str) -> Option<String> {
    let looks_like_url = title.contains("://") || title.contains("{{") || title.starts_with('/');
    let other_script = title.chars().filter(|c| c.is_alphabetic() && !c.is_ascii()).count();
    let ascii = title.chars().filter(char::is_ascii_alphabetic).count();
    let name = clip(&words(title).iter().map(|word| ascii_only(word)).filter(|word| !word.is_empty()).collect::<Vec<_>>().join("_"));
    (!looks_like_url && ascii >= 2 && ascii > other_script && !name.is_empty()).then_some(name)
}

/// The first candidate that is free; a number is added where none is.
pub fn unique(candidates: &[&str], taken: &mut HashSet<String>) -> String {
    let mut names: Vec<String> = candidates.iter().map(|name| clip(name)).filter(|name| !name.is_empty()).collect();
    if names.is_empty() {
        names.push("call".into());
    }
    for name in &names {
        if taken.insert(name.to_ascii_lowercase()) {
            return name.clone();
        }
    }
    let mut number = 2;
    loop {
        let suffix = format!("_{number}");
        let name = format!("{}{suffix}", &names[0][..names[0].floor_char_boundary(LONGEST_NAME - suffix.len())]);
        if taken.insert(name.to_ascii_lowercase()) {
            return name;
        }
        number += 1;
    }
}

/// `list_users` -> `List users`.
pub fn title(name: &str) -> String {
    let text = name.replace('_', " ");
    let mut characters = text.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// A name of an argument that every client accepts: `[A-Za-z0-9_.-]`, at most 64 characters.
pub fn argument(wire: &str) -> String {
    let mut name = String::new();
    for c in wire.chars().take(64) {
        let c = if c.is_ascii_alphanumeric() || matches!(c, '-' | '.') { c } else { '_' };
        if c != '_' || !name.ends_with('_') {
            name.push(c);
        }
    }
    let name = name.trim_matches(['_', '.', '-']);
    if name.is_empty() { "value".into() } else { name.to_owned() }
}

/// `users` -> `user`, `companies` -> `company`; words that only look like a plural stay.
pub fn singular(noun: &str) -> String {
    let (head, last) = noun.rsplit_once('_').map_or(("", noun), |(head, last)| (head, last));
    let single = if !is_plural(last) {
        last.to_owned()
    } else if let Some(stem) = last.strip_suffix("ies").filter(|stem| stem.len() > 1) {
        format!("{stem}y")
    } else if ["sses", "xes", "ches", "shes", "zes"].iter().any(|end| last.ends_with(end)) {
        last[..last.len() - 2].to_owned()
    } else if last == "people" {
        "person".into()
    } else {
        last.trim_end_matches('s').to_owned()
    };
    join(&[head, &single])
}

fn is_plural(noun: &str) -> bool {
    let word = noun.rsplit('_').next().unwrap_or(noun);
    let looks_only = ["ss", "us", "is", "news", "series", "species", "sms", "dns", "https", "aws"].iter().any(|end| word.ends_with(end));
    word == "people" || (word.len() > 2 && word.ends_with('s') && !looks_only)
}

const fn default_verb(method: Method) -> &'static str {
    match method {
        Method::Get => "get",
        Method::Head => "check",
        Method::Post => "create",
        Method::Put | Method::Patch => "update",
        Method::Delete => "delete",
        Method::Options => "options_of",
    }
}

/// The word of a host that people know it by: `github` of `api.github.com`.
pub fn host_word(host: &str) -> String {
    let name = host.split("://").last().unwrap_or(host);
    let name = if name.starts_with('[') { "" } else { name.split(':').next().unwrap_or_default() };
    if name.is_empty() || name.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return "api".into();
    }
    let labels: Vec<&str> = name.split('.').filter(|label| !label.is_empty()).collect();
    let second_level = ["co", "com", "org", "net", "ac", "gov", "edu"];
    let place = match labels.len() {
        0 | 1 => 0,
        2 => 0,
        count if labels[count - 1].len() == 2 && second_level.contains(&labels[count - 2]) => count - 3,
        count => count - 2,
    };
    let word = words(labels.get(place).copied().unwrap_or("api")).join("_");
    if word.is_empty() { "api".into() } else { ascii_only(&word) }
}

fn literal_words(segment: &Segment) -> Option<Vec<String>> {
    let Segment::Literal(text) = segment else { return None };
    let stem = [".json", ".xml", ".php", ".aspx", ".html", ".cgi"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let words: Vec<String> = words(stem).iter().map(|word| ascii_only(word)).filter(|word| !word.is_empty()).collect();
    (!words.is_empty()).then_some(words)
}

fn is_filler(words: &[String]) -> bool {
    let [word] = words else {
        return words.iter().all(|word| word.starts_with('v') || word.bytes().all(|byte| byte.is_ascii_digit()));
    };
    let version = word.strip_prefix('v').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
    version || word.bytes().all(|byte| byte.is_ascii_digit()) || FILLERS.contains(&word.as_str())
}

/// `chat.postMessage`: such a segment names the whole operation.
fn is_dotted(segments: &[Segment]) -> bool {
    matches!(segments.last(), Some(Segment::Literal(text)) if text.split_once('.').is_some_and(|(a, b)| a.len() > 2 && b.len() > 4))
}

fn ascii_only(word: &str) -> String {
    word.chars().filter(char::is_ascii_alphanumeric).collect()
}

fn join(parts: &[&str]) -> String {
    clip(&parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("_"))
}

/// Cuts at a word where that leaves enough.
fn clip(name: &str) -> String {
    if name.len() <= LONGEST_NAME {
        return name.trim_matches('_').to_owned();
    }
    let cut = &name[..name.floor_char_boundary(LONGEST_NAME)];
    let cut = cut.rfind('_').filter(|place| *place > 24).map_or(cut, |place| &cut[..place]);
    cut.trim_matches('_').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(method: Method, path: &str) -> String {
        let segments: Vec<Segment> = path
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| if part.starts_with('{') { Segment::Param } else { Segment::Literal(part.into()) })
            .collect();
        from_path(method, &segments, "https://api.example.com").0
    }

    #[test]
    fn names_come_from_method_and_path() {
        for (method, path, expected) in [
            (Method::Get, "/v1/users", "list_users"),
            (Method::Get, "/v1/users/{id}", "get_user"),
            (Method::Post, "/repos/{owner}/{repo}/issues", "create_issue"),
            (Method::Patch, "/companies/{id}", "update_company"),
            (Method::Delete, "/api/addresses/{id}", "delete_address"),
            (Method::Get, "/v1/forecast", "get_forecast"),
            (Method::Get, "/search/issues", "list_issues"),
            (Method::Get, "/issues/search", "search_issue"),
            (Method::Post, "/users/{id}/activate", "activate_user"),
            (Method::Post, "/api/chat.postMessage", "chat_post_message"),
            (Method::Get, "/status", "get_status"),
            (Method::Get, "/", "get_example"),
            (Method::Get, "/users.json", "list_users"),
            (Method::Put, "/orderItems/{id}", "update_order_item"),
        ] {
            assert_eq!(name(method, path), expected, "{path}");
        }
    }

    #[test]
    fn titles_become_names() {
        assert_eq!(from_title("Get user by ID").as_deref(), Some("get_user_by_id"));
        assert_eq!(from_title("{{baseUrl}}/users"), None);
        assert_eq!(from_title("ユーザー一覧"), None);
        assert_eq!(title("list_users"), "List users");
    }

    #[test]
    fn taken_names_get_a_number() {
        let mut taken = HashSet::new();
        assert_eq!(unique(&["get_user"], &mut taken), "get_user");
        assert_eq!(unique(&["get_user", "get_team_user"], &mut taken), "get_team_user");
        assert_eq!(unique(&["get_user"], &mut taken), "get_user_2");
        assert_eq!(unique(&[""], &mut taken), "call");
    }

    proptest::proptest! {
        #[test]
        fn names_always_fit(path in proptest::collection::vec("\\PC{0,80}", 0..6), title in "\\PC*") {
            let segments: Vec<Segment> = path.into_iter().map(Segment::Literal).collect();
            let (short, long) = from_path(Method::Post, &segments, "x");
            let from_title = from_title(&title).unwrap_or_else(|| "x".into());
            for name in [short, long, from_title, unique(&[&title], &mut HashSet::from(["call".to_owned()]))] {
                proptest::prop_assert!(name.len() <= LONGEST_NAME);
            }
            let argument = argument(&title);
            proptest::prop_assert!(!argument.is_empty() && argument.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b)));
        }
    }
}
