//! Marks: what a tool says that it does.

use contract::spec::{Action, Method, Tool};

pub fn fix(tool: &mut Tool, rule: &str) {
    let method = if let Action::Http(action) = &tool.action { Some(action.method) } else { None };
    let marks = &mut tool.annotations;
    match rule {
        "read-not-marked" => (marks.read_only, marks.destructive, marks.idempotent) = (true, false, true),
        "write-marked-as-read" => {
            (marks.read_only, marks.destructive, marks.idempotent) = (false, method == Some(Method::Delete), method != Some(Method::Patch))
        }
        "post-marked-as-read" => (marks.read_only, marks.destructive, marks.idempotent) = (false, false, false),
        "delete-not-marked" => marks.destructive = true,
        "repeat-not-marked" => marks.idempotent = true,
        // What deletes is never called reading; what is not known to read is not believed to.
        _ => match method {
            Some(method) if method.is_safe() => marks.destructive = false,
            _ => marks.read_only = false,
        },
    }
}
