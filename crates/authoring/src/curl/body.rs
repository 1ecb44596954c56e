//! The body of a curl command.

use serde_json::{Map, Value};

use crate::requests::{
    ExampleBody, ExamplePart, Field,
    target::{decode, parse_query},
};

/// One piece of `-d` and its relatives, in the order of the command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it is.
    Text(String),
    /// A form field whose value curl would encode.
    Field(String, String),
    /// Something that curl would read from a file.
    File,
}

/// `--data`: text, or `@file`.
pub fn data(value: &str) -> Piece {
    if value.starts_with('@') { Piece::File } else { Piece::Text(value.to_owned()) }
}

/// `--data-urlencode`: `content`, `=content`, `name=content`, `@file` or `name@file`.
pub fn data_urlencode(value: &str) -> Piece {
    match value.find(['=', '@']) {
        Some(place) if value[place..].starts_with('=') => Piece::Field(value[..place].to_owned(), value[place + 1..].to_owned()),
        Some(0) => Piece::File,
        Some(place) => Piece::Field(value[..place].to_owned(), String::new()),
        None => Piece::Text(value.to_owned()),
    }
}

/// `--form`: `name=value`, `name=@file;type=image/png;filename=x.png`, `name=<file`.
pub fn form(value: &str, literal: bool) -> ExamplePart {
    let (name, content) = value.split_once('=').unwrap_or((value, ""));
    let name = name.trim_matches('"');
    if literal {
        return ExamplePart { field: Field::new(name, content), file: None, content_type: None };
    }
    let (content, options) = match content.strip_prefix('"').and_then(|rest| rest.split_once('"')) {
        Some((quoted, options)) => (quoted, options),
        None => content.split_once(';').map_or((content, ""), |(content, options)| (content, options)),
    };
    let option = |name: &str| {
        let found = options.split(';').find_map(|option| option.trim().strip_prefix(name));
        found.map(|value| value.trim().trim_matches('"').to_owned()).filter(|value| !value.is_empty())
    };
    let content_type = option("type=").filter(|kind| kind.contains('/') && kind.is_ascii());
    match content.strip_prefix('@') {
        Some(path) => {
            let file = option("filename=").unwrap_or_else(|| path.rsplit(['/', '\\']).next().unwrap_or_default().trim_matches('"').to_owned());
            ExamplePart { field: Field::new(name, ""), file: Some(file), content_type }
        }
        None if content.starts_with('<') => ExamplePart { field: Field::new(name, ""), file: None, content_type },
        None => ExamplePart { field: Field::new(name, content), file: None, content_type },
    }
}

/// What the pieces of `-d` are, by content type and looks. The second value says that JSON was recognised although
/// the command would have sent it as a form.
pub fn from_pieces(pieces: &[Piece], content_type: Option<&str>) -> (ExampleBody, bool) {
    let is_json = content_type.is_some_and(is_json_type);
    if pieces.contains(&Piece::File) {
        let content_type = content_type.unwrap_or("application/octet-stream").to_owned();
        return (if is_json { ExampleBody::AnyJson { content_type } } else { ExampleBody::File { content_type } }, false);
    }
    let text = joined(pieces);
    if is_json || (content_type.is_none() && looks_like_json(&text)) {
        let content_type = content_type.unwrap_or("application/json").to_owned();
        return (json(&text, content_type), !is_json);
    }
    match content_type {
        Some(kind) if !kind.to_ascii_lowercase().starts_with("application/x-www-form-urlencoded") => {
            (ExampleBody::Text { content_type: kind.to_owned(), example: text }, false)
        }
        _ => (ExampleBody::Form(fields(pieces)), false),
    }
}

/// Fields of a form, decoded.
pub fn fields(pieces: &[Piece]) -> Vec<Field> {
    let fields = pieces.iter().flat_map(|piece| match piece {
        Piece::Text(text) => parse_query(text.trim()),
        Piece::Field(name, value) => vec![Field::new(decode(name), value)],
        Piece::File => Vec::new(),
    });
    fields.filter(|field| !field.name.is_empty()).collect()
}

fn joined(pieces: &[Piece]) -> String {
    let texts = pieces.iter().map(|piece| match piece {
        Piece::Text(text) => text.clone(),
        Piece::Field(name, value) => format!("{name}={value}"),
        Piece::File => String::new(),
    });
    texts.collect::<Vec<_>>().join("&")
}

pub fn is_json_type(content_type: &str) -> bool {
    let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    kind == "application/json" || kind.ends_with("+json") || kind == "text/json"
}

fn looks_like_json(text: &str) -> bool {
    let text = text.trim();
    (text.starts_with('{') || text.starts_with('[')) && read_json(text).is_some()
}

/// A JSON body by its example.
pub fn json(text: &str, content_type: String) -> ExampleBody {
    match read_json(text.trim()) {
        Some(example) => ExampleBody::Json { content_type, example },
        None if text.trim().is_empty() => ExampleBody::Json { content_type, example: Value::Object(Map::new()) },
        None => ExampleBody::AnyJson { content_type },
    }
}

/// JSON in which placeholders may stand without quotes: `{"id": {{id}}}`, `{"id": $ID}`.
pub fn read_json(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&quote_placeholders(text)).ok())
}

fn quote_placeholders(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 16);
    let (mut in_string, mut escaped) = (false, false);
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        let placeholder = if in_string { None } else { unquoted_placeholder(rest) };
        if let Some(length) = placeholder {
            quoted.push_str(&Value::from(&rest[..length]).to_string());
            at += length;
            continue;
        }
        if in_string {
            in_string = escaped || c != '"';
            escaped = !escaped && c == '\\';
        } else {
            in_string = c == '"';
        }
        quoted.push(c);
        at += c.len_utf8();
    }
    quoted
}

/// Length of `{{name}}`, `${NAME}`, `$NAME` or `<name>` at the start of a text.
fn unquoted_placeholder(text: &str) -> Option<usize> {
    if !(text.starts_with("{{") || text.starts_with('$') || text.starts_with('<')) {
        return None;
    }
    crate::requests::placeholder::find(text).first().filter(|found| found.range.start == 0).map(|found| found.range.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn json_with_bare_placeholders_is_read() {
        assert_eq!(read_json(r#"{"id": {{id}}, "n": $N, "text": "{{x}} \" <y>"}"#), Some(json!({"id": "{{id}}", "n": "$N", "text": "{{x}} \" <y>"})));
        assert_eq!(read_json("{nonsense"), None);
    }

    #[test]
    fn form_parts() {
        let part = form("photo=@/tmp/me.png;type=image/png", false);
        assert_eq!((part.file.as_deref(), part.content_type.as_deref()), (Some("me.png"), Some("image/png")));
        let part = form("a=@x", true);
        assert_eq!((part.file, part.field.value.as_str()), (None, "@x"));
    }

    #[test]
    fn urlencoded_pieces() {
        assert_eq!(data_urlencode("q=a b&c"), Piece::Field("q".into(), "a b&c".into()));
        assert_eq!(data_urlencode("name@file"), Piece::Field("name".into(), String::new()));
        assert_eq!(data_urlencode("@file"), Piece::File);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_a_body(text in "\\PC*") {
            let _ = read_json(&text);
            let _ = form(&text, false);
            let _ = from_pieces(&[data(&text), data_urlencode(&text)], None);
        }
    }
}
