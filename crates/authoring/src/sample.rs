//! Values that fit a JSON Schema: example arguments for the self-test of a build, and answers of a server in mock mode.
//!
//! What the schema itself gives comes first (`examples`, `example`, `default`, `const`, `enum`); what is left is made from types, formats
//! and bounds. Nothing is promised about schemas that say more than that (patterns, `not`, conditions): whatever is made is
//! checked against the schema, and `None` is the honest answer where it does not fit. The same schema always gives the same value.

use serde_json::{Map, Number, Value, json};

/// Levels below the root; deeper members are left out where they may be.
const DEPTH: u8 = 8;
/// Values made for one schema.
const MOST: u32 = 2_000;
/// Items of a list whose schema asks for fewer.
const ITEMS: u64 = 1;

/// Arguments that the schema accepts: the required ones, and those for which it gives a value itself.
pub fn arguments(schema: &Value) -> Option<Map<String, Value>> {
    match checked(schema, Members::Required)? {
        Value::Object(arguments) => Some(arguments),
        _ => None,
    }
}

/// An answer that the schema accepts, with all of its members, so that a client sees what there can be.
pub fn answer(schema: &Value) -> Option<Value> {
    checked(schema, Members::All).or_else(|| checked(schema, Members::Required))
}

fn checked(schema: &Value, members: Members) -> Option<Value> {
    let made = Maker { root: schema, members, left: MOST }.value(schema, DEPTH)?;
    let validator = jsonschema::draft202012::new(schema).ok()?;
    validator.is_valid(&made).then_some(made)
}

/// Which members of an object are made.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Members {
    Required,
    All,
}

struct Maker<'s> {
    root: &'s Value,
    members: Members,
    left: u32,
}

impl<'s> Maker<'s> {
    fn value(&mut self, schema: &'s Value, depth: u8) -> Option<Value> {
        self.left = self.left.checked_sub(1)?;
        let schema = match schema {
            Value::Bool(true) => return Some(json!({})),
            Value::Object(schema) => schema,
            _ => return None,
        };
        if let Some(given) = given(schema) {
            return Some(given.clone());
        }
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            let target = self.root.pointer(reference.strip_prefix('#')?)?;
            return if depth == 0 { None } else { self.value(target, depth - 1) };
        }
        for variants in ["oneOf", "anyOf"] {
            if let Some(variants) = schema.get(variants).and_then(Value::as_array) {
                return variants.iter().find_map(|variant| self.value(variant, depth.checked_sub(1)?));
            }
        }
        if let Some(parts) = schema.get("allOf").and_then(Value::as_array) {
            return self.merged(schema, parts, depth);
        }
        match kind(schema)? {
            "object" => self.object(schema, depth),
            "array" => self.array(schema, depth),
            "string" => text(schema).map(Value::String),
            "integer" => integer(schema),
            "number" => number(schema),
            "boolean" => Some(Value::Bool(true)),
            "null" => Some(Value::Null),
            _ => None,
        }
    }

    /// Every part of an `allOf` adds its members.
    fn merged(&mut self, schema: &'s Map<String, Value>, parts: &'s [Value], depth: u8) -> Option<Value> {
        let mut merged = match self.object(schema, depth)? {
            Value::Object(members) => members,
            _ => return None,
        };
        for part in parts {
            match self.value(part, depth.checked_sub(1)?)? {
                Value::Object(members) => merged.extend(members),
                // Parts that are no objects say more about one value.
                other => return Some(other),
            }
        }
        Some(Value::Object(merged))
    }

    fn object(&mut self, schema: &'s Map<String, Value>, depth: u8) -> Option<Value> {
        let required: Vec<&str> = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
        let mut made = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, member) in properties.into_iter().flatten() {
            let needed = required.contains(&name.as_str());
            if !needed && self.members == Members::Required {
                continue;
            }
            match depth.checked_sub(1).and_then(|depth| self.value(member, depth)) {
                Some(value) => drop(made.insert(name.clone(), value)),
                None if needed => return None,
                None => {}
            }
        }
        // Required, and described nowhere.
        for name in required.into_iter().filter(|name| properties.is_none_or(|properties| !properties.contains_key(*name))) {
            made.insert(name.to_owned(), Value::String("text".to_owned()));
        }
        Some(Value::Object(made))
    }

    fn array(&mut self, schema: &'s Map<String, Value>, depth: u8) -> Option<Value> {
        let least = schema.get("minItems").and_then(Value::as_u64).unwrap_or_default();
        let most = schema.get("maxItems").and_then(Value::as_u64).unwrap_or(u64::MAX);
        let wanted = least.max(ITEMS).min(most);
        if wanted > 100 {
            return None;
        }
        let mut items = Vec::new();
        for place in 0..usize::try_from(wanted).ok()? {
            let prefix = schema.get("prefixItems").and_then(Value::as_array).and_then(|prefix| prefix.get(place));
            let made = match prefix.or_else(|| schema.get("items")) {
                Some(item) => depth.checked_sub(1).and_then(|depth| self.value(item, depth)),
                None => Some(Value::String("text".to_owned())),
            };
            match made {
                Some(item) => items.push(distinct(item, place, schema)),
                None if least == 0 => break,
                None => return None,
            }
        }
        Some(Value::Array(items))
    }
}

/// Where items must differ, texts and numbers are told apart by their place.
fn distinct(item: Value, place: usize, schema: &Map<String, Value>) -> Value {
    if place == 0 || schema.get("uniqueItems") != Some(&Value::Bool(true)) {
        return item;
    }
    match item {
        Value::String(text) => Value::String(format!("{text}{place}")),
        Value::Number(number) => number.as_i64().map_or(Value::Number(number), |number| json!(number + place as i64)),
        other => other,
    }
}

/// A value that the schema gives itself. An example that is shorter than the list it is an example of is none.
fn given(schema: &Map<String, Value>) -> Option<&Value> {
    let first = |list: &str| schema.get(list).and_then(Value::as_array).and_then(|values| values.first());
    let least = schema.get("minItems").and_then(Value::as_u64).and_then(|least| usize::try_from(least).ok()).unwrap_or_default();
    let fits = |value: &&Value| value.as_array().is_none_or(|items| items.len() >= least);
    let own = [schema.get("const"), first("examples"), schema.get("example"), schema.get("default"), first("enum")];
    own.into_iter().flatten().find(fits)
}

/// The first type that is not `null`; guessed from the keywords where none is named.
fn kind(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => Some(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).find(|kind| *kind != "null").or(Some("null")),
        _ if schema.contains_key("properties") || schema.contains_key("required") => Some("object"),
        _ if schema.contains_key("items") || schema.contains_key("prefixItems") => Some("array"),
        _ => Some("string"),
    }
}

fn text(schema: &Map<String, Value>) -> Option<String> {
    let made = match schema.get("format").and_then(Value::as_str) {
        Some("date") => "2026-01-31",
        Some("date-time") => "2026-01-31T12:00:00Z",
        Some("time") => "12:00:00Z",
        Some("duration") => "P1D",
        Some("email") => "person@example.com",
        Some("uuid") => "018f6f2e-7d2b-7c1a-9a53-3c1f4c2b7a10",
        Some("uri" | "url" | "uri-reference" | "iri") => "https://example.com/",
        Some("hostname") => "example.com",
        Some("ipv4") => "192.0.2.1",
        Some("ipv6") => "2001:db8::1",
        _ if schema.contains_key("contentEncoding") => "dGV4dA==",
        _ => "text",
    };
    let least = usize::try_from(schema.get("minLength").and_then(Value::as_u64).unwrap_or_default()).ok().filter(|least| *least <= 10_000)?;
    let most = schema.get("maxLength").and_then(Value::as_u64).and_then(|most| usize::try_from(most).ok()).unwrap_or(usize::MAX);
    Some(made.chars().chain(std::iter::repeat('x')).take(made.chars().count().max(least).min(most)).collect())
}

fn integer(schema: &Map<String, Value>) -> Option<Value> {
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let least = bound("minimum").map(f64::ceil).or_else(|| bound("exclusiveMinimum").map(|bound| bound.floor() + 1.0));
    let most = bound("maximum").map(f64::floor).or_else(|| bound("exclusiveMaximum").map(|bound| bound.ceil() - 1.0));
    let step = bound("multipleOf").filter(|step| *step >= 1.0).unwrap_or(1.0);
    let wanted = least.unwrap_or_else(|| most.map_or(1.0, |most| most.min(1.0)));
    let stepped = (wanted / step).ceil() * step;
    Some(json!(stepped as i64))
}

fn number(schema: &Map<String, Value>) -> Option<Value> {
    if schema.contains_key("multipleOf") {
        return integer(schema);
    }
    let bound = |name: &str| schema.get(name).and_then(Value::as_f64);
    let (least, most) = (bound("minimum").or_else(|| bound("exclusiveMinimum")), bound("maximum").or_else(|| bound("exclusiveMaximum")));
    let made = match (least, most) {
        (Some(least), Some(most)) => f64::midpoint(least, most),
        (Some(least), None) => least + 1.0,
        (None, Some(most)) => most - 1.0,
        (None, None) => 1.5,
    };
    Number::from_f64(made).map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_the_schema_gives_comes_first() {
        let schema = json!({"type": "object", "required": ["id", "state", "at", "n"], "properties": {
            "id": {"type": "string", "examples": ["ord_1"]}, "state": {"enum": ["open", "closed"]}, "at": {"type": "string", "format": "date-time"},
            "n": {"type": "integer", "minimum": 3, "multipleOf": 5}, "left_out": {"type": "string"}}});
        assert_eq!(Value::Object(arguments(&schema).expect("arguments")), json!({"id": "ord_1", "state": "open", "at": "2026-01-31T12:00:00Z", "n": 5}));
    }

    #[test]
    fn an_example_that_does_not_fit_is_none() {
        let schema = json!({"type": "object", "required": ["emails"], "properties": {"emails": {"type": "array", "items": {"type": "string"}, "minItems": 1, "example": []}}});
        assert_eq!(Value::Object(arguments(&schema).expect("arguments")), json!({"emails": ["text"]}));
    }

    #[test]
    fn answers_have_all_members_and_end() {
        let schema = json!({"type": "object", "properties": {"name": {"type": ["string", "null"]}, "children": {"type": "array", "items": {"$ref": "#"}}}});
        let made = answer(&schema).expect("an answer");
        assert_eq!(made["name"], "text");
        assert!(made["children"].is_array());
    }

    #[test]
    fn what_cannot_be_made_is_not_pretended() {
        assert_eq!(arguments(&json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": "^[0-9]{4}-Q[1-4]$"}}})), None);
        assert_eq!(answer(&json!(false)), None);
        assert_eq!(arguments(&json!({"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/properties/a"}}})), None);
    }

    proptest! {
        #[test]
        fn whatever_is_made_fits(least in 0_u64..20, more in 0_u64..20, minimum in -50_i64..50, items in 0_u64..5) {
            let schema = json!({"type": "object", "required": ["s", "i", "l"], "properties": {
                "s": {"type": "string", "minLength": least, "maxLength": least + more}, "i": {"type": "integer", "minimum": minimum, "maximum": minimum + 3},
                "l": {"type": "array", "minItems": items, "uniqueItems": true, "items": {"type": "integer"}}, "o": {"type": "number"}}});
            prop_assert!(arguments(&schema).is_some());
            prop_assert!(answer(&schema).is_some());
        }
    }
}
