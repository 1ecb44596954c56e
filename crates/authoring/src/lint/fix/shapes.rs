//! The shape of schemas: plain objects at the root, and less structure where less is wanted.

use contract::spec::Tool;
use serde_json::{Map, Value, json};

use crate::lint::{
    features::TYPES,
    schemas::resolve,
    walk::{self, types},
};

/// Variants inside variants that are followed.
const DEEPEST: usize = 20;
/// The name under which answers that are not objects stand.
const WRAPPED: &str = "result";

/// The root becomes an object; what it said about members stays.
pub fn make_object(schema: &mut Value) {
    if !schema.is_object() {
        *schema = json!({});
    }
    if let Some(members) = schema.as_object_mut() {
        members.insert("type".into(), "object".into());
        if !members.get("properties").is_some_and(Value::is_object) {
            members.insert("properties".into(), json!({}));
        }
    }
}

/// Lays the variants at the root over each other: members of all of them, required only where all require them.
pub fn flatten(root: &mut Value) {
    let snapshot = root.clone();
    let shape = gather(&snapshot, &snapshot, 0);
    make_object(root);
    let Some(members) = root.as_object_mut() else { return };
    for key in ["oneOf", "anyOf", "allOf", "not", "enum", "$ref", "discriminator"] {
        members.shift_remove(key);
    }
    // A member that only one variant knows must be allowed in every other, too.
    members.shift_remove("additionalProperties");
    members.insert("properties".into(), Value::Object(shape.properties));
    if shape.required.is_empty() {
        members.shift_remove("required");
    } else {
        members.insert("required".into(), shape.required.into());
    }
}

#[derive(Default)]
struct Shape {
    properties: Map<String, Value>,
    required: Vec<String>,
}

fn gather(root: &Value, schema: &Value, depth: usize) -> Shape {
    let mut shape = Shape::default();
    if depth > DEEPEST {
        return shape;
    }
    if let Some(target) =
        schema.get("$ref").and_then(Value::as_str).and_then(|reference| resolve(root, reference)).filter(|target| !std::ptr::eq(*target, schema))
    {
        shape.join(gather(root, target, depth + 1));
    }
    let own = schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default();
    let required = schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect();
    shape.join(Shape { properties: own, required });
    for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
        shape.join(gather(root, part, depth + 1));
    }
    for key in ["oneOf", "anyOf"] {
        let variants: Vec<Shape> = schema.get(key).and_then(Value::as_array).into_iter().flatten().map(|variant| gather(root, variant, depth + 1)).collect();
        let Some(first) = variants.first() else { continue };
        let common: Vec<String> = first.required.iter().filter(|name| variants.iter().all(|variant| variant.required.contains(name))).cloned().collect();
        for variant in variants {
            shape.join(Shape { required: Vec::new(), ..variant });
        }
        shape.join(Shape { properties: Map::new(), required: common });
    }
    shape
}

impl Shape {
    fn join(&mut self, other: Self) {
        for (name, schema) in other.properties {
            match self.properties.get_mut(&name) {
                None => {
                    self.properties.insert(name, schema);
                }
                Some(known) if *known == schema => {}
                Some(known) => {
                    let both = known.get("anyOf").and_then(Value::as_array).filter(|_| known.as_object().is_some_and(|members| members.len() == 1)).cloned();
                    let mut variants = both.unwrap_or_else(|| vec![known.clone()]);
                    if !variants.contains(&schema) {
                        variants.push(schema);
                    }
                    *known = json!({ "anyOf": variants });
                }
            }
        }
        for name in other.required {
            if !self.required.contains(&name) {
                self.required.push(name);
            }
        }
    }
}

/// An answer that is no object stands in one, under `result`; a schema that says nothing is left out.
pub fn wrap_output(tool: &mut Tool) {
    let Some(mut schema) = tool.output_schema.take() else { return };
    let names: Vec<String> = types(&schema).into_iter().filter(|name| TYPES.contains(name)).map(str::to_owned).collect();
    let is_object = names.iter().any(|name| name == "object") || names.is_empty() && schema.get("properties").is_some();
    if is_object {
        if let Some(members) = schema.as_object_mut() {
            members.insert("type".into(), "object".into());
        }
        tool.output_schema = Some(schema);
    } else if !names.is_empty() {
        let definitions = schema.as_object_mut().and_then(|members| members.shift_remove("$defs"));
        let wrap = tool.response.wrap.get_or_insert_with(|| WRAPPED.to_owned()).clone();
        let mut wrapped = json!({ "type": "object", "properties": { (wrap.clone()): schema }, "required": [wrap] });
        if let (Some(definitions), Some(members)) = (definitions, wrapped.as_object_mut()) {
            members.insert("$defs".into(), definitions);
        }
        tool.output_schema = Some(wrapped);
    }
}

/// Takes anything below so many levels: only types and descriptions stay there. Definitions that nothing uses go.
pub fn loosen(root: &mut Value, levels: usize) {
    let snapshot = root.clone();
    // Definitions are looked at where they are used; inside them, levels count from their own root.
    walk::change(root, 0, &mut |schema, depth| {
        let Some(members) = schema.as_object_mut().filter(|_| depth >= levels) else { return };
        if let Some(reference) = members.get("$ref").and_then(Value::as_str) {
            let kind = resolve(&snapshot, reference).and_then(|target| target.get("type").cloned());
            members.shift_remove("$ref");
            if let Some(kind) = kind {
                members.insert("type".into(), kind);
            }
        }
        members.retain(|key, _| matches!(key.as_str(), "type" | "description" | "enum" | "format" | "default"));
        if types(schema).contains(&"array")
            && let Some(members) = schema.as_object_mut()
        {
            members.insert("items".into(), json!({}));
        }
    });
    drop_unused(root);
}

/// Removes definitions that nothing refers to.
pub fn drop_unused(root: &mut Value) {
    loop {
        let Some(definitions) = root.get("$defs").and_then(Value::as_object) else { return };
        let places = walk::schemas(root);
        let used = |name: &str| {
            let exact = format!("#/$defs/{}", name.replace('~', "~0").replace('/', "~1"));
            let own = format!("/{}", &exact[2..]);
            places.iter().any(|place| {
                let reference = place.schema.get("$ref").and_then(Value::as_str);
                let is_inside = place.at == own || place.at.starts_with(&format!("{own}/"));
                !is_inside
                    && reference
                        .is_some_and(|reference| reference == exact || reference.starts_with(&format!("{exact}/")) || !reference.starts_with("#/$defs/"))
            })
        };
        let unused: Vec<String> = definitions.keys().filter(|name| !used(name)).cloned().collect();
        if unused.is_empty() {
            return;
        }
        let Some(members) = root.as_object_mut() else { return };
        if let Some(definitions) = members.get_mut("$defs").and_then(Value::as_object_mut) {
            definitions.retain(|name, _| !unused.contains(name));
            if definitions.is_empty() {
                members.shift_remove("$defs");
            }
        }
    }
}
