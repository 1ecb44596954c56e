//! Several reading requests of a document as one tool: a script that this module writes, not the model.

use std::collections::BTreeSet;

use contract::{
    ServerSpec,
    spec::{Action, Annotations, HttpAction, Param, ParamIn, ResponseRule, ScriptAction, Style, Tool, ValueFrom},
};
use serde_json::{Map, Value, json};

use super::proposal::Merged;
use crate::{names, requests::hosts};

/// Requests of one merged tool.
const MOST: usize = 5;

/// Asks all of the requests with the same arguments and answers under their names.
pub fn merge(wanted: &Merged, spec: &ServerSpec) -> Result<Tool, String> {
    if !(2..=MOST).contains(&wanted.tools.len()) {
        return Err(format!("merge two to {MOST} tools."));
    }
    let mut properties = Map::new();
    let mut definitions = Map::new();
    let (mut required, mut secrets, mut origins) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut requests = Map::new();
    for name in &wanted.tools {
        let tool = spec.tools.iter().find(|tool| tool.name == *name).ok_or_else(|| format!("“{}” is not in the index.", names::clip(name, 60)))?;
        let Action::Http(action) = &tool.action else { return Err(format!("{name} is a script and stays alone.")) };
        if !tool.annotations.read_only || !action.method.is_safe() || action.body.is_some() {
            return Err(format!("{name} does more than read; only reading tools can be merged."));
        }
        requests.insert(name.clone(), request(action).ok_or_else(|| format!("{name} writes its arguments in a way that cannot be merged."))?);
        for (argument, schema) in tool.input_schema.get("properties").and_then(Value::as_object).into_iter().flatten() {
            if properties.insert(argument.clone(), schema.clone()).is_some_and(|known: Value| known.get("type") != schema.get("type")) {
                return Err(format!("the tools mean different things by “{argument}”."));
            }
        }
        for (name, schema) in tool.input_schema.get("$defs").and_then(Value::as_object).into_iter().flatten() {
            definitions.insert(name.clone(), schema.clone());
        }
        required.extend(tool.input_schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)));
        secrets.extend(action.secrets.iter().cloned());
        origins.extend(hosts::origins(&tool.action));
    }
    let mut schema = json!({ "type": "object", "properties": properties });
    if !required.is_empty() {
        schema["required"] = required.into_iter().collect::<Vec<_>>().into();
    }
    if !definitions.is_empty() {
        schema["$defs"] = Value::Object(definitions);
    }
    Ok(Tool {
        name: wanted.name.clone(),
        title: crate::requests::naming::title(&wanted.name),
        description: wanted.description.clone(),
        input_schema: schema,
        output_schema: None,
        annotations: Annotations { read_only: true, destructive: false, idempotent: true, open_world: true },
        enabled: true,
        operation: names::clip(&wanted.tools.join(" + "), 300),
        tags: Vec::new(),
        action: Action::Script(ScriptAction {
            code: CODE.replace("REQUESTS", &Value::Object(requests).to_string()),
            origins: origins.into_iter().collect(),
            secrets: secrets.into_iter().collect(),
        }),
        response: ResponseRule::default(),
    })
}

/// What the script needs to know about a request; nothing where a style is beyond it.
fn request(action: &HttpAction) -> Option<Value> {
    let simple = |param: &Param| {
        !param.json
            && !param.allow_reserved
            && matches!((param.place, param.style), (ParamIn::Path | ParamIn::Header, Style::Simple) | (ParamIn::Query, Style::Form))
    };
    if !action.params.iter().all(|param| simple(param) && param.place != ParamIn::Cookie) {
        return None;
    }
    let places: Vec<Value> = action
        .params
        .iter()
        .map(|param| {
            let (arg, value) = match &param.from {
                ValueFrom::Arg(name) => (Value::from(name.as_str()), Value::Null),
                ValueFrom::Value(value) => (Value::Null, value.clone()),
            };
            json!({ "in": param.place, "name": param.name, "arg": arg, "value": value, "explode": param.explode })
        })
        .collect();
    Some(json!({ "method": action.method.as_str(), "url": action.url, "params": places }))
}

const CODE: &str = r"const requests = REQUESTS;
async function ask({ method, url, params }, args) {
  const query = [];
  const headers = {};
  for (const { in: place, name, arg, value, explode } of params) {
    const given = arg === null ? value : args[arg];
    if (given === undefined || given === null) continue;
    const list = Array.isArray(given) ? given : [given];
    const text = list.map(String).join(',');
    if (place === 'path') url = url.replaceAll(`{${name}}`, encodeURIComponent(text));
    else if (place === 'header') headers[name] = text;
    else if (explode) for (const item of list) query.push(`${encodeURIComponent(name)}=${encodeURIComponent(String(item))}`);
    else query.push(`${encodeURIComponent(name)}=${encodeURIComponent(text)}`);
  }
  if (query.length) url += (url.includes('?') ? '&' : '?') + query.join('&');
  const response = await fetch(url, { method, headers });
  const text = await response.text();
  if (!response.ok) return { error: `${response.status}`, detail: text.slice(0, 500) };
  try { return JSON.parse(text); } catch { return text; }
}
async function run(args) {
  const answers = {};
  for (const name of Object.keys(requests)) answers[name] = await ask(requests[name], args);
  return answers;
}
";
