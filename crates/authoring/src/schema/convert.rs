//! Schemas of arguments: valid JSON Schema 2020-12 with every reference under `#/$defs`, and only the definitions that
//! are used.
//!
//! References are never inlined (except to leaves such as enumerations), so recursion stays what it is. The work is a
//! queue of definitions, nearest first; when a tool's schema reaches [`LONGEST_SCHEMA`], whatever is further away is
//! cut to its bare type, and the tool gets a note that says so.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::{
    cycles, keywords,
    merge::{fold, join, with_null},
    pattern,
};
use crate::{
    names::{self, Unique},
    openapi::{
        document::{RefError, Resolver, Version},
        node::Node,
    },
};

/// Bytes of one tool's argument schema, about 10,000 tokens, after which it is cut.
pub const LONGEST_SCHEMA: usize = 40_000;
/// Characters of a description at the top level, and further down.
const LONGEST_DESCRIPTIONS: [usize; 2] = [800, 240];

/// Converts the schemas of one tool.
pub struct Converter<'d, 'r> {
    resolver: &'r Resolver<'d>,
    version: Version,
    defs: Vec<Def<'d>>,
    by_pointer: HashMap<&'d str, usize>,
    names: Unique,
    size: usize,
    longest: usize,
    /// Something was cut because the schema grew too large.
    pub was_cut: bool,
    /// References that lead nowhere and were replaced by a schema that takes everything.
    pub missing: Vec<String>,
}

struct Def<'d> {
    name: String,
    node: &'d Node<'d>,
}

type Entries = Vec<(String, Value)>;

impl<'d, 'r> Converter<'d, 'r> {
    pub fn new(resolver: &'r Resolver<'d>, version: Version, longest: usize) -> Self {
        let (defs, by_pointer, names) = (Vec::new(), HashMap::new(), Unique::default());
        Self { resolver, version, defs, by_pointer, names, size: 0, longest, was_cut: false, missing: Vec::new() }
    }

    pub const fn resolver(&self) -> &'r Resolver<'d> {
        self.resolver
    }

    pub const fn version(&self) -> Version {
        self.version
    }

    /// Bytes so far, roughly.
    pub const fn size(&self) -> usize {
        self.size
    }

    /// One schema, for a place at the top level of the arguments. References in it are queued until [`Self::finish`].
    pub fn argument(&mut self, node: &'d Node<'d>) -> Result<Value, RefError> {
        self.schema(node, 0)
    }

    /// Converts everything that was referred to: the members of `$defs`.
    pub fn finish(&mut self) -> Result<Map<String, Value>, RefError> {
        let mut done = Vec::new();
        while done.len() < self.defs.len() {
            let node = self.defs[done.len()].node;
            let value = self.schema(node, 1)?;
            done.push(value);
        }
        let names = self.defs.iter().map(|def| def.name.clone());
        let mut defs: Map<String, Value> = names.zip(done).collect();
        cycles::cut(&mut defs);
        Ok(defs)
    }

    fn is_full(&self) -> bool {
        self.size > self.longest
    }

    fn schema(&mut self, node: &'d Node<'d>, depth: usize) -> Result<Value, RefError> {
        match node {
            Node::Bool(value) => return Ok(Value::Bool(*value)),
            Node::Object(_) => {}
            _ => return Ok(Value::Object(Map::new())),
        }
        if node.text("$ref").is_some() {
            return self.reference(node, depth);
        }
        if self.is_full() {
            self.was_cut = true;
            return Ok(bare(node, self.version));
        }
        let entries = self.object(node, depth)?;
        Ok(Value::Object(entries.into_iter().collect()))
    }

    fn reference(&mut self, node: &'d Node<'d>, depth: usize) -> Result<Value, RefError> {
        let found = match self.resolver.resolve(node) {
            Ok(found) => found,
            Err(RefError::Missing(pointer)) => {
                self.missing.push(pointer);
                return Ok(Value::Object(Map::new()));
            }
            Err(error) => return Err(error),
        };
        let description = node.text("description").or_else(|| found.node.text("description"));
        if is_leaf(found.node) {
            let mut value = self.schema(found.node, depth)?;
            if let (Some(description), Value::Object(members)) = (node.text("description"), &mut value) {
                members.insert("description".into(), names::clip(description, LONGEST_DESCRIPTIONS[depth.min(1)]).into());
            }
            return Ok(value);
        }
        let name = self.definition(found.pointer.unwrap_or_default(), found.node);
        let mut entries: Entries = vec![("$ref".into(), format!("#/$defs/{name}").into())];
        // A definition's own description is repeated only for arguments, where clients show it.
        if let Some(description) = description.filter(|_| depth == 0 || node.has("description")) {
            self.push(&mut entries, "description", names::clip(description, LONGEST_DESCRIPTIONS[depth.min(1)]).into());
        }
        self.size += name.len() + 20;
        Ok(Value::Object(entries.into_iter().collect()))
    }

    fn definition(&mut self, pointer: &'d str, node: &'d Node<'d>) -> String {
        if let Some(&place) = self.by_pointer.get(pointer) {
            return self.defs[place].name.clone();
        }
        let last = pointer.rsplit('/').next().unwrap_or_default();
        let last = percent_encoding::percent_decode_str(last).decode_utf8_lossy();
        let name = self.names.take(&names::arg_name(&last), names::LONGEST_ARG);
        self.by_pointer.insert(pointer, self.defs.len());
        self.defs.push(Def { name: name.clone(), node });
        name
    }

    fn push(&mut self, entries: &mut Entries, key: &str, value: Value) {
        self.size += key.len()
            + 4
            + match &value {
                Value::String(text) => text.len() + 2,
                Value::Array(items) => items.iter().map(|item| item.as_str().map_or(8, |text| text.len() + 3)).sum(),
                _ => 6,
            };
        entries.push((key.to_owned(), value));
    }

    /// A container whose content was counted while it was made.
    fn push_counted(&mut self, entries: &mut Entries, key: &str, value: Value) {
        self.size += key.len() + 6;
        entries.push((key.to_owned(), value));
    }

    fn object(&mut self, node: &'d Node<'d>, depth: usize) -> Result<Entries, RefError> {
        let mut entries = Entries::with_capacity(4);
        let types = keywords::types(node, self.version);
        match types.as_slice() {
            [] => {}
            [one] => self.push(&mut entries, "type", (*one).into()),
            several => self.push(&mut entries, "type", several.to_vec().into()),
        }
        if let Some(description) = node.text("description").filter(|text| !text.trim().is_empty()) {
            self.push(&mut entries, "description", names::clip(description, LONGEST_DESCRIPTIONS[depth.min(1)]).into());
        }
        self.scalars(node, &types, &mut entries);
        self.members(node, depth, &mut entries)?;
        self.array(node, &types, depth, &mut entries)?;
        for key in ["not", "contains", "propertyNames", "if", "then", "else"] {
            if let Some(inner) = node.get(key).filter(|inner| inner.is_object() || inner.as_bool().is_some()) {
                let inner = self.schema(inner, depth + 1)?;
                self.push_counted(&mut entries, key, inner);
            }
        }
        self.combinators(node, depth, entries)
    }

    fn scalars(&mut self, node: &'d Node<'d>, types: &[&str], entries: &mut Entries) {
        match keywords::values(node, types) {
            Ok(Some(values)) => self.push(entries, "enum", values),
            Ok(None) => {}
            Err(first) => self.name_some(node.list("enum").len(), &first, entries),
        }
        if let Some(value) = node.get("const").filter(|_| self.version == Version::V31) {
            self.push(entries, "const", keywords::typed(value, types));
        }
        match node.text("format") {
            // OpenAPI's word for bytes: in JSON they travel as base64.
            Some("binary" | "byte") => self.push(entries, "contentEncoding", "base64".into()),
            Some(format) if format.len() <= 40 && !format.is_empty() => self.push(entries, "format", format.into()),
            _ => {}
        }
        for key in ["contentEncoding", "contentMediaType"] {
            if let Some(text) = node.text(key).filter(|_| self.version == Version::V31 && !node.has("format")) {
                self.push(entries, key, text.into());
            }
        }
        if let Some(pattern) = node.text("pattern").and_then(pattern::normalise) {
            self.push(entries, "pattern", pattern.into());
        }
        for (key, value) in keywords::bounds(node).into_iter().chain(keywords::counts(node)) {
            self.push(entries, key, value);
        }
        for key in ["uniqueItems", "deprecated"] {
            if node.flag(key) {
                self.push(entries, key, true.into());
            }
        }
        if let Some(value) = node.get("default").and_then(|value| keywords::short_value(value, types)) {
            self.push(entries, "default", value);
        }
        let example = node.get("example").or_else(|| node.list("examples").first());
        if let Some(value) = example.and_then(|value| keywords::short_value(value, types)) {
            entries.retain(|(key, _)| key != "examples");
            self.push(entries, "examples", vec![value].into());
        }
    }

    /// A list of allowed values that is too long to be told whole: some of them, so that their form is known.
    fn name_some(&mut self, count: usize, first: &[Value], entries: &mut Entries) {
        self.was_cut = true;
        let told: Vec<String> = first.iter().map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
        let known = entries.iter().position(|(key, _)| key == "description").map(|place| entries.remove(place).1);
        let known = known.as_ref().and_then(Value::as_str).map(|text| format!("{} ", text.trim_end())).unwrap_or_default();
        let sentence = format!("{known}One of {count} values, such as {}.", names::clip(&told.join(", "), 200));
        self.push(entries, "description", sentence.into());
        self.push(entries, "examples", first.iter().take(1).cloned().collect::<Vec<_>>().into());
    }

    fn members(&mut self, node: &'d Node<'d>, depth: usize, entries: &mut Entries) -> Result<(), RefError> {
        let mut hidden = Vec::new();
        let mut properties = Entries::new();
        for (name, property) in node.get("properties").map_or(&[][..], Node::members) {
            if is_read_only(self.resolver, property) {
                hidden.push(name.as_ref());
            } else if self.is_full() {
                // Members that are not described take any value.
                self.was_cut = true;
                break;
            } else if property.is_object() || property.as_bool().is_some() {
                let property = self.schema(property, depth + 1)?;
                self.push_counted(&mut properties, name, property);
            }
        }
        if !properties.is_empty() {
            self.push_counted(entries, "properties", Value::Object(properties.into_iter().collect()));
        }
        let mut required: Vec<&str> = Vec::new();
        for name in node.list("required").iter().filter_map(Node::as_str) {
            if !hidden.contains(&name) && !required.contains(&name) {
                required.push(name);
            }
        }
        if !required.is_empty() {
            self.push(entries, "required", required.into());
        }
        match node.get("additionalProperties") {
            Some(Node::Bool(false)) => self.push(entries, "additionalProperties", false.into()),
            Some(inner) if !inner.members().is_empty() => {
                let inner = self.schema(inner, depth + 1)?;
                self.push_counted(entries, "additionalProperties", inner);
            }
            _ => {}
        }
        let mut patterns = Entries::new();
        for (name, property) in node.get("patternProperties").map_or(&[][..], Node::members) {
            if let Some(name) = pattern::normalise(name).filter(|_| property.is_object()) {
                let property = self.schema(property, depth + 1)?;
                self.push_counted(&mut patterns, &name, property);
            }
        }
        if !patterns.is_empty() {
            self.push_counted(entries, "patternProperties", Value::Object(patterns.into_iter().collect()));
        }
        Ok(())
    }

    fn array(&mut self, node: &'d Node<'d>, types: &[&str], depth: usize, entries: &mut Entries) -> Result<(), RefError> {
        let tuple = if let Some(Node::List(items)) = node.get("items") { items.as_slice() } else { node.list("prefixItems") };
        if !tuple.is_empty() && !self.is_full() {
            let mut items = Vec::with_capacity(tuple.len());
            for item in tuple {
                items.push(self.schema(item, depth + 1)?);
            }
            self.push_counted(entries, "prefixItems", items.into());
        }
        match node.get("items") {
            Some(items @ (Node::Object(_) | Node::Bool(_))) => {
                let items = self.schema(items, depth + 1)?;
                self.push_counted(entries, "items", items);
            }
            // Several clients refuse arrays that do not say what is in them.
            _ if types.contains(&"array") => self.push_counted(entries, "items", Value::Object(Map::new())),
            _ => {}
        }
        Ok(())
    }

    /// `allOf`, `anyOf` and `oneOf`. The last two become `anyOf`: the variants of real documents overlap, and more
    /// clients know `anyOf`.
    fn combinators(&mut self, node: &'d Node<'d>, depth: usize, entries: Entries) -> Result<Entries, RefError> {
        let mut merged: Map<String, Value> = entries.into_iter().collect();
        let mut all = Vec::new();
        for part in node.list("allOf") {
            if self.is_full() {
                self.was_cut = true;
                break;
            }
            match self.schema(part, depth + 1)? {
                Value::Object(part) if fold(&mut merged, &part) => {}
                Value::Bool(true) => {}
                part => all.push(part),
            }
        }
        for variants in [self.variants(node, "anyOf", depth)?, self.variants(node, "oneOf", depth)?].into_iter().flatten() {
            let variants = if keywords::is_nullable(node, self.version) && !node.has("type") { with_null(variants) } else { variants };
            if merged.contains_key("anyOf") {
                all.push(Value::Object([("anyOf".to_owned(), Value::Array(variants))].into_iter().collect()));
            } else {
                merged.insert("anyOf".into(), Value::Array(variants));
            }
        }
        Ok(join(merged, all, keywords::is_nullable(node, self.version)))
    }

    fn variants(&mut self, node: &'d Node<'d>, key: &str, depth: usize) -> Result<Option<Vec<Value>>, RefError> {
        let mut variants = Vec::new();
        for variant in node.list(key) {
            if self.is_full() {
                // Half of the alternatives would forbid the other half.
                self.was_cut = true;
                return Ok(None);
            }
            let variant = self.schema(variant, depth + 1)?;
            if !variants.contains(&variant) {
                variants.push(variant);
            }
        }
        self.size += variants.len() * 2;
        Ok((!variants.is_empty()).then_some(variants))
    }
}

/// The bare type of a schema that was cut.
fn bare(node: &Node<'_>, version: Version) -> Value {
    let mut members = Map::new();
    if let Some(first) = keywords::types(node, version).first() {
        members.insert("type".into(), (*first).into());
        if *first == "array" {
            members.insert("items".into(), Value::Object(Map::new()));
        }
    }
    Value::Object(members)
}

/// Schemas without schemas in them are repeated instead of referred to.
fn is_leaf(node: &Node<'_>) -> bool {
    const INNER: [&str; 13] = [
        "properties",
        "items",
        "additionalProperties",
        "patternProperties",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "if",
        "prefixItems",
        "contains",
        "propertyNames",
        "dependentSchemas",
    ];
    node.is_object() && !INNER.iter().any(|key| node.has(key)) && node.list("enum").len() <= 30
}

/// Properties that only the server sets are no arguments.
pub fn is_read_only<'d>(resolver: &Resolver<'d>, property: &'d Node<'d>) -> bool {
    property.flag("readOnly") || (property.text("$ref").is_some() && resolver.resolve(property).is_ok_and(|found| found.node.flag("readOnly")))
}
