//! The URL of a request: path parameters in their places, query parameters behind.

use contract::spec::{HttpAction, Param, ParamIn};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::{Args, given, refused, style, value_of};

/// Renders the URL. Refuses values that are missing in the path, empty, or climb out of it.
pub fn render(action: &HttpAction, args: &Args) -> Result<String, String> {
    let (template, constant_query) = match action.url.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (action.url.as_str(), None),
    };
    let mut url = String::with_capacity(action.url.len() + 64);
    let mut rest = template;
    while let Some((before, behind)) = rest.split_once('{') {
        let Some((name, after)) = behind.split_once('}') else { break };
        url.push_str(before);
        url.push_str(&path_value(&action.params, name, args)?);
        rest = after;
    }
    url.push_str(rest);
    let mut separator = '?';
    if let Some(query) = constant_query {
        url.push('?');
        url.push_str(query);
        separator = if query.is_empty() || query.ends_with('&') { '\0' } else { '&' };
    }
    for (param, value) in given(&action.params, args).filter(|(param, _)| param.place == ParamIn::Query) {
        for pair in style::query(param, value).map_err(|why| refused(param, &why))? {
            if separator != '\0' {
                url.push(separator);
            }
            url.push_str(&pair);
            separator = '&';
        }
    }
    Ok(url)
}

fn path_value(params: &[Param], name: &str, args: &Args) -> Result<String, String> {
    let Some(param) = params.iter().find(|param| param.place == ParamIn::Path && param.name == name) else {
        return Err(format!("The path of this tool needs `{name}`, which the specification does not define. The owner of this server can mend it."));
    };
    let Some(value) = value_of(&param.from, args) else {
        return Err(refused(param, "is needed"));
    };
    if is_empty(value) {
        return Err(refused(param, "is empty, but it is part of the address"));
    }
    let rendered = style::path(param, value);
    if rendered.is_empty() {
        return Err(refused(param, "is empty, but it is part of the address"));
    }
    if climbs(&rendered) {
        return Err(refused(param, "contains `..` or an empty part, which would lead to another address"));
    }
    Ok(rendered)
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}

/// A segment of the value, however often it was percent-encoded, is `.`, `..` or (between slashes) empty.
fn climbs(rendered: &str) -> bool {
    let mut text = rendered.to_owned();
    for _ in 0..4 {
        let parts: Vec<&str> = text.split(['/', '\\']).collect();
        // `..;` climbs on servers that cut path parameters off (RFC 3986 section 3.3).
        if parts.iter().any(|part| matches!(*part, "." | "..") || part.starts_with("..;")) || parts.len() > 1 && parts.iter().any(|part| part.is_empty()) {
            return true;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            return false;
        }
        text = decoded;
    }
    // Encoded over and over: nobody means that.
    true
}
