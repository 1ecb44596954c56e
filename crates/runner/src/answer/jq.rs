//! jq programs (jaq). They have no limits of their own: a program that yields is stopped here when its time is over,
//! one that loops without yielding is ended by the supervisor, together with this process.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use jaq_core::{
    Ctx, Vars, data,
    load::{Arena, File, Loader},
};
use jaq_json::Val;
use serde::Deserialize;
use serde_json::Value;

use crate::{calls::Call, tool::Failure};

/// Compiled programs that are kept.
const MAX_KNOWN: usize = 1_000;
/// Values that one program may yield.
const MAX_OUTPUTS: usize = 100_000;

/// The program's output: its one value, or a list of them when it yields several; `null` when it yields none.
pub fn run(call: &Call, program: &str, input: &Value) -> Result<Value, Failure> {
    evaluate(program, input, &|| call.is_over())
}

/// Whether the program can be compiled; the error says why not.
pub fn check(program: &str) -> Result<(), String> {
    compile(program).map(drop)
}

fn evaluate(program: &str, input: &Value, is_over: &dyn Fn() -> bool) -> Result<Value, Failure> {
    let input = Val::deserialize(input).map_err(|cause| Failure::Tool(format!("the answer cannot be read by jq: {cause}")))?;
    let filter = compiled(program).map_err(Failure::Tool)?;
    let ended = (|| {
        let context = Ctx::<data::JustLut<Val>>::new(&filter.lut, Vars::new([]));
        let mut outputs = Vec::new();
        for output in filter.id.run((context, input)) {
            if is_over() {
                return Ok(Err(Failure::TimedOut));
            }
            if outputs.len() >= MAX_OUTPUTS {
                return Err(format!("it yields more than {MAX_OUTPUTS} values"));
            }
            match output {
                Ok(value) => outputs.push(to_json(&value)?),
                Err(exception) => match exception.get_err() {
                    Ok(error) => return Err(error.to_string()),
                    // `halt`: what was yielded before counts.
                    Err(_) => break,
                },
            }
        }
        Ok(Ok(if outputs.len() == 1 {
            outputs.swap_remove(0)
        } else if outputs.is_empty() {
            Value::Null
        } else {
            Value::Array(outputs)
        }))
    })();
    ended.map_err(Failure::Tool)?
}

type Filter = jaq_core::Filter<data::JustLut<Val>>;

fn compile(program: &str) -> Result<Filter, String> {
    let arena = Arena::default();
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let modules = Loader::new(definitions).load(&arena, File { code: program, path: () }).map_err(|_| "it is not a valid jq program".to_owned())?;
    jaq_core::Compiler::default().with_funs(functions).compile(modules).map_err(|errors| {
        let unknown: Vec<String> = errors.into_iter().flat_map(|(_, errors)| errors).map(|(name, _)| format!("`{name}`")).collect();
        format!("it uses {}, which is not known", unknown.join(", "))
    })
}

/// Compiled once for each program: that takes longer than most programs run.
fn compiled(program: &str) -> Result<Arc<Filter>, String> {
    static KNOWN: LazyLock<Mutex<HashMap<String, Arc<Filter>>>> = LazyLock::new(Mutex::default);
    if let Some(filter) = KNOWN.lock().unwrap_or_else(PoisonError::into_inner).get(program) {
        return Ok(Arc::clone(filter));
    }
    let filter = Arc::new(compile(program)?);
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if known.len() < MAX_KNOWN {
        known.insert(program.to_owned(), Arc::clone(&filter));
    }
    Ok(filter)
}

fn to_json(value: &Val) -> Result<Value, String> {
    serde_json::from_str(&value.to_string()).map_err(|_| "it yields a value that JSON does not have".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn jq(program: &str, input: &Value) -> Result<Value, Failure> {
        evaluate(program, input, &|| false)
    }

    #[test]
    fn programs_select_from_answers() {
        let input = json!({ "items": [{ "id": 1, "name": "ä" }, { "id": 2, "name": "b" }], "next": "abc" });
        assert_eq!(jq("[.items[] | {id}]", &input), Ok(json!([{ "id": 1 }, { "id": 2 }])));
        assert_eq!(jq(".items[].name", &input), Ok(json!(["ä", "b"])));
        assert_eq!(jq(".next", &input), Ok(json!("abc")));
        assert_eq!(jq("empty", &input), Ok(Value::Null));
        assert_eq!(jq(". ", &json!(12_345_678_901_234_567_u64)), Ok(json!(12_345_678_901_234_567_u64)));
    }

    #[test]
    fn a_program_that_fails_says_why() {
        assert!(matches!(jq(".a.b", &json!({ "a": 1 })), Err(Failure::Tool(_))));
        assert!(matches!(jq("nothing_like_this", &json!(1)), Err(Failure::Tool(why)) if why.contains("nothing_like_this")));
        assert!(check("[.items[] |").is_err());
        assert!(check(".items | map(.id)").is_ok());
    }

    #[test]
    fn a_program_that_never_stops_yielding_is_stopped() {
        assert!(matches!(jq("repeat(1)", &json!(1)), Err(Failure::Tool(_))));
        assert_eq!(evaluate("repeat(1)", &json!(1), &|| true), Err(Failure::TimedOut));
    }

    #[test]
    fn programs_see_no_environment_and_no_files() {
        assert!(jq("include \"a\"; 1", &json!(1)).is_err());
        assert!(jq("input", &json!(1)).is_err());
    }
}
