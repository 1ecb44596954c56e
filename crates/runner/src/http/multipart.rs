//! `multipart/form-data` (RFC 7578, names escaped as the WHATWG HTML standard does).

use contract::spec::Part;
use serde_json::Value;

use super::{Args, body::bytes_of, value_of};

/// Content type (with the boundary) and bytes.
pub fn render(parts: &[Part], args: &Args) -> Result<(String, Vec<u8>), String> {
    let mut rendered = Vec::new();
    for part in parts {
        match value_of(&part.from, args) {
            // A list of files or values is one part each.
            Some(Value::Array(items)) => {
                for item in items {
                    rendered.push((part, item, content(part, item)?));
                }
            }
            Some(value) => rendered.push((part, value, content(part, value)?)),
            None => {}
        }
    }
    let boundary = boundary(&rendered.iter().map(|(_, _, bytes)| bytes.as_slice()).collect::<Vec<_>>());
    let mut bytes = Vec::new();
    for (part, value, content) in &rendered {
        bytes.extend_from_slice(format!("--{boundary}\r\n{}\r\n", head(part, value)).as_bytes());
        bytes.extend_from_slice(content);
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    Ok((format!("multipart/form-data; boundary={boundary}"), bytes))
}

fn content(part: &Part, value: &Value) -> Result<Vec<u8>, String> {
    bytes_of(&part.from, &part.name, value, part.base64)
}

fn head(part: &Part, value: &Value) -> String {
    let mut head = format!("Content-Disposition: form-data; name=\"{}\"", escape(&part.name));
    if let Some(filename) = &part.filename {
        head.push_str(&format!("; filename=\"{}\"", escape(filename)));
    }
    head.push_str("\r\n");
    let content_type = match (&part.content_type, value) {
        (Some(content_type), _) => Some(content_type.as_str()),
        (None, Value::Object(_)) => Some("application/json"),
        (None, _) => part.filename.as_ref().map(|_| "application/octet-stream"),
    };
    if let Some(content_type) = content_type {
        let clean: String = content_type.chars().filter(|c| !c.is_control()).collect();
        head.push_str(&format!("Content-Type: {clean}\r\n"));
    }
    head
}

fn escape(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A boundary that occurs in none of the parts.
fn boundary(parts: &[&[u8]]) -> String {
    loop {
        let boundary = format!("bmm-{:032x}", rand::random::<u128>());
        let occurs = |part: &&[u8]| part.windows(boundary.len()).any(|window| window == boundary.as_bytes());
        if !parts.iter().any(occurs) {
            return boundary;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::spec::ValueFrom;
    use serde_json::json;

    #[test]
    fn files_and_fields_become_parts() {
        let part = |name: &str, filename: Option<&str>, base64| Part {
            name: name.to_owned(),
            from: ValueFrom::Arg(name.to_owned()),
            filename: filename.map(str::to_owned),
            content_type: None,
            base64,
        };
        let parts = [part("no\"te", None, false), part("file", Some("a.bin"), true), part("meta", None, false), part("missing", None, false)];
        let args = json!({ "no\"te": "hello", "file": "AAE=", "meta": { "k": 1 } });
        let (content_type, bytes) = render(&parts, args.as_object().expect("arguments")).expect("renders");
        let boundary = content_type.split_once("boundary=").expect("a boundary").1;
        let expected = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"no%22te\"\r\n\r\nhello\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.bin\"\r\nContent-Type: application/octet-stream\r\n\r\n\0\u{1}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"meta\"\r\nContent-Type: application/json\r\n\r\n{{\"k\":1}}\r\n--{boundary}--\r\n"
        );
        assert_eq!(String::from_utf8_lossy(&bytes), expected);
    }
}
