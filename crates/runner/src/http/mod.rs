//! HTTP actions: from a template and arguments to one request.
//!
//! Scheme, host and port are constants of the template. Arguments are encoded wherever they go, cannot leave their
//! place in the path, and cannot break a header.

mod body;
mod encode;
mod multipart;
mod style;
mod url;

pub use body::decode as decode_base64;

use contract::spec::{HttpAction, Param, ParamIn, ValueFrom};
use serde_json::{Map, Value};

pub use crate::calls::Request;

/// What a tool is called with.
pub type Args = Map<String, Value>;

/// What upstreams are asked for where the template says nothing.
const ACCEPT: &str = "application/json, text/*;q=0.8, */*;q=0.5";

/// Renders the request. Errors name the argument and say what is wrong.
pub fn render(action: &HttpAction, args: &Args) -> Result<Request, String> {
    let mut headers = Vec::new();
    let mut cookies = Vec::new();
    for (param, value) in given(&action.params, args) {
        match param.place {
            ParamIn::Header => headers.push((param.name.clone(), header_value(param, value)?)),
            ParamIn::Cookie => cookies.extend(style::cookie(param, value).map_err(|why| refused(param, &why))?),
            ParamIn::Path | ParamIn::Query => {}
        }
    }
    if !cookies.is_empty() {
        headers.push(("cookie".to_owned(), cookies.join("; ")));
    }
    let body = match &action.body {
        Some(body) => body::render(body, args)?,
        None => None,
    };
    let has = |headers: &[(String, String)], name: &str| headers.iter().any(|(known, _)| known.eq_ignore_ascii_case(name));
    let body = body.map_or_else(Vec::new, |(content_type, bytes)| {
        if !has(&headers, "content-type") {
            headers.push(("content-type".to_owned(), content_type));
        }
        bytes
    });
    if !has(&headers, "accept") {
        headers.push(("accept".to_owned(), ACCEPT.to_owned()));
    }
    Ok(Request { method: action.method.as_str().to_owned(), url: url::render(action, args)?, headers, body })
}

/// The parameters that have a value, with it.
fn given<'a>(params: &'a [Param], args: &'a Args) -> impl Iterator<Item = (&'a Param, &'a Value)> {
    params.iter().filter_map(|param| Some((param, value_of(&param.from, args)?)))
}

/// The value, unless the argument is missing or `null`.
fn value_of<'a>(from: &'a ValueFrom, args: &'a Args) -> Option<&'a Value> {
    match from {
        ValueFrom::Arg(name) => args.get(name).filter(|value| !value.is_null()),
        ValueFrom::Value(value) => Some(value),
    }
}

/// How errors call the source of a value.
fn name_of(from: &ValueFrom, wire_name: &str) -> String {
    match from {
        ValueFrom::Arg(name) => format!("Argument `{name}`"),
        ValueFrom::Value(_) => format!("The constant `{wire_name}`"),
    }
}

fn refused(param: &Param, why: &str) -> String {
    format!("{} {why}.", name_of(&param.from, &param.name))
}

fn header_value(param: &Param, value: &Value) -> Result<String, String> {
    let text = style::header(param, value);
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(refused(param, "has a line break or another control character, which a header cannot carry"));
    }
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::spec::Action;
    use serde_json::json;

    fn render_json(action: Value, args: &Value) -> Result<Request, String> {
        let action: Action = serde_json::from_value(action).expect("an action");
        let Action::Http(action) = action else { panic!("an HTTP action") };
        render(&action, args.as_object().expect("arguments are an object"))
    }

    #[test]
    fn a_request_is_put_together_from_its_parts() {
        let request = render_json(
            json!({
                "kind": "http", "method": "POST", "url": "https://api.example.com/users/{id}?v=1",
                "params": [
                    { "in": "path", "name": "id", "arg": "id" },
                    { "in": "query", "name": "tag", "arg": "tags", "explode": true },
                    { "in": "query", "name": "missing", "arg": "missing" },
                    { "in": "header", "name": "X-Trace", "arg": "trace" },
                    { "in": "cookie", "name": "lang", "value": "en" },
                ],
                "body": { "kind": "json", "content_type": "application/json", "fields": [{ "name": "name", "arg": "name" }, { "name": "kind", "value": 7 }, { "name": "no", "arg": "no" }] },
            }),
            &json!({ "id": "a b/c", "tags": ["x&y", "z"], "trace": "abc", "name": "Ünï" }),
        )
        .expect("renders");
        assert_eq!(request.url, "https://api.example.com/users/a%20b%2Fc?v=1&tag=x%26y&tag=z");
        assert_eq!(String::from_utf8_lossy(&request.body), r#"{"name":"Ünï","kind":7}"#);
        let header = |name: &str| request.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
        assert_eq!((header("X-Trace"), header("cookie"), header("content-type")), (Some("abc"), Some("lang=en"), Some("application/json")));
    }

    #[test]
    fn arguments_cannot_leave_their_place_in_the_path() {
        let action = json!({ "kind": "http", "method": "GET", "url": "https://a.example/x/{id}/y", "params": [{ "in": "path", "name": "id", "arg": "id" }] });
        for bad in ["..", ".", "", "../../etc", "a/../b", "%2e%2e", "a\\..\\b", "..%2fb"] {
            let error = render_json(action.clone(), &json!({ "id": bad })).expect_err(bad);
            assert!(error.contains("`id`"), "{bad}: {error}");
        }
        assert!(render_json(action.clone(), &json!({})).expect_err("missing").contains("`id`"));
        assert_eq!(render_json(action, &json!({ "id": "?a#b" })).expect("encoded").url, "https://a.example/x/%3Fa%23b/y");
    }

    #[test]
    fn a_line_break_does_not_become_a_header() {
        let action = json!({ "kind": "http", "method": "GET", "url": "https://a.example/", "params": [{ "in": "header", "name": "X-A", "arg": "a" }] });
        assert!(render_json(action, &json!({ "a": "1\r\nAuthorization: x" })).expect_err("refused").contains("`a`"));
    }
}
