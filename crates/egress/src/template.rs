//! Does this tool make this request? What a runner asks for is compared with the tool's own specification, so that a
//! runner that was taken over can reach nothing that its open call could not reach anyway.

use std::borrow::Cow;

use contract::spec::{Action, HttpAction, Method, Origin, Param, ParamIn, ScriptAction, Style, Tool, ValueFrom};
use http::{HeaderMap, header};
use percent_encoding::percent_decode_str;
use url::Url;

use crate::{error::Refusal, gate};

/// Headers that every tool may send, for content negotiation.
const FREE_HEADERS: &[&str] = &["accept", "accept-language", "content-type", "user-agent"];

/// The origins that a tool may begin at: the template's, or the script's.
pub fn origins(tool: &Tool) -> Vec<Origin> {
    match &tool.action {
        Action::Http(action) => Origin::of_url(&action.url).into_iter().collect(),
        Action::Script(action) => action.origins.clone(),
    }
}

/// Fails unless the tool's specification describes this request. The address has passed the gate.
pub fn check_against_tool(tool: &Tool, method: &str, raw_url: &str, url: &Url, headers: &HeaderMap, body: &[u8]) -> Result<(), Refusal> {
    let checked = match &tool.action {
        Action::Http(action) => check_http(tool, action, method, raw_url, url, headers, body),
        Action::Script(action) => check_script(tool, action, method, url),
    };
    checked.map_err(|reason| Refusal::Tool { tool: tool.name.clone(), reason: reason.into_owned() })
}

type Checked = Result<(), Cow<'static, str>>;

/// A script can write any request, so its mark is held to here: what is marked as reading sends what reads.
fn check_script(tool: &Tool, action: &ScriptAction, method: &str, url: &Url) -> Checked {
    const METHODS: [Method; 7] = [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options];
    let Some(known) = METHODS.into_iter().find(|known| known.as_str() == method) else {
        return Err("its method is not one that tools can use.".into());
    };
    if tool.annotations.read_only && !known.is_safe() {
        return Err(format!("it is marked as reading, so it sends GET, HEAD and OPTIONS, and not {method}.").into());
    }
    let origin = url.origin().ascii_serialization();
    if !action.origins.iter().filter_map(gate::normalised).any(|known| known.as_str() == origin) {
        return Err(format!("{origin} is not among its origins.").into());
    }
    Ok(())
}

fn check_http(tool: &Tool, action: &HttpAction, method: &str, raw_url: &str, url: &Url, headers: &HeaderMap, body: &[u8]) -> Checked {
    if method != action.method.as_str() {
        return Err(format!("its method is {}, not {}.", action.method.as_str(), shown(method)).into());
    }
    if has_dot_segments(raw_url) {
        return Err("its path must not contain “.” or “..” as a segment.".into());
    }
    let template = Template::parse(action).ok_or("its address template cannot be read.")?;
    if template.origin != url.origin().ascii_serialization() {
        return Err("its scheme, host or port is another one.".into());
    }
    if !template.matches_path(url.path()) {
        return Err("its path is another one.".into());
    }
    check_query(tool, action, &template, url)?;
    check_headers(tool, action, headers)?;
    if action.body.is_none() && !body.is_empty() {
        return Err("it has no body.".into());
    }
    Ok(())
}

/// `.`, `..` and their percent-encoded spellings, plain or encoded up to three times, also behind an encoded slash.
fn has_dot_segments(raw_url: &str) -> bool {
    let after_scheme = raw_url.split_once("://").map_or(raw_url, |(_, rest)| rest);
    let path = after_scheme.split(['?', '#']).next().unwrap_or_default();
    let mut text = path.to_owned();
    for _ in 0..=3 {
        if text.split(['/', '\\']).skip(1).any(|segment| segment == "." || segment == ".." || segment.starts_with("..;")) {
            return true;
        }
        let decoded = percent_decode_str(&text).decode_utf8_lossy().into_owned();
        if decoded == text {
            break;
        }
        text = decoded;
    }
    false
}

/// One piece of a path template.
enum Piece {
    Constant(String),
    /// One percent-encoded segment or a part of one: everything but `/`, at least one character.
    Segment,
    /// A parameter that keeps reserved characters, so that it may span segments.
    Reserved,
}

struct Template {
    origin: String,
    path: Vec<Piece>,
    query: Vec<(String, String)>,
}

impl Template {
    /// Placeholders become marks that the URL parser leaves alone, so that constants are normalised like the request.
    fn parse(action: &HttpAction) -> Option<Self> {
        let mark = (0_u32..).map(|n| format!("bmmparam{n}x")).find(|mark| !action.url.to_ascii_lowercase().contains(mark.as_str()))?;
        let (mut marked, mut kinds, mut rest) = (String::new(), Vec::new(), action.url.as_str());
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            kinds.push(if keeps_reserved(action, name) { Piece::Reserved } else { Piece::Segment });
            marked.push_str(before);
            marked.push_str(&mark);
            rest = after;
        }
        marked.push_str(rest);
        let url = Url::parse(&marked).ok()?;
        if url.host_str().is_some_and(|host| host.contains(&mark)) {
            return None;
        }
        let mut path = Vec::new();
        let mut kinds = kinds.into_iter();
        for (place, constant) in url.path().split(mark.as_str()).enumerate() {
            if place > 0 {
                path.push(kinds.next()?);
            }
            path.push(Piece::Constant(constant.to_owned()));
        }
        let query = url.query_pairs().filter(|(_, value)| !value.contains(&mark)).map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
        Some(Self { origin: url.origin().ascii_serialization(), path, query })
    }

    /// Follows every way through the pieces at once; `reached` holds the positions in `path` that some way leads to.
    fn matches_path(&self, path: &str) -> bool {
        let bytes = path.as_bytes();
        let mut reached = vec![false; bytes.len() + 1];
        reached[0] = true;
        for piece in &self.path {
            let mut next = vec![false; bytes.len() + 1];
            match piece {
                Piece::Constant(text) => {
                    for start in (0..=bytes.len()).filter(|start| reached[*start]) {
                        if bytes[start..].starts_with(text.as_bytes()) {
                            next[start + text.len()] = true;
                        }
                    }
                }
                Piece::Segment | Piece::Reserved => {
                    let spans = matches!(piece, Piece::Reserved);
                    let mut inside = false;
                    for (at, byte) in bytes.iter().enumerate() {
                        inside = (inside || reached[at]) && (spans || *byte != b'/');
                        next[at + 1] = inside;
                    }
                }
            }
            reached = next;
        }
        reached[bytes.len()]
    }
}

fn keeps_reserved(action: &HttpAction, name: &str) -> bool {
    action.params.iter().any(|param| param.place == ParamIn::Path && param.name == name && param.allow_reserved)
}

/// Constants of the template are there; every other pair belongs to a parameter.
fn check_query(tool: &Tool, action: &HttpAction, template: &Template, url: &Url) -> Checked {
    let mut pairs: Vec<(String, String)> = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    for constant in &template.query {
        let place = pairs.iter().position(|pair| pair == constant).ok_or_else(|| format!("its constant query parameter “{}” is missing.", constant.0))?;
        pairs.swap_remove(place);
    }
    check_names(tool, action, ParamIn::Query, pairs.iter().map(|(name, _)| Cow::Borrowed(name.as_str())))
}

/// Every name belongs to a parameter of that place.
fn check_names<'n>(tool: &Tool, action: &HttpAction, place: ParamIn, mut names: impl Iterator<Item = Cow<'n, str>>) -> Checked {
    let params: Vec<_> = action.params.iter().filter(|param| param.place == place).collect();
    if params.iter().any(|param| takes_any_name(tool, param)) {
        return Ok(());
    }
    let belongs = |name: &str| params.iter().any(|param| name == param.name || name.strip_prefix(&param.name).is_some_and(|rest| rest.starts_with('[')));
    match names.find(|name| !belongs(name)) {
        Some(name) => Err(format!("it has no {} “{}”.", if place == ParamIn::Cookie { "cookie" } else { "query parameter" }, shown(&name)).into()),
        None => Ok(()),
    }
}

/// An exploded object writes each member under the member's own name (OpenAPI 3.1 section 4.8.12.4), whatever the style
/// is but `deepObject`.
fn takes_any_name(tool: &Tool, param: &Param) -> bool {
    let explodes = param.explode && !param.json && param.style != Style::DeepObject;
    explodes && may_be_object(tool, &param.from)
}

fn may_be_object(tool: &Tool, from: &ValueFrom) -> bool {
    let arg = match from {
        ValueFrom::Arg(arg) => arg,
        ValueFrom::Value(value) => return value.is_object(),
    };
    match &tool.input_schema["properties"][arg.as_str()]["type"] {
        serde_json::Value::String(kind) => kind == "object",
        serde_json::Value::Array(kinds) => kinds.iter().any(|kind| kind == "object"),
        _ => true,
    }
}

fn check_headers(tool: &Tool, action: &HttpAction, headers: &HeaderMap) -> Checked {
    let has = |place: ParamIn, name: &str| action.params.iter().any(|param| param.place == place && param.name.eq_ignore_ascii_case(name));
    for name in headers.keys() {
        let is_cookie = name == header::COOKIE && action.params.iter().any(|param| param.place == ParamIn::Cookie);
        if !is_cookie && !FREE_HEADERS.contains(&name.as_str()) && !has(ParamIn::Header, name.as_str()) {
            return Err(format!("it has no header “{name}”.").into());
        }
    }
    if has(ParamIn::Header, header::COOKIE.as_str()) {
        return Ok(());
    }
    let lines = headers.get_all(header::COOKIE).into_iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    for line in lines {
        let names = line.split(';').map(|pair| pair.split('=').next().unwrap_or_default().trim());
        check_names(tool, action, ParamIn::Cookie, names.map(|name| percent_decode_str(name).decode_utf8_lossy()))?;
    }
    Ok(())
}

fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
#[path = "template_tests.rs"]
mod tests;
