//! Form bodies with brackets, as a tree: `items[0][price]=x` is `{"items":[{"price":"x"}]}`.

use serde_json::{Map, Value};

/// Reads a form body or a query.
pub fn parse(text: &str) -> Value {
    let mut root = Value::Object(Map::new());
    for (name, value) in url::form_urlencoded::parse(text.as_bytes()) {
        let path: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty()).collect();
        put(&mut root, &path, &value);
    }
    lists(root)
}

fn put(node: &mut Value, path: &[&str], value: &str) {
    let Some((first, rest)) = path.split_first() else {
        *node = Value::String(value.to_owned());
        return;
    };
    if !node.is_object() {
        *node = Value::Object(Map::new());
    }
    if let Some(members) = node.as_object_mut() {
        put(members.entry(*first).or_insert(Value::Null), rest, value);
    }
}

/// Objects whose names are numbers are lists.
fn lists(node: Value) -> Value {
    let Value::Object(members) = node else { return node };
    let is_list = !members.is_empty() && members.keys().all(|name| name.parse::<usize>().is_ok());
    let members = members.into_iter().map(|(name, value)| (name, lists(value)));
    if is_list { Value::Array(members.map(|(_, value)| value).collect()) } else { Value::Object(members.collect()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn brackets_become_a_tree() {
        let read = super::parse("items[0][price]=price_1&items%5B0%5D%5Bquantity%5D=1&cancel_at=&mode=x");
        assert_eq!(read, json!({ "items": [{ "price": "price_1", "quantity": "1" }], "cancel_at": "", "mode": "x" }));
    }
}
