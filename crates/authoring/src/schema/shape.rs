//! The members of an object schema, with `allOf` merged and variants laid over each other.
//!
//! Clients refuse `oneOf`, `anyOf` and `allOf` at the root of a tool's arguments, so what stands there is flattened:
//! members of every part of `allOf`, and members of every variant as optional ones.

use std::collections::HashMap;

use crate::openapi::{
    document::{RefError, Resolver},
    node::Node,
};

/// Members of an object that is spread into arguments. Larger ones stay in one argument.
const MOST_MEMBERS: usize = 250;
/// Schemas inside schemas that are followed.
const DEEPEST: usize = 24;

/// The members of an object.
#[derive(Debug, Default)]
pub struct Shape<'d> {
    /// In the order of the document; a member that several parts describe has several schemas.
    pub members: Vec<(&'d str, Vec<&'d Node<'d>>)>,
    pub required: Vec<&'d str>,
    /// Members beside those named are allowed explicitly.
    pub is_open: bool,
    places: HashMap<&'d str, usize>,
}

/// What a schema is, seen from the question whether it is an object.
enum Part<'d> {
    Object(Shape<'d>),
    /// It says nothing about the type.
    Neutral(Shape<'d>),
    Other,
}

/// The shape of a schema, or nothing if it is not clearly an object with named members.
pub fn shape<'d>(resolver: &Resolver<'d>, node: &'d Node<'d>) -> Result<Option<Shape<'d>>, RefError> {
    let mut visited = Vec::new();
    Ok(match part(resolver, node, &mut visited)? {
        Part::Object(shape) if !shape.members.is_empty() && shape.members.len() <= MOST_MEMBERS => Some(shape),
        _ => None,
    })
}

fn part<'d>(resolver: &Resolver<'d>, node: &'d Node<'d>, visited: &mut Vec<&'d str>) -> Result<Part<'d>, RefError> {
    let found = resolver.resolve(node)?;
    let (node, entered) = (found.node, visited.len());
    if let Some(pointer) = found.pointer {
        if visited.contains(&pointer) {
            return Ok(Part::Neutral(Shape::default()));
        }
        visited.push(pointer);
    }
    let part = if visited.len() > DEEPEST { Ok(Part::Other) } else { inner(resolver, node, visited) };
    visited.truncate(entered);
    part
}

fn inner<'d>(resolver: &Resolver<'d>, node: &'d Node<'d>, visited: &mut Vec<&'d str>) -> Result<Part<'d>, RefError> {
    let Some(is_object) = says_object(node) else { return Ok(Part::Other) };
    let mut shape = Shape::default();
    let mut is_object = is_object;
    for (name, member) in node.get("properties").map_or(&[][..], Node::members) {
        shape.add(name, member);
        is_object = true;
    }
    shape.require(node.list("required").iter().filter_map(Node::as_str));
    shape.is_open = node.get("additionalProperties").is_some_and(|more| more.is_object() || more.as_bool() == Some(true)) || node.has("patternProperties");
    for item in node.list("allOf") {
        match part(resolver, item, visited)? {
            Part::Object(other) => {
                is_object = true;
                shape.join(other);
            }
            Part::Neutral(other) => shape.join(other),
            Part::Other => return Ok(Part::Other),
        }
    }
    for key in ["anyOf", "oneOf"] {
        match lay_over(resolver, node.list(key), visited)? {
            None => return Ok(Part::Other),
            Some((variants, objects)) => {
                is_object |= objects;
                shape.join(variants);
            }
        }
    }
    Ok(if is_object { Part::Object(shape) } else { Part::Neutral(shape) })
}

/// Members of all variants, required only where every variant requires them. Nothing if one is no object.
fn lay_over<'d>(resolver: &Resolver<'d>, variants: &'d [Node<'d>], visited: &mut Vec<&'d str>) -> Result<Option<(Shape<'d>, bool)>, RefError> {
    let mut all = Shape::default();
    let mut required: Option<Vec<&'d str>> = None;
    let mut objects = false;
    for variant in variants {
        if variant.text("type") == Some("null") {
            continue;
        }
        let (shape, is_object) = match part(resolver, variant, visited)? {
            Part::Object(shape) => (shape, true),
            Part::Neutral(shape) => (shape, false),
            Part::Other => return Ok(None),
        };
        objects |= is_object;
        required = Some(match required {
            None => shape.required.clone(),
            Some(known) => known.into_iter().filter(|name| shape.required.contains(name)).collect(),
        });
        all.join(Shape { required: Vec::new(), ..shape });
    }
    all.required = required.unwrap_or_default();
    Ok(Some((all, objects)))
}

/// Whether the schema says that it is an object; nothing if it says that it is something else.
fn says_object(node: &Node<'_>) -> Option<bool> {
    match (node, node.get("type")) {
        (Node::Object(_), None) if node.has("enum") || node.has("const") || node.has("items") => None,
        (Node::Object(_), None) => Some(false),
        (Node::Object(_), Some(Node::Text(text))) => (text == "object").then_some(true),
        (Node::Object(_), Some(Node::List(items))) => items.iter().all(|item| matches!(item.as_str(), Some("object" | "null"))).then_some(true),
        _ => None,
    }
}

impl<'d> Shape<'d> {
    fn add(&mut self, name: &'d str, member: &'d Node<'d>) {
        if !member.is_object() && member.as_bool().is_none() {
            return;
        }
        match self.places.get(name) {
            Some(&place) => {
                let schemas = &mut self.members[place].1;
                if !schemas.contains(&member) {
                    schemas.push(member);
                }
            }
            None => {
                self.places.insert(name, self.members.len());
                self.members.push((name, vec![member]));
            }
        }
    }

    fn require(&mut self, names: impl Iterator<Item = &'d str>) {
        for name in names {
            if !self.required.contains(&name) {
                self.required.push(name);
            }
        }
    }

    fn join(&mut self, other: Self) {
        for (name, members) in other.members {
            for member in members {
                self.add(name, member);
            }
        }
        self.require(other.required.into_iter());
        self.is_open |= other.is_open;
    }
}
