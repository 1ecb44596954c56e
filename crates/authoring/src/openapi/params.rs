//! Parameters in path, query, header and cookie.

use contract::spec::{Param, ParamIn, Style, ValueFrom};
use serde_json::Value;

use super::{
    args::{Args, describe},
    document::{RefError, Version},
    node::Node,
    operations::Operation,
    path::PathTemplate,
};
use crate::{credentials, schema::Converter};

/// Parameters of one operation; more are a mistake or an attack.
const MOST: usize = 500;

/// The parameters of an operation: those of the path, replaced by its own where name and location are the same.
pub fn declared<'d>(converter: &Converter<'d, '_>, operation: &Operation<'d>) -> Result<Vec<&'d Node<'d>>, String> {
    let mut declared: Vec<&'d Node<'d>> = Vec::new();
    let identity = |node: &Node<'d>| (node.text("in").map(str::to_owned), node.text("name").map(str::to_owned));
    for parameter in operation.item.list("parameters").iter().chain(operation.node.list("parameters")) {
        let parameter = converter.resolver().resolve(parameter).map_err(|error| format!("A parameter cannot be read: {error}."))?.node;
        match declared.iter_mut().find(|known| identity(known) == identity(parameter)) {
            Some(known) => *known = parameter,
            None => declared.push(parameter),
        }
        if declared.len() > MOST {
            return Err(format!("It has more than {MOST} parameters."));
        }
    }
    Ok(declared)
}

/// Turns parameters into arguments and request parts.
pub struct Params<'a, 'd, 'r> {
    pub converter: &'a mut Converter<'d, 'r>,
    pub args: &'a mut Args,
    pub template: &'a PathTemplate,
    pub notes: &'a mut Vec<String>,
    pub params: Vec<Param>,
}

impl<'d> Params<'_, 'd, '_> {
    /// `is_secret` says that a credential is put there, which is no argument then.
    pub fn add_all(&mut self, declared: &[&'d Node<'d>], is_secret: impl Fn(ParamIn, &str) -> bool) -> Result<(), RefError> {
        for place in [ParamIn::Path, ParamIn::Query, ParamIn::Header, ParamIn::Cookie] {
            for parameter in declared.iter().filter(|parameter| parameter.text("in") == Some(word(place))) {
                let Some(name) = parameter.text("name").filter(|name| !name.is_empty()) else { continue };
                let name = name.trim_start_matches('+');
                if !is_secret(place, name) && self.is_usable(place, name) {
                    self.add(parameter, place, name)?;
                }
            }
        }
        self.add_undeclared();
        Ok(())
    }

    fn is_usable(&mut self, place: ParamIn, name: &str) -> bool {
        let refused = match place {
            ParamIn::Path => return self.template.holds(place, name),
            ParamIn::Query => return !self.template.query.iter().any(|(wire, _)| wire == name),
            // OpenAPI 3.1 section 4.8.12.1: these are described elsewhere.
            ParamIn::Header if ["accept", "content-type", "authorization"].contains(&name.to_ascii_lowercase().as_str()) => return false,
            ParamIn::Header => credentials::header_problem(name),
            ParamIn::Cookie => credentials::cookie_problem(name),
        };
        if let Some(reason) = refused {
            self.notes.push(format!("The {} parameter “{}” was left out: {reason}", word(place), crate::names::clip(name, 60)));
            return false;
        }
        true
    }

    fn add(&mut self, parameter: &'d Node<'d>, place: ParamIn, name: &str) -> Result<(), RefError> {
        let content = parameter.get("content").and_then(|content| content.members().first());
        let described = if self.converter.version() == Version::V2 { Some(parameter) } else { content.map_or(parameter, |(_, media)| media).get("schema") };
        let mut schema = described.map_or(Ok(Value::Object(serde_json::Map::new())), |node| self.converter.argument(node))?;
        describe(&mut schema, parameter.text("description"));
        let required = place == ParamIn::Path || parameter.flag("required");
        let from = match only_value(&schema) {
            Some(value) if required && place != ParamIn::Path => ValueFrom::Value(value),
            _ => ValueFrom::Arg(self.args.add(name, word(place), schema, required)),
        };
        let (style, explode) = style(parameter, place, self.converter.version());
        self.params.push(Param {
            place,
            name: name.to_owned(),
            from,
            style,
            explode,
            allow_reserved: parameter.flag("allowReserved") || (place == ParamIn::Path && self.template.reserved.iter().any(|known| known == name)),
            json: content.is_some_and(|(media, _)| media.contains("json")),
        });
        Ok(())
    }

    /// Placeholders that the document forgot to declare.
    fn add_undeclared(&mut self) {
        for name in &self.template.names {
            if !self.params.iter().any(|param| param.place == ParamIn::Path && param.name == *name) {
                let arg = self.args.add(name, "path", text_schema(), true);
                let allow_reserved = self.template.reserved.contains(name);
                self.params.push(plain(ParamIn::Path, name, ValueFrom::Arg(arg), allow_reserved));
            }
        }
        for (wire, name) in &self.template.query {
            let arg = if self.args.has(name) { name.clone() } else { self.args.add(name, "query", text_schema(), true) };
            self.params.push(plain(ParamIn::Query, wire, ValueFrom::Arg(arg), false));
        }
    }
}

fn text_schema() -> Value {
    Value::Object([("type".to_owned(), Value::from("string"))].into_iter().collect())
}

fn plain(place: ParamIn, name: &str, from: ValueFrom, allow_reserved: bool) -> Param {
    let style = if place == ParamIn::Path { Style::Simple } else { Style::Form };
    Param { place, name: name.to_owned(), from, style, explode: place == ParamIn::Query, allow_reserved, json: false }
}

/// A header with a constant value.
pub fn constant_header(name: &str, value: &str) -> Param {
    Param {
        place: ParamIn::Header,
        name: name.to_owned(),
        from: ValueFrom::Value(value.into()),
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        json: false,
    }
}

/// The value of a schema that allows only one.
fn only_value(schema: &Value) -> Option<Value> {
    let one = schema.get("const").or_else(|| schema.get("enum")?.as_array().filter(|values| values.len() == 1)?.first())?;
    (one.is_string() || one.is_number() || one.is_boolean()).then(|| one.clone())
}

pub const fn word(place: ParamIn) -> &'static str {
    match place {
        ParamIn::Path => "path",
        ParamIn::Query => "query",
        ParamIn::Header => "header",
        ParamIn::Cookie => "cookie",
    }
}

/// How arrays and objects are written (OpenAPI 3.1 section 4.8.12.2; Swagger 2 `collectionFormat`).
fn style(parameter: &Node<'_>, place: ParamIn, version: Version) -> (Style, bool) {
    let default = if matches!(place, ParamIn::Query | ParamIn::Cookie) { Style::Form } else { Style::Simple };
    if version == Version::V2 {
        return collection_format(parameter, default);
    }
    let style = match parameter.text("style") {
        Some("form") => Style::Form,
        Some("simple") => Style::Simple,
        Some("label") => Style::Label,
        Some("matrix") => Style::Matrix,
        Some("spaceDelimited") => Style::SpaceDelimited,
        Some("pipeDelimited") => Style::PipeDelimited,
        Some("deepObject") => Style::DeepObject,
        _ => default,
    };
    // Only `form` explodes by default; objects written as `deepObject` have no other form.
    let explode = parameter.get("explode").and_then(Node::as_bool).unwrap_or(matches!(style, Style::Form)) || style == Style::DeepObject;
    (style, explode)
}

/// The styles that mean the same as the collection formats of Swagger 2.
pub fn collection_format(parameter: &Node<'_>, default: Style) -> (Style, bool) {
    match parameter.text("collectionFormat") {
        Some("multi") => (Style::Form, true),
        Some("ssv") => (Style::SpaceDelimited, false),
        Some("pipes") => (Style::PipeDelimited, false),
        _ => (default, false),
    }
}
