//! Request bodies.

use base64::{
    Engine,
    alphabet::{STANDARD, URL_SAFE},
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use contract::spec::{Body, BodyField, JsonBody, ValueFrom};
use serde_json::{Map, Value};

use super::{
    Args,
    encode::{Encoding, text},
    multipart, name_of,
    style::{Writing, pairs},
    value_of,
};

/// Content type and bytes; `None` where the whole body is one argument that is missing.
pub fn render(body: &Body, args: &Args) -> Result<Option<(String, Vec<u8>)>, String> {
    Ok(match body {
        Body::Json { content_type, content } => json(content, args).map(|value| (content_type.clone(), value.to_string().into_bytes())),
        Body::Form { fields } => Some(("application/x-www-form-urlencoded".to_owned(), form(fields, args)?.into_bytes())),
        Body::Multipart { parts } => Some(multipart::render(parts, args)?),
        Body::Raw { content_type, from, base64 } => match value_of(from, args) {
            Some(value) => Some((content_type.clone(), bytes_of(from, "body", value, *base64)?)),
            None => None,
        },
    })
}

fn json(content: &JsonBody, args: &Args) -> Option<Value> {
    match content {
        JsonBody::Arg(name) => args.get(name).cloned(),
        JsonBody::Value(value) => Some(value.clone()),
        JsonBody::Fields(fields) => {
            let members = fields.iter().filter_map(|field| Some((field.name.clone(), value_of(&field.from, args)?.clone())));
            Some(Value::Object(members.collect::<Map<_, _>>()))
        }
    }
}

fn form(fields: &[BodyField], args: &Args) -> Result<String, String> {
    let mut written = Vec::new();
    for field in fields {
        let Some(value) = value_of(&field.from, args) else { continue };
        let writing = Writing { name: &field.name, style: field.style, explode: field.explode, json: field.json, encoding: Encoding::Form };
        written.extend(pairs(&writing, value).map_err(|why| format!("{} {why}.", name_of(&field.from, &field.name)))?);
    }
    Ok(written.join("&"))
}

/// The bytes of a value: decoded base64, text as it is, everything else as JSON.
pub fn bytes_of(from: &ValueFrom, wire_name: &str, value: &Value, base64: bool) -> Result<Vec<u8>, String> {
    let text = text(value);
    if base64 {
        return decode(&text).ok_or_else(|| format!("{} is not valid base64.", name_of(from, wire_name)));
    }
    Ok(text.into_owned().into_bytes())
}

/// Base64 as people send it: either alphabet, padded or not, with line breaks, or as a `data:` URL.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let text = if text.starts_with("data:") { text.split_once(',').map_or("", |(_, data)| data) } else { text };
    let compact: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let alphabet = if compact.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    GeneralPurpose::new(alphabet, LENIENT).decode(compact).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn body(body: Value, args: &Value) -> Result<Option<(String, Vec<u8>)>, String> {
        render(&serde_json::from_value(body).expect("a body"), args.as_object().expect("arguments"))
    }

    fn text_of(rendered: Result<Option<(String, Vec<u8>)>, String>) -> String {
        rendered.expect("renders").map(|(_, bytes)| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }

    #[test]
    fn forms_are_written_as_browsers_do() {
        let fields = json!({ "kind": "form", "fields": [
            { "name": "q", "arg": "q" }, { "name": "ids", "arg": "ids" }, { "name": "meta", "arg": "meta", "style": "deepObject" }, { "name": "raw", "arg": "raw", "json": true },
        ] });
        let args = json!({ "q": "a b&c", "ids": [1, 2], "meta": { "k": "v" }, "raw": [1] });
        assert_eq!(text_of(body(fields, &args)), "q=a+b%26c&ids=1&ids=2&meta%5Bk%5D=v&raw=%5B1%5D");
    }

    #[test]
    fn base64_is_taken_as_people_send_it() {
        let raw = json!({ "kind": "raw", "content_type": "image/png", "arg": "file", "base64": true });
        for spelling in ["aGk_", "aGk/", "data:image/png;base64,aGk/", "aG\nk/"] {
            assert_eq!(body(raw.clone(), &json!({ "file": spelling })).expect("decodes").expect("a body").1, b"hi?");
        }
        assert!(body(raw.clone(), &json!({ "file": "%%" })).expect_err("refused").contains("`file`"));
        assert_eq!(body(raw, &json!({})), Ok(None));
    }
}
