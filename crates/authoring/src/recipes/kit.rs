//! What recipes are made of.

use contract::{
    dto::RecipeCard,
    spec::{
        Action, Annotations, Body, BodyField, Encoding, HttpAction, JsonBody, Method, Pagination, Param, ParamIn, Placement, ResponseRule, ScriptAction,
        SecretIn, SecretSlot, Style, Tool, ValueFrom,
    },
};
use serde_json::{Value, json};

use super::RecipeExample;
use crate::requests::naming;

/// A ready server.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    /// Its stable name: `time-zones`.
    pub id: &'static str,
    pub name: &'static str,
    /// What it is for, in a sentence.
    pub summary: &'static str,
    /// Words and phrases of people who look for it.
    pub keywords: &'static [&'static str],
    pub secrets: Vec<SecretSlot>,
    pub tools: Vec<Tool>,
    pub examples: Vec<RecipeExample>,
}

impl Recipe {
    pub fn new(id: &'static str, name: &'static str, summary: &'static str, keywords: &'static [&'static str]) -> Self {
        Self { id, name, summary, keywords, secrets: Vec::new(), tools: Vec::new(), examples: Vec::new() }
    }

    pub fn tool(mut self, tool: Tool) -> Self {
        self.tools.push(tool);
        self
    }

    pub fn secret(mut self, slot: SecretSlot) -> Self {
        self.secrets.push(slot);
        self
    }

    /// A tool that is one function of a script, with an example call and its answer.
    pub fn script(mut self, script: Script, arguments: Value, expected: impl Into<Option<Value>>) -> Self {
        self.examples.push(RecipeExample { recipe: self.id.to_owned(), tool: script.name.to_owned(), arguments, expected: expected.into() });
        self.tool(script.into_tool())
    }

    pub fn is_self_contained(&self) -> bool {
        self.tools.iter().all(|tool| matches!(&tool.action, Action::Script(script) if script.origins.is_empty()))
    }

    pub fn card(&self) -> RecipeCard {
        RecipeCard {
            id: self.id.to_owned(),
            name: self.name.to_owned(),
            summary: self.summary.to_owned(),
            self_contained: self.is_self_contained(),
            credentials: self.secrets.iter().map(|slot| slot.label.clone()).collect(),
            tools: self.tools.iter().map(|tool| tool.name.clone()).collect(),
        }
    }
}

/// A tool that runs in the sandbox alone.
pub(crate) struct Script {
    pub name: &'static str,
    pub description: &'static str,
    /// The recipe's script and the function in it.
    pub code: &'static str,
    pub function: &'static str,
    /// Properties of the arguments, and which are required.
    pub input: Value,
    pub required: &'static [&'static str],
    /// Properties of the answer.
    pub output: Value,
    /// The answer differs every time.
    pub changing: bool,
}

impl Script {
    fn into_tool(self) -> Tool {
        let output: Vec<String> = self.output.as_object().map(|members| members.keys().cloned().collect()).unwrap_or_default();
        let required: Vec<&String> =
            output.iter().filter(|name| !self.output[name.as_str()].as_object().is_some_and(|schema| schema.contains_key("$comment"))).collect();
        Tool {
            name: self.name.to_owned(),
            title: naming::title(self.name),
            description: self.description.to_owned(),
            input_schema: object(self.input, self.required),
            output_schema: Some(json!({"type": "object", "properties": self.output, "required": required})),
            annotations: Annotations { read_only: true, destructive: false, idempotent: !self.changing, open_world: false },
            enabled: true,
            operation: self.name.to_owned(),
            tags: Vec::new(),
            action: Action::Script(ScriptAction {
                code: format!("{}\nfunction run(args) {{\n  return {}(args);\n}}\n", self.code, self.function),
                origins: Vec::new(),
                secrets: Vec::new(),
            }),
            response: ResponseRule::default(),
        }
    }
}

/// A tool that sends one request.
pub(super) struct Http(Tool);

impl Http {
    pub fn get(name: &str, description: &str, url: &str) -> Self {
        Self::new(Method::Get, name, description, url)
    }

    pub fn new(method: Method, name: &str, description: &str, url: &str) -> Self {
        let read_only = method.is_safe();
        Self(Tool {
            name: name.to_owned(),
            title: naming::title(name),
            description: description.to_owned(),
            input_schema: object(json!({}), &[]),
            output_schema: None,
            annotations: Annotations {
                read_only,
                destructive: matches!(method, Method::Delete | Method::Patch | Method::Put),
                idempotent: method != Method::Post,
                open_world: true,
            },
            enabled: true,
            operation: name.to_owned(),
            tags: Vec::new(),
            action: Action::Http(HttpAction { method, url: url.to_owned(), params: Vec::new(), body: None, secrets: Vec::new() }),
            response: ResponseRule::default(),
        })
    }

    /// A parameter of the path; always required.
    pub fn path(self, name: &str, schema: Value) -> Self {
        self.param(ParamIn::Path, name, name, schema, true)
    }

    /// An optional query parameter.
    pub fn query(self, name: &str, schema: Value) -> Self {
        self.param(ParamIn::Query, name, name, schema, false)
    }

    /// A query parameter that the caller has to give, under a name that models understand.
    pub fn needed(self, wire: &str, arg: &str, schema: Value) -> Self {
        self.param(ParamIn::Query, wire, arg, schema, true)
    }

    /// An optional query parameter under another name.
    pub fn renamed(self, wire: &str, arg: &str, schema: Value) -> Self {
        self.param(ParamIn::Query, wire, arg, schema, false)
    }

    /// A constant query parameter.
    pub fn constant(self, wire: &str, value: &str) -> Self {
        self.fixed(ParamIn::Query, wire, value)
    }

    /// A constant header.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.fixed(ParamIn::Header, name, value)
    }

    /// A member of the JSON body.
    pub fn member(mut self, name: &str, schema: Value, required: bool) -> Self {
        self.property(name, schema, required);
        let field = BodyField { name: name.to_owned(), from: ValueFrom::Arg(name.to_owned()), style: Style::Form, explode: true, json: false };
        if let Action::Http(http) = &mut self.0.action {
            match &mut http.body {
                Some(Body::Json { content: JsonBody::Fields(fields), .. }) => fields.push(field),
                body => *body = Some(Body::Json { content_type: "application/json".into(), content: JsonBody::Fields(vec![field]) }),
            }
        }
        self
    }

    pub fn secret(mut self, slot: &str) -> Self {
        if let Action::Http(http) = &mut self.0.action {
            http.secrets.push(slot.to_owned());
        }
        self
    }

    /// A jq program that the answer is passed through.
    pub fn select(mut self, program: &str) -> Self {
        self.0.response.select = Some(program.to_owned());
        self
    }

    pub fn pages(mut self, arg: &str, size_arg: Option<&str>) -> Self {
        self.0.response.pagination = Some(Pagination { arg: arg.to_owned(), size_arg: size_arg.map(str::to_owned), next: None });
        self
    }

    pub fn done(self) -> Tool {
        self.0
    }

    fn param(mut self, place: ParamIn, wire: &str, arg: &str, schema: Value, required: bool) -> Self {
        let is_list = schema.get("type").and_then(Value::as_str) == Some("array");
        self.property(arg, schema, required);
        let style = if place == ParamIn::Path { Style::Simple } else { Style::Form };
        self.push(Param { place, name: wire.to_owned(), from: ValueFrom::Arg(arg.to_owned()), style, explode: false, allow_reserved: is_list, json: false })
    }

    fn fixed(self, place: ParamIn, name: &str, value: &str) -> Self {
        let style = if place == ParamIn::Header { Style::Simple } else { Style::Form };
        self.push(Param { place, name: name.to_owned(), from: ValueFrom::Value(value.into()), style, explode: false, allow_reserved: true, json: false })
    }

    fn push(mut self, param: Param) -> Self {
        if let Action::Http(http) = &mut self.0.action {
            http.params.push(param);
        }
        self
    }

    fn property(&mut self, name: &str, schema: Value, required: bool) {
        if let Some(properties) = self.0.input_schema.get_mut("properties").and_then(Value::as_object_mut) {
            properties.insert(name.to_owned(), schema);
        }
        if let (true, Some(root)) = (required, self.0.input_schema.as_object_mut())
            && let Some(list) = root.entry("required").or_insert_with(|| json!([])).as_array_mut()
        {
            list.push(name.into());
        }
    }
}

/// A required secret slot of a recipe; `param` is the header or query parameter, `prefix` stands before the value.
pub(super) fn slot(name: &str, label: &str, (help, help_url): (&str, &str), place: SecretIn, param: &str, prefix: &str) -> SecretSlot {
    SecretSlot {
        name: name.to_owned(),
        label: label.to_owned(),
        help: help.to_owned(),
        help_url: Some(help_url.to_owned()),
        placement: Placement { place, param: param.to_owned(), prefix: prefix.to_owned(), encoding: Encoding::Plain },
        origins: Vec::new(),
        required: true,
    }
}

/// An object schema.
fn object(properties: Value, required: &[&str]) -> Value {
    let mut schema = json!({"type": "object", "properties": properties});
    if let (Some(members), false) = (schema.as_object_mut(), required.is_empty()) {
        members.insert("required".into(), json!(required));
    }
    schema
}

/// `{"type": "string", "description": …}`.
pub(super) fn text(description: &str) -> Value {
    json!({"type": "string", "description": description})
}

/// A text with an example.
pub(super) fn text_like(description: &str, example: &str) -> Value {
    json!({"type": "string", "description": description, "examples": [example]})
}

pub(super) fn choice(description: &str, values: &[&str]) -> Value {
    json!({"type": "string", "description": description, "enum": values})
}

pub(super) fn number(description: &str) -> Value {
    json!({"type": "number", "description": description})
}

/// A whole number between two limits.
pub(super) fn whole(description: &str, low: i64, high: i64) -> Value {
    json!({"type": "integer", "description": description, "minimum": low, "maximum": high})
}

pub(super) fn switch(description: &str) -> Value {
    json!({"type": "boolean", "description": description})
}
