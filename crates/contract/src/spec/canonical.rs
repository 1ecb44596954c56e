//! Canonical JSON: object members sorted by their UTF-16 code units, no white space (RFC 8785, the JSON Canonicalization Scheme).
//!
//! Numbers are written as `serde_json` writes them; a specification holds integers and short decimals only, for
//! which that is the same text every time.

use serde_json::Value;

/// The canonical text of a JSON value.
pub fn to_string(value: &Value) -> String {
    let mut text = String::new();
    write(value, &mut text);
    text
}

fn write(value: &Value, text: &mut String) {
    match value {
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write(item, text);
            }
            text.push(']');
        }
        Value::Object(members) => {
            let mut sorted: Vec<_> = members.iter().collect();
            sorted.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            text.push('{');
            for (place, (name, member)) in sorted.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                text.push_str(&Value::from(name.as_str()).to_string());
                text.push(':');
                write(member, text);
            }
            text.push('}');
        }
        scalar => text.push_str(&scalar.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_order_of_members_does_not_matter() {
        assert_eq!(to_string(&json!({"b": [1, {"d": null, "c": "ü"}], "a": true})), r#"{"a":true,"b":[1,{"c":"ü","d":null}]}"#);
    }
}
