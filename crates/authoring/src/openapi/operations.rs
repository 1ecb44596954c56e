//! The operations of a document, in its order, and the choice among them.

use std::collections::{HashMap, HashSet};

use contract::{AppError, dto::Skipped, spec::Method};

use super::{
    document::{Document, Resolver},
    node::Node,
};
use crate::names;

/// One operation.
#[derive(Clone, Copy, Debug)]
pub struct Operation<'d> {
    pub method: Method,
    pub path: &'d str,
    /// The path item around it: its parameters and servers count, too.
    pub item: &'d Node<'d>,
    pub node: &'d Node<'d>,
    /// Its `operationId`, if it has one that no earlier operation has.
    pub id: Option<&'d str>,
}

impl Operation<'_> {
    /// `GET /users/{id}`.
    pub fn place(&self) -> String {
        format!("{} {}", self.method.as_str(), self.path)
    }

    /// How the operation is named in selections and reports.
    pub fn key(&self) -> String {
        self.id.map_or_else(|| self.place(), str::to_owned)
    }
}

fn method(key: &str) -> Option<Method> {
    Some(match key {
        "get" => Method::Get,
        "head" => Method::Head,
        "post" => Method::Post,
        "put" => Method::Put,
        "patch" => Method::Patch,
        "delete" => Method::Delete,
        "options" => Method::Options,
        _ => return None,
    })
}

/// Every operation of the document, and those that cannot become a tool with the reason.
pub fn all<'d>(document: &'d Document<'d>, resolver: &Resolver<'d>) -> (Vec<Operation<'d>>, Vec<Skipped>) {
    let (mut operations, mut skipped) = (Vec::new(), Vec::new());
    let mut ids = HashSet::new();
    for (path, item) in document.root.get("paths").map_or(&[][..], Node::members) {
        if path.starts_with("x-") {
            continue;
        }
        let item = match resolver.resolve(item) {
            Ok(found) => found.node,
            Err(error) => {
                skipped.push(Skipped { operation: path.to_string(), reason: format!("The path cannot be read: {error}.") });
                continue;
            }
        };
        for (key, node) in item.members().iter().filter(|(_, node)| node.is_object()) {
            if let Some(method) = method(key) {
                let id = node.text("operationId").map(str::trim).filter(|id| !id.is_empty() && ids.insert(id.to_owned()));
                operations.push(Operation { method, path, item, node, id });
            } else if key == "trace" || key == "query" {
                let reason = format!("The method {} is not supported.", key.to_uppercase());
                skipped.push(Skipped { operation: format!("{} {path}", key.to_uppercase()), reason });
            }
        }
    }
    (operations, skipped)
}

/// Only the operations that were asked for, by id or as `GET /path`. Unknown names are an error that lists them.
pub fn select<'d>(operations: Vec<Operation<'d>>, wanted: &[String]) -> Result<Vec<Operation<'d>>, AppError> {
    if wanted.is_empty() {
        return Err(AppError::field("operations", "Choose at least one operation."));
    }
    let mut places: HashMap<String, usize> = HashMap::with_capacity(operations.len() * 2);
    for (place, operation) in operations.iter().enumerate() {
        places.entry(operation.place()).or_insert(place);
        if let Some(id) = operation.id {
            places.insert(id.to_owned(), place);
        }
    }
    let mut chosen = HashSet::new();
    let mut unknown = Vec::new();
    for name in wanted {
        match places.get(name.trim()).or_else(|| places.get(&upper_method(name.trim()))) {
            Some(&place) => {
                chosen.insert(place);
            }
            None => unknown.push(format!("“{}”", names::clip(name, 80))),
        }
    }
    if !unknown.is_empty() {
        unknown.truncate(20);
        let hint = "Write the operationId, or the method and path such as “GET /users/{id}”.";
        return Err(AppError::field("operations", format!("The document has no operation {}. {hint}", unknown.join(", "))));
    }
    Ok(operations.into_iter().enumerate().filter(|(place, _)| chosen.contains(place)).map(|(_, operation)| operation).collect())
}

fn upper_method(name: &str) -> String {
    name.split_once(' ').map_or_else(|| name.to_owned(), |(method, path)| format!("{} {}", method.to_ascii_uppercase(), path.trim()))
}
