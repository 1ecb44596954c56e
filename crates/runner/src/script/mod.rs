//! JavaScript actions, run by QuickJS (ES2023).
//!
//! The code defines a function `run(args)`, plain or `async`. What it returns is the answer: text as text, anything
//! else as JSON, nothing as "Done.". What it throws is the tool's error. Every call gets a runtime of its own, with
//! 64 MB of memory, 1 MB of stack, and the time that is left of the call; nothing survives a call.
//!
//! # Host API
//!
//! The language itself (`JSON`, `Math`, `Date`, `RegExp`, `Map`, `BigInt`, `Promise`, typed arrays …) and:
//!
//! | name | what it does |
//! |---|---|
//! | `fetch(url, {method, headers, body})` | One HTTP request through the egress service, only to the tool's `origins`; credentials are added there. `body`: text, `Uint8Array` or `URLSearchParams`; anything else is sent as JSON. Requests run one after the other. |
//! | `Response` | `status`, `ok`, `statusText`, `url`, `headers.get(name)`, `headers.has(name)`, `headers.entries()`, `await text()`, `await json()`, `await bytes()`, `await arrayBuffer()`, `await base64()` |
//! | `URL`, `URLSearchParams` | The WHATWG URL standard. |
//! | `TextEncoder`, `TextDecoder` | UTF-8. |
//! | `atob(text)`, `btoa(text)` | Base64 of Latin-1 text. |
//! | `base64.encode(textOrBytes)`, `base64.decode(text)` | Base64 of UTF-8 text or bytes; decodes to `Uint8Array`. |
//! | `hash(algorithm, textOrBytes)` | Hexadecimal digest; `md5`, `sha1`, `sha256`, `sha384`, `sha512`. |
//! | `hmac(algorithm, key, textOrBytes)` | Hexadecimal HMAC (RFC 2104) with the same algorithms. |
//! | `crypto.randomUUID()`, `randomUUID()` | A random UUID (version 4). |
//! | `crypto.getRandomValues(typedArray)` | Fills it with random bytes, at most 65,536. |
//! | `timezone.convert(time, from, to)` | `{iso, offset, zone, abbreviation}` of a time in another zone. `time` is local to `from` (`2026-03-29T02:30`), or an instant with `Z` or an offset, which ignores `from`. IANA names. |
//! | `timezone.now(zone)` | The same for now. |
//! | `timezone.list()` | Every zone's name. |
//! | `console.log(…)` (and `info`, `warn`, `error`, `debug`) | A line for the operator's log; at most 100 lines of 2,000 bytes. |
//!
//! There are no modules, no timers, no files, no `eval` of strings from elsewhere that could reach more than this.

mod bytes;
mod digest;
mod host;
mod stage;
mod time;
mod web;

pub use stage::Stages;

use std::sync::{
    Arc, OnceLock,
    atomic::{AtomicBool, Ordering},
};

use contract::spec::{SCRIPT_BROKEN, ScriptAction};
use rquickjs::{CatchResultExt, CaughtError, Context, Ctx, Function, Promise, Runtime, context::EvalOptions};
use serde_json::Value;

use crate::{calls::Call, http::Args, tool::Failure};

/// Bytes of memory for one evaluation.
pub const MEMORY: usize = 64 * 1024 * 1024;
/// Bytes of stack for the interpreter, well within its thread's.
const STACK: usize = 1024 * 1024;
/// Bytes of an error message that are passed on.
const MAX_MESSAGE: usize = 4_000;
/// The half of the host API that is written in JavaScript: a function of the native half.
const PRELUDE: &str = include_str!("prelude.js");

/// A runtime of its own for one call, with the host API in place: ready before the call comes.
struct Machine {
    context: Context,
    call: Arc<OnceLock<Arc<Call>>>,
    over: Arc<AtomicBool>,
}

impl Machine {
    fn new() -> Result<Self, Failure> {
        let runtime = Runtime::new().map_err(|_| no_memory())?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let (call, over) = (Arc::new(OnceLock::<Arc<Call>>::new()), Arc::new(AtomicBool::new(false)));
        let (clock, reached) = (Arc::clone(&call), Arc::clone(&over));
        runtime.set_interrupt_handler(Some(Box::new(move || {
            let is_over = clock.get().is_some_and(|call| call.is_over());
            reached.fetch_or(is_over, Ordering::Relaxed);
            is_over
        })));
        let context = Context::full(&runtime).map_err(|_| no_memory())?;
        context.with(|ctx| host::install(&ctx, &call, PRELUDE)).map_err(|_| no_memory())?;
        Ok(Self { context, call, over })
    }

    /// Runs the script; `None` means that it returned nothing.
    fn run(&self, call: &Arc<Call>, action: &ScriptAction, args: &Args) -> Result<Option<Value>, Failure> {
        let _ = self.call.set(Arc::clone(call));
        let returned = self.context.with(|ctx| evaluate(&ctx, action, args));
        if self.over.load(Ordering::Relaxed) || call.is_over() {
            return Err(Failure::TimedOut);
        }
        returned.map_err(Failure::Tool)
    }
}

fn evaluate(ctx: &Ctx<'_>, action: &ScriptAction, args: &Args) -> Result<Option<Value>, String> {
    let shown = |error: CaughtError<'_>| describe(&error);
    let mut options = EvalOptions::default();
    options.filename = Some("tool.js".to_owned());
    ctx.eval_with_options::<(), _>(action.code.as_str(), options).catch(ctx).map_err(|error| format!("{SCRIPT_BROKEN}{}", describe(&error)))?;
    let run: Option<Function<'_>> = ctx.eval("typeof run === 'function' ? run : undefined").catch(ctx).map_err(shown)?;
    let Some(run) = run else { return Err(format!("{SCRIPT_BROKEN}it defines no function `run(args)`.")) };
    let args = ctx.json_parse(Value::Object(args.clone()).to_string()).catch(ctx).map_err(shown)?;
    let returned: rquickjs::Value<'_> = run.call((args,)).catch(ctx).map_err(shown)?;
    let returned = match returned.as_promise().cloned() {
        Some(promise) => settle(ctx, &promise)?,
        None => returned,
    };
    match ctx.json_stringify(returned).catch(ctx).map_err(shown)? {
        None => Ok(None),
        Some(json) => {
            let text = json.to_string().catch(ctx).map_err(shown)?;
            serde_json::from_str(&text).map(Some).map_err(|_| "The script returned something that nests too deeply.".to_owned())
        }
    }
}

fn settle<'js>(ctx: &Ctx<'js>, promise: &Promise<'js>) -> Result<rquickjs::Value<'js>, String> {
    match promise.finish::<rquickjs::Value<'_>>() {
        Err(rquickjs::Error::WouldBlock) => Err("The script waits for a promise that nothing will ever fulfil.".to_owned()),
        settled => settled.catch(ctx).map_err(|error| describe(&error)),
    }
}

/// What was thrown, in the words of who threw it.
fn describe(error: &CaughtError<'_>) -> String {
    let text = match error {
        CaughtError::Exception(exception) => {
            let message = exception.message().unwrap_or_default();
            let name: String = exception.as_object().get("name").unwrap_or_default();
            match (name.as_str(), message.as_str()) {
                ("InternalError", "out of memory") => return out_of_memory(),
                ("InternalError" | "RangeError", "stack overflow" | "Maximum call stack size exceeded") => "The script recursed too deeply.".to_owned(),
                ("" | "Error", message) => message.to_owned(),
                (name, "") => name.to_owned(),
                (name, message) => format!("{name}: {message}"),
            }
        }
        CaughtError::Value(value) => match value.as_string().and_then(|text| text.to_string().ok()) {
            Some(text) => text,
            // QuickJS throws `null` where there is no memory left for an error object.
            None if value.is_null() || value.is_undefined() => return out_of_memory(),
            None => value.ctx().json_stringify(value.clone()).ok().flatten().and_then(|json| json.to_string().ok()).unwrap_or_default(),
        },
        CaughtError::Error(rquickjs::Error::Allocation) => return out_of_memory(),
        CaughtError::Error(other) => other.to_string(),
    };
    match text.trim() {
        "" => "The script failed without saying why.".to_owned(),
        text => text[..text.floor_char_boundary(MAX_MESSAGE)].to_owned(),
    }
}

fn out_of_memory() -> String {
    format!("The script used more than its {} MB of memory.", MEMORY / 1024 / 1024)
}

fn no_memory() -> Failure {
    Failure::Tool("The sandbox has no memory left for another script. Please try again in a moment.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calls::Link;
    use serde_json::json;

    fn run_within(code: &str, args: &Value, deadline_ms: u64) -> Result<Option<Value>, Failure> {
        let call = Call::new(1, deadline_ms, Arc::new(Link::default()));
        let action = ScriptAction { code: code.to_owned(), origins: Vec::new(), secrets: Vec::new() };
        Machine::new().expect("there is memory").run(&call, &action, args.as_object().expect("arguments are an object"))
    }

    fn js(code: &str) -> Value {
        run_within(&format!("async function run() {{ {code} }}"), &json!({}), 5_000).expect("runs").unwrap_or_default()
    }

    fn error(code: &str) -> String {
        match run_within(&format!("function run() {{ {code} }}"), &json!({}), 5_000) {
            Err(Failure::Tool(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_script_answers_with_what_it_returns() {
        assert_eq!(run_within("function run({a}) { return {twice: a * 2} }", &json!({ "a": 21 }), 5_000), Ok(Some(json!({ "twice": 42 }))));
        assert_eq!(run_within("const run = async () => 'ü'", &json!({}), 5_000), Ok(Some(json!("ü"))));
        assert_eq!(run_within("function run() {}", &json!({}), 5_000), Ok(None));
    }

    #[test]
    fn errors_say_what_was_thrown() {
        assert_eq!(error("throw new Error('no such city')"), "no such city");
        assert_eq!(error("throw 'plain'"), "plain");
        assert_eq!(error("null.x"), "TypeError: cannot read property 'x' of null");
        assert!(error("return 1n").contains("BigInt"));
        assert_eq!(error("JSON.parse('{')").split(':').next(), Some("SyntaxError"));
        assert!(
            matches!(run_within("async function run() { throw new RangeError('far') }", &json!({}), 5_000), Err(Failure::Tool(text)) if text == "RangeError: far")
        );
        assert!(
            matches!(run_within("function run() { return new Promise(() => {}) }", &json!({}), 5_000), Err(Failure::Tool(text)) if text.contains("promise"))
        );
    }

    #[test]
    fn code_that_cannot_run_at_all_is_told_apart() {
        for code in ["function run( {", "function other() {}", "const a = missing; function run() {}"] {
            let result = run_within(code, &json!({}), 5_000);
            assert!(matches!(&result, Err(Failure::Tool(text)) if text.starts_with(SCRIPT_BROKEN)), "{code}: {result:?}");
        }
        assert!(matches!(run_within("function run( {", &json!({}), 5_000), Err(Failure::Tool(text)) if text.contains("SyntaxError")));
    }

    #[test]
    fn limits_hold() {
        assert!(error("const a = []; for (;;) a.push(new Array(1000).fill('x'))").contains("64 MB"));
        assert!(error("let s = 'x'; for (;;) s += s").len() < 200);
        assert!(error("const f = () => f() + 1; return f()").contains("deep"));
        assert_eq!(run_within("function run() { for (;;); }", &json!({}), 100), Err(Failure::TimedOut));
        assert_eq!(run_within("async function run() { for (;;) { try { for (;;); } catch {} } }", &json!({}), 100), Err(Failure::TimedOut));
        assert_eq!(run_within("function run() { return /^(a+)+$/.test('a'.repeat(60) + '!') }", &json!({}), 200), Err(Failure::TimedOut));
    }

    #[test]
    fn the_host_api_does_what_it_says() {
        assert_eq!(js("return hash('sha256', 'abc')"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(js("return hash('md5', new TextEncoder().encode('abc'))"), "900150983cd24fb0d6963f7d28e17f72");
        assert_eq!(js("return hash('sha1', 'ü')"), js("return hash('sha1', new Uint8Array([0xc3, 0xbc]))"));
        assert_eq!(
            js("return hmac('sha256', 'key', 'The quick brown fox jumps over the lazy dog')"),
            "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8"
        );
        assert_eq!(
            js("return [atob('aMO8'), btoa('hi'), base64.encode('ü€'), new TextDecoder().decode(base64.decode('w7zigqw'))]"),
            json!(["hÃ¼", "aGk=", "w7zigqw=", "ü€"])
        );
        assert_eq!(js("return /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(crypto.randomUUID())"), true);
        assert_eq!(js("return [...new TextEncoder().encode('€')]"), json!([226, 130, 172]));
    }

    #[test]
    fn urls_follow_the_standard() {
        assert_eq!(
            js("const u = new URL('/b?x=1#f', 'https://ü.example:8443/a'); return [u.href, u.host, u.pathname, u.search, u.hash, u.origin]"),
            json!(["https://xn--tda.example:8443/b?x=1#f", "xn--tda.example:8443", "/b", "?x=1", "#f", "https://xn--tda.example:8443"])
        );
        assert_eq!(
            js(
                "const u = new URL('https://a.example/'); u.pathname = '/x y'; u.searchParams.set('q', 'a b&c'); u.searchParams.append('q', 'd'); return String(u)"
            ),
            "https://a.example/x%20y?q=a+b%26c&q=d"
        );
        assert_eq!(
            js("const p = new URLSearchParams({a: 1, b: 'x y'}); p.delete('a'); return [p.toString(), [...p], p.get('b'), p.has('a')]"),
            json!(["b=x+y", [["b", "x y"]], "x y", false])
        );
        assert!(error("return new URL('nonsense')").contains("URL"));
    }

    #[test]
    fn times_are_converted_between_zones() {
        let time = js("return timezone.convert('2026-07-01T12:00', 'Europe/Berlin', 'America/New_York')");
        assert_eq!(time, json!({ "iso": "2026-07-01T06:00:00-04:00", "offset": "-04:00", "zone": "America/New_York", "abbreviation": "EDT" }));
        assert_eq!(js("return timezone.convert('2026-01-01T00:00:00Z', 'Asia/Tokyo', 'Asia/Tokyo').iso"), "2026-01-01T09:00:00+09:00");
        assert_eq!(js("return timezone.list().includes('Africa/Nairobi')"), true);
        assert_eq!(js("return timezone.now('UTC').offset"), "+00:00");
        assert!(error("return timezone.convert('2026-07-01T12:00', 'Mars/Olympus', 'UTC')").contains("Mars/Olympus"));
        assert!(error("return timezone.convert('soon', 'UTC', 'UTC')").contains("soon"));
    }

    #[test]
    fn nothing_but_the_host_api_is_there() {
        assert_eq!(
            js(
                "return ['require', 'process', 'std', 'os', 'Deno', 'setTimeout', 'WebSocket', 'XMLHttpRequest', 'importScripts'].filter(name => name in globalThis)"
            ),
            json!([])
        );
        assert!(matches!(run_within("async function run() { return (await import('fs')).toString() }", &json!({}), 1_000), Err(Failure::Tool(_))));
    }
}
