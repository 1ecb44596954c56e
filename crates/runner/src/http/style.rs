//! Serialisation styles of OpenAPI 3.1 (section 4.8.12.2), which follow RFC 6570.

use contract::spec::{Param, Style};
use serde_json::Value;

use super::encode::{Encoding, text};

/// How one value is written.
pub struct Writing<'a> {
    pub name: &'a str,
    pub style: Style,
    pub explode: bool,
    pub json: bool,
    pub encoding: Encoding,
}

/// A path parameter: `simple` unless the style is `label` or `matrix`.
pub fn path(param: &Param, value: &Value) -> String {
    let encoding = if param.allow_reserved { Encoding::ReservedInPath } else { Encoding::Strict };
    let encode = |text: &str| encoding.apply(text);
    if param.json {
        return encode(&value.to_string());
    }
    match param.style {
        Style::Label => format!(".{}", joined(value, if param.explode { "." } else { "," }, param.explode, encode)),
        Style::Matrix => matrix(&encode(&param.name), param.explode, value, encode),
        _ => joined(value, ",", param.explode, encode),
    }
}

/// A header: always `simple`, nothing is encoded.
pub fn header(param: &Param, value: &Value) -> String {
    if param.json {
        return value.to_string();
    }
    joined(value, ",", param.explode, |text| text.to_owned())
}

/// The pairs of a cookie, encoded. Reserved characters never stay: a semicolon would begin another cookie (RFC 6265
/// section 4.2.1), and OpenAPI knows `allowReserved` for queries alone.
pub fn cookie(param: &Param, value: &Value) -> Result<Vec<String>, String> {
    pairs(&Writing { name: &param.name, style: param.style, explode: param.explode, json: param.json, encoding: Encoding::Strict }, value)
}

/// The pairs of a query parameter, encoded: `["tag=a", "tag=b"]`.
pub fn query(param: &Param, value: &Value) -> Result<Vec<String>, String> {
    let encoding = if param.allow_reserved { Encoding::ReservedInQuery } else { Encoding::Strict };
    pairs(&Writing { name: &param.name, style: param.style, explode: param.explode, json: param.json, encoding }, value)
}

/// The pairs of a query parameter or a form field. The error says what doesn't fit the style.
pub fn pairs(writing: &Writing<'_>, value: &Value) -> Result<Vec<String>, String> {
    let encode = |text: &str| writing.encoding.apply(text);
    let name = encode(writing.name);
    if writing.json {
        return Ok(vec![format!("{name}={}", encode(&value.to_string()))]);
    }
    let separator = match writing.style {
        Style::SpaceDelimited => " ",
        Style::PipeDelimited => "|",
        _ => ",",
    };
    Ok(match value {
        Value::Array(_) | Value::Object(_) if writing.style == Style::DeepObject => {
            deep(writing.name, value, 0)?.into_iter().map(|(key, value)| format!("{}={}", encode(&key), encode(&value))).collect()
        }
        Value::Array(items) if writing.explode => items.iter().map(|item| format!("{name}={}", encode(&text(item)))).collect(),
        Value::Object(members) if writing.explode => {
            members.iter().filter(|(_, value)| !value.is_null()).map(|(key, value)| format!("{}={}", encode(key), encode(&text(value)))).collect()
        }
        Value::Array(items) if items.is_empty() => Vec::new(),
        Value::Object(members) if members.is_empty() => Vec::new(),
        Value::Array(_) | Value::Object(_) => {
            // A comma is a delimiter here and stays; space and pipe are not allowed in a query and are encoded.
            let separator = if separator == "," { ",".to_owned() } else { encode(separator) };
            vec![format!("{name}={}", joined(value, &separator, false, encode))]
        }
        scalar => vec![format!("{name}={}", encode(&text(scalar)))],
    })
}

/// `filter[size][0]=3`: nested objects and arrays, the latter by index.
fn deep(name: &str, value: &Value, depth: usize) -> Result<Vec<(String, String)>, String> {
    const MAX_DEPTH: usize = 16;
    if depth > MAX_DEPTH {
        return Err(format!("nests deeper than {MAX_DEPTH} levels"));
    }
    let mut pairs = Vec::new();
    match value {
        Value::Object(members) => {
            for (key, member) in members {
                pairs.extend(deep(&format!("{name}[{key}]"), member, depth + 1)?);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                pairs.extend(deep(&format!("{name}[{place}]"), item, depth + 1)?);
            }
        }
        Value::Null => {}
        scalar => pairs.push((name.to_owned(), text(scalar).into_owned())),
    }
    Ok(pairs)
}

/// `a,b` for arrays, `k,v,k,v` or (exploded) `k=v,k=v` for objects.
fn joined(value: &Value, separator: &str, explode: bool, encode: impl Fn(&str) -> String) -> String {
    match value {
        Value::Array(items) => items.iter().map(|item| encode(&text(item))).collect::<Vec<_>>().join(separator),
        Value::Object(members) => {
            let between = if explode { "=" } else { separator };
            members.iter().map(|(key, value)| format!("{}{between}{}", encode(key), encode(&text(value)))).collect::<Vec<_>>().join(separator)
        }
        scalar => encode(&text(scalar)),
    }
}

fn matrix(name: &str, explode: bool, value: &Value, encode: impl Fn(&str) -> String) -> String {
    match value {
        Value::Array(items) if explode => items.iter().map(|item| format!(";{name}={}", encode(&text(item)))).collect(),
        Value::Object(members) if explode => members.iter().map(|(key, value)| format!(";{}={}", encode(key), encode(&text(value)))).collect(),
        Value::String(empty) if empty.is_empty() => format!(";{name}"),
        other => format!(";{name}={}", joined(other, ",", false, encode)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::spec::{ParamIn, ValueFrom};
    use serde_json::json;

    fn param(place: ParamIn, style: Style, explode: bool) -> Param {
        Param { place, name: "color".to_owned(), from: ValueFrom::Arg("color".to_owned()), style, explode, allow_reserved: false, json: false }
    }

    /// The table "Style Examples" of the OpenAPI specification.
    #[test]
    fn the_examples_of_the_specification_come_out() {
        let (array, object) = (json!(["blue", "black", "brown"]), json!({ "R": 100, "G": 200, "B": 150 }));
        let at_path = |style, explode, value: &Value| path(&param(ParamIn::Path, style, explode), value);
        let in_query = |style, explode, value: &Value| query(&param(ParamIn::Query, style, explode), value).expect("fits").join("&");
        assert_eq!(at_path(Style::Matrix, false, &json!("")), ";color");
        assert_eq!(at_path(Style::Matrix, false, &json!("blue")), ";color=blue");
        assert_eq!(at_path(Style::Matrix, false, &array), ";color=blue,black,brown");
        assert_eq!(at_path(Style::Matrix, true, &array), ";color=blue;color=black;color=brown");
        assert_eq!(at_path(Style::Matrix, false, &object), ";color=R,100,G,200,B,150");
        assert_eq!(at_path(Style::Matrix, true, &object), ";R=100;G=200;B=150");
        assert_eq!(at_path(Style::Label, false, &array), ".blue,black,brown");
        assert_eq!(at_path(Style::Label, true, &array), ".blue.black.brown");
        assert_eq!(at_path(Style::Label, true, &object), ".R=100.G=200.B=150");
        assert_eq!(at_path(Style::Simple, false, &object), "R,100,G,200,B,150");
        assert_eq!(at_path(Style::Form, true, &object), "R=100,G=200,B=150");
        assert_eq!(in_query(Style::Form, false, &json!("")), "color=");
        assert_eq!(in_query(Style::Form, false, &array), "color=blue,black,brown");
        assert_eq!(in_query(Style::Form, true, &array), "color=blue&color=black&color=brown");
        assert_eq!(in_query(Style::Form, false, &object), "color=R,100,G,200,B,150");
        assert_eq!(in_query(Style::Form, true, &object), "R=100&G=200&B=150");
        assert_eq!(in_query(Style::SpaceDelimited, false, &array), "color=blue%20black%20brown");
        assert_eq!(in_query(Style::PipeDelimited, false, &array), "color=blue%7Cblack%7Cbrown");
        assert_eq!(in_query(Style::DeepObject, true, &object), "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150");
        assert_eq!(in_query(Style::DeepObject, true, &json!({ "a": [{ "b": true }], "c": null })), "color%5Ba%5D%5B0%5D%5Bb%5D=true");
        assert_eq!(header(&param(ParamIn::Header, Style::Simple, true), &object), "R=100,G=200,B=150");
    }

    #[test]
    fn reserved_characters_never_start_another_cookie() {
        let mut reserved = param(ParamIn::Cookie, Style::Form, false);
        reserved.allow_reserved = true;
        assert_eq!(cookie(&reserved, &json!("a; session=mine")).expect("fits"), ["color=a%3B%20session%3Dmine"]);
    }

    #[test]
    fn reserved_characters_never_start_another_pair() {
        let mut reserved = param(ParamIn::Query, Style::Form, false);
        reserved.allow_reserved = true;
        assert_eq!(query(&reserved, &json!("a/b?c&d=e#f+g")).expect("fits"), ["color=a/b?c%26d=e%23f%2Bg"]);
    }
}
