//! The document with its version, and the resolution of local references.

use std::{cell::RefCell, collections::HashMap};

use contract::AppError;

use super::{node::Node, read};

/// Objects with more members than this get an index when references point into them.
const INDEXED_FROM: usize = 32;

/// References that may lead from one to the next before something else stands there.
const MOST_HOPS: usize = 50;

/// The dialects that differ in what matters here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0.
    V30,
    /// OpenAPI 3.1 and 3.2.
    V31,
}

/// A document that was recognised.
pub struct Document<'a> {
    pub root: Node<'a>,
    pub version: Version,
}

impl<'a> Document<'a> {
    /// Reads a text and makes sure that it is a description of an API.
    pub fn parse(text: &'a str) -> Result<Self, AppError> {
        let root = read::read(text)?;
        let version = version(&root).map_err(|message| AppError::field("source.text", message))?;
        Ok(Self { root, version })
    }
}

fn version(root: &Node<'_>) -> Result<Version, String> {
    let said = |key: &str| root.get(key).and_then(Node::scalar);
    if let Some(version) = said("openapi") {
        return match version.trim() {
            text if text.starts_with("3.0") || text == "3" => Ok(Version::V30),
            text if text.starts_with("3.") => Ok(Version::V31),
            text => Err(format!("OpenAPI “{}” cannot be read; versions 3.0, 3.1 and Swagger 2.0 can.", shorten(text))),
        };
    }
    if let Some(version) = said("swagger") {
        return match version.trim() {
            text if text.starts_with('2') => Ok(Version::V2),
            text => Err(format!(
                "Swagger “{}” cannot be read; version 2.0 and OpenAPI 3 can. Convert it first, for example at converter.swagger.io.",
                shorten(text)
            )),
        };
    }
    Err(if root.has("asyncapi") {
        "This is an AsyncAPI document, which describes messages. An OpenAPI document is needed.".into()
    } else if root.has("swaggerVersion") {
        "Swagger 1 cannot be read; version 2.0 and OpenAPI 3 can. Convert it first, for example at converter.swagger.io.".into()
    } else if root.get("info").is_some_and(|info| info.has("_postman_id") || info.text("schema").is_some_and(|schema| schema.contains("getpostman"))) {
        "This is a Postman collection. Choose “Postman” as the source.".into()
    } else if root.has("mcpServers") {
        "This is the configuration of an MCP client, not an OpenAPI document.".into()
    } else if root.has("paths") {
        "The document does not say which version it is. Add “openapi: 3.1.0” (or “swagger: '2.0'”) as its first line.".into()
    } else {
        "This is not an OpenAPI document: it has neither “openapi” nor “swagger” at its top. Check that you chose the right file.".into()
    })
}

fn shorten(text: &str) -> String {
    text.chars().take(40).collect()
}

/// Why a reference leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RefError {
    #[error("it refers to “{0}” outside the document; bundle the document into one file first")]
    External(String),
    #[error("it refers to “{0}”, which the document does not contain")]
    Missing(String),
    #[error("it refers to “{0}”, which only points back at itself")]
    OnlyItself(String),
    #[error("it refers to “{0}”, from where more than {MOST_HOPS} references follow one another")]
    TooFar(String),
}

/// Follows references inside one document. Answers are remembered, and members of large objects are indexed, so that
/// the work stays proportional to the references that are followed.
pub struct Resolver<'d> {
    root: &'d Node<'d>,
    found: RefCell<HashMap<String, Option<&'d Node<'d>>>>,
    indexes: RefCell<HashMap<*const Node<'d>, HashMap<&'d str, &'d Node<'d>>>>,
    /// The first reference that only pointed back at itself.
    circle: RefCell<Option<String>>,
}

/// A node, and the pointer under which it was found if a reference led there.
#[derive(Clone, Copy, Debug)]
pub struct Found<'d> {
    pub node: &'d Node<'d>,
    pub pointer: Option<&'d str>,
}

impl<'d> Resolver<'d> {
    pub fn new(root: &'d Node<'d>) -> Self {
        Self { root, found: RefCell::default(), indexes: RefCell::default(), circle: RefCell::default() }
    }

    /// Follows `$ref` until something else stands there.
    pub fn resolve(&self, node: &'d Node<'d>) -> Result<Found<'d>, RefError> {
        let mut found = Found { node, pointer: None };
        let mut visited: Vec<&str> = Vec::new();
        while let Some(pointer) = found.node.text("$ref") {
            if visited.contains(&pointer) {
                let pointer = shorten_pointer(pointer);
                self.circle.borrow_mut().get_or_insert_with(|| pointer.clone());
                return Err(RefError::OnlyItself(pointer));
            }
            if visited.len() == MOST_HOPS {
                return Err(RefError::TooFar(shorten_pointer(visited[0])));
            }
            visited.push(pointer);
            found = Found { node: self.pointer(pointer)?, pointer: Some(pointer) };
        }
        Ok(found)
    }

    /// Fails when a reference on the way so far only pointed back at itself. Nobody can know what was meant to stand
    /// there, so no part of the document is taken for what its author wanted.
    pub fn check_circles(&self) -> Result<(), AppError> {
        let circle = self.circle.borrow();
        let Some(pointer) = &*circle else { return Ok(()) };
        let message = format!(
            "The reference “{pointer}” only points back at itself, so nothing says what belongs there. Write the description in its place, or remove the reference."
        );
        Err(AppError::field("source.text", message))
    }

    fn pointer(&self, pointer: &'d str) -> Result<&'d Node<'d>, RefError> {
        let Some(path) = pointer.strip_prefix('#') else {
            return Err(RefError::External(shorten_pointer(pointer)));
        };
        if let Some(known) = self.found.borrow().get(pointer) {
            return known.ok_or_else(|| RefError::Missing(shorten_pointer(pointer)));
        }
        let node = self.walk(path);
        self.found.borrow_mut().insert(pointer.to_owned(), node);
        node.ok_or_else(|| RefError::Missing(shorten_pointer(pointer)))
    }

    /// RFC 6901, in the percent-encoded form of fragments.
    fn walk(&self, path: &str) -> Option<&'d Node<'d>> {
        if path.is_empty() || path == "/" {
            return Some(self.root);
        }
        let mut node = self.root;
        for token in path.strip_prefix('/')?.split('/') {
            let token = percent_encoding::percent_decode_str(token).decode_utf8().ok()?.replace("~1", "/").replace("~0", "~");
            node = match node {
                Node::List(items) => items.get(token.parse::<usize>().ok()?)?,
                _ => self.member(node, &token)?,
            };
        }
        Some(node)
    }

    fn member(&self, node: &'d Node<'d>, key: &str) -> Option<&'d Node<'d>> {
        if node.members().len() < INDEXED_FROM {
            return node.get(key);
        }
        let mut indexes = self.indexes.borrow_mut();
        let index = indexes.entry(std::ptr::from_ref(node)).or_insert_with(|| node.members().iter().map(|(name, member)| (name.as_ref(), member)).collect());
        index.get(key).copied()
    }
}

fn shorten_pointer(pointer: &str) -> String {
    if pointer.chars().count() <= 120 { pointer.to_owned() } else { pointer.chars().take(119).chain(['…']).collect() }
}
