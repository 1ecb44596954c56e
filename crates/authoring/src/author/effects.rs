//! What a model says that a tool does, corrected by what the tool can do.

use contract::spec::{Action, Annotations, Method};

use super::proposal::Effect;

/// What changes something is never called reading. `name`: the one under which the tool was made, because a model that may
/// choose a new one could choose it so that the request sounds harmless.
pub fn marks(effect: Effect, action: &Action, name: &str, open_world: bool) -> Annotations {
    let method = if let Action::Http(action) = action { Some(action.method) } else { None };
    let read_only = effect == Effect::Read && may_read(action, name);
    let destructive = !read_only && (effect == Effect::Delete || method == Some(Method::Delete));
    let idempotent = read_only || matches!(method, Some(Method::Put | Method::Delete));
    Annotations { read_only, destructive, idempotent, open_world }
}

fn may_read(action: &Action, name: &str) -> bool {
    const READING: [&str; 12] = ["search", "query", "find", "list", "get", "lookup", "read", "count", "check", "calculate", "convert", "preview"];
    let verb = name.split(['_', '-']).next().unwrap_or_default().to_ascii_lowercase();
    match action {
        Action::Http(http) if http.method == Method::Post => READING.contains(&verb.as_str()),
        Action::Http(http) => http.method.is_safe(),
        // What a script hides here, the gate refuses when it calls: a reading script sends GET, HEAD and OPTIONS alone.
        Action::Script(script) => script.origins.is_empty() || !names_changing_method(&script.code),
    }
}

/// A script that says `'POST'` or the like.
fn names_changing_method(code: &str) -> bool {
    let is_method = |word: &str| ["post", "put", "patch", "delete"].iter().any(|method| word.eq_ignore_ascii_case(method));
    code.split(['\'', '"', '`']).any(is_method)
}

/// A request that is no GET, so that only somebody's word says that it reads.
pub fn reads_by_word(action: &Action) -> bool {
    matches!(action, Action::Http(http) if !http.method.is_safe())
}
