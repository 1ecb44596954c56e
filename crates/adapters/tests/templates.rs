//! The runner and the egress service agree: what the runner renders from a tool passes egress' comparison with that very
//! tool, in every style and place; what was changed on the way does not.

use contract::spec::{Action, HttpAction, Tool};
use egress::{EgressAllow, Gate, Own, Refusal, Scope, headers, template};
use runner::http::{Args, Request, render};
use serde_json::{Value, json};

const STYLES: [&str; 7] = ["form", "simple", "label", "matrix", "spaceDelimited", "pipeDelimited", "deepObject"];

/// Values with everything that encodings stumble over.
fn values() -> Vec<Value> {
    let nasty =
        ["plain", "a b", "a/b", "a?b#c", "a&b=c", "100%", "%2F", "a+b", "a;b,c", "{id}", "[x]", "\"<>`'|^", "ünï 🐾 مرحبا", "a.b", "...", ":@!$*()", "~-_."];
    let scalars = nasty.iter().map(|text| json!(text)).chain([json!(0), json!(-1.5), json!(true), json!(1e300)]);
    let arrays = [json!(["a"]), json!(["a b", "c/d", "e&f=g"]), json!([1, 2, 3]), json!([["deep"], { "k": "v" }]), json!([true, "x,y"])];
    let objects = [json!({ "k": "v" }), json!({ "a b": "c d", "e&f": "g=h", "ü": 1 }), json!({ "deep": { "list": [1, { "x": "y" }] }, "n": 2 })];
    scalars.chain(arrays).chain(objects).collect()
}

/// Schemas that a value fits: its bare type, a list of types, and nothing that says a type.
fn schemas(value: &Value) -> Vec<Value> {
    let kind = match value {
        Value::Array(_) => "array",
        Value::Object(_) => "object",
        Value::String(_) => "string",
        Value::Bool(_) => "boolean",
        _ => "number",
    };
    vec![json!({ "type": kind }), json!({ "type": [kind, "null"] }), json!({ "anyOf": [{ "type": kind }] })]
}

fn tool(schema: &Value, action: &Value) -> (Tool, HttpAction) {
    let input = json!({ "type": "object", "properties": { "arg": schema, "id": { "type": "string" } } });
    let tool: Tool = serde_json::from_value(json!({ "name": "call", "input_schema": input, "action": action })).expect("a tool");
    let Action::Http(action) = tool.action.clone() else { panic!("an HTTP action") };
    (tool, action)
}

fn args(value: &Value) -> Args {
    json!({ "arg": value, "id": "7" }).as_object().expect("an object").clone()
}

/// What egress does before it opens a connection: headers, the gate, the tool's template.
fn passes(tool: &Tool, request: &Request) -> Result<(), Refusal> {
    let gate = Gate::new(EgressAllow::default(), Own::default());
    let headers = headers::check(&request.headers)?;
    let target = gate.check(&request.url, Scope::Origins(&template::origins(tool)))?;
    template::check_against_tool(tool, &request.method, &request.url, &target.url, &headers, &request.body)
}

/// Passes as it is; changed in any of these ways, it does not.
#[track_caller]
fn passes_untouched_only(what: &str, tool: &Tool, request: &Request) {
    passes(tool, request).unwrap_or_else(|refusal| panic!("{what}: {refusal}\n{request:#?}"));
    let changed = |change: &dyn Fn(&mut Request)| {
        let mut changed = request.clone();
        change(&mut changed);
        changed
    };
    let other_method = if request.method == "GET" { "DELETE" } else { "GET" };
    let mut tampered = vec![
        ("the method", changed(&|request| request.method = other_method.into())),
        ("the host", changed(&|request| request.url = request.url.replacen("api.example.com", "evil.example.com", 1))),
        ("the scheme", changed(&|request| request.url = request.url.replacen("https:", "http:", 1))),
        ("the port", changed(&|request| request.url = request.url.replacen("api.example.com", "api.example.com:8443", 1))),
        ("the path", changed(&|request| request.url = request.url.replacen("/v1/", "/admin/", 1))),
        ("the path's end", changed(&|request| request.url = request.url.replacen("/end", "/end/more", 1))),
        ("a way up", changed(&|request| request.url = request.url.replacen("/end", "/../end", 1))),
        ("a header", changed(&|request| request.headers.push(("X-Tampered".into(), "1".into())))),
        ("a credential", changed(&|request| request.headers.push(("Authorization".into(), "Bearer mine".into())))),
        ("the constant query", changed(&|request| request.url = request.url.replacen("v=1", "v=2", 1))),
    ];
    let has_cookies = request.headers.iter().any(|(name, _)| name == "cookie");
    if !has_cookies {
        tampered.push(("a cookie", changed(&|request| request.headers.push(("Cookie".into(), "a=b".into())))));
    }
    for (part, tampered) in tampered {
        assert_ne!(tampered, *request, "{what}: {part}");
        assert!(passes(tool, &tampered).is_err(), "{what}: {part} was changed and passed: {tampered:#?}");
    }
}

fn with_query(request: &Request, pair: &str) -> Request {
    Request { url: format!("{}&{pair}", request.url), ..request.clone() }
}

const URL: &str = "https://api.example.com/v1/end?v=1";

/// Every parameter in `place`, in every style, exploded or not, reserved or not, as JSON or not, with every value.
fn every_parameter(place: &str, url: &str, names: &[&str], mut check: impl FnMut(&str, &Tool, Result<Request, String>)) -> usize {
    let mut rendered = 0;
    for style in STYLES {
        for flags in 0..8_u8 {
            let (explode, reserved, as_json) = (flags & 1 != 0, flags & 2 != 0, flags & 4 != 0);
            for (name, value) in names.iter().flat_map(|name| values().into_iter().map(move |value| (*name, value))) {
                for schema in schemas(&value) {
                    let param =
                        json!({ "in": place, "name": name, "arg": "arg", "style": style, "explode": explode, "allow_reserved": reserved, "json": as_json });
                    let constant =
                        json!({ "in": place, "name": name, "value": value, "style": style, "explode": explode, "allow_reserved": reserved, "json": as_json });
                    for param in [param, constant] {
                        let (tool, action) = tool(&schema, &json!({ "kind": "http", "method": "GET", "url": url, "params": [param] }));
                        let what = format!("{param} with {value} of {schema}");
                        check(&what, &tool, render(&action, &args(&value)));
                        rendered += 1;
                    }
                }
            }
        }
    }
    rendered
}

#[test]
fn query_parameters() {
    let count = every_parameter("query", URL, &["q", "filter[a b] ü"], |what, tool, request| {
        let request = request.unwrap_or_else(|why| panic!("{what}: {why}"));
        passes_untouched_only(what, tool, &request);
        // Only an exploded object has names of its own.
        let has_own_names = passes(tool, &with_query(&request, "other=1")).is_ok();
        let may_have = what.contains("\"explode\":true") && !what.contains("\"json\":true") && !what.contains("deepObject");
        assert!(!has_own_names || may_have && (what.contains("object") || what.contains("anyOf")), "{what}: any name passes");
    });
    assert!(count > 10_000, "{count}");
}

#[test]
fn cookies() {
    let count = every_parameter("cookie", URL, &["sid", "a b"], |what, tool, request| {
        let request = request.unwrap_or_else(|why| panic!("{what}: {why}"));
        passes_untouched_only(what, tool, &request);
        let mut tampered = request.clone();
        tampered.headers.push(("Cookie".into(), "other=1".into()));
        let may_have = what.contains("\"explode\":true") && !what.contains("\"json\":true") && !what.contains("deepObject");
        assert!(passes(tool, &tampered).is_err() || may_have && (what.contains("object") || what.contains("anyOf")), "{what}: any cookie passes");
    });
    assert!(count > 5_000, "{count}");
}

#[test]
fn headers_of_their_own() {
    let mut passed = 0;
    every_parameter("header", URL, &["X-Thing", "Accept"], |what, tool, request| {
        passes_untouched_only(what, tool, &request.unwrap_or_else(|why| panic!("{what}: {why}")));
        passed += 1;
    });
    assert!(passed > 5_000, "{passed}");
}

/// Values that would climb are refused by the runner, with a reason; everything else arrives.
#[test]
fn path_parameters() {
    let (mut passed, mut refused) = (0, 0);
    for url in ["https://api.example.com/v1/{p}/a%20b/end?v=1", "https://api.example.com/v1/café/x-{p}.json/end?v=1"] {
        every_parameter("path", url, &["p"], |what, tool, request| match request {
            Ok(request) => {
                passes_untouched_only(what, tool, &request);
                assert!(passes(tool, &with_query(&request, "other=1")).is_err(), "{what}");
                passed += 1;
            }
            Err(why) => {
                assert!(why.contains("another address"), "{what}: {why}");
                refused += 1;
            }
        });
    }
    assert!(passed > 5_000 && refused * 20 < passed, "{passed} passed, {refused} refused");
}

#[test]
fn values_that_would_leave_their_place_are_refused_by_both() {
    let param = |reserved: bool| json!([{ "in": "path", "name": "p", "arg": "arg", "allow_reserved": reserved }]);
    for reserved in [false, true] {
        let action = json!({ "kind": "http", "method": "GET", "url": "https://api.example.com/v1/{p}/end?v=1", "params": param(reserved) });
        let (tool, action) = tool(&json!({}), &action);
        for value in
            [json!(".."), json!("."), json!("../x"), json!("a/../b"), json!("%2e%2e"), json!("..;x"), json!("..\\x"), json!(""), json!([""]), json!([])]
        {
            assert!(render(&action, &args(&value)).expect_err("refused").contains("`arg`"), "{value}");
            let text = value.as_str().unwrap_or_default();
            let request = Request { method: "GET".into(), url: format!("https://api.example.com/v1/{text}/end?v=1"), ..Request::default() };
            assert!(passes(&tool, &request).is_err(), "{value}");
        }
    }
}

#[test]
fn bodies() {
    let mut rendered = 0;
    let field = |more: Value| {
        let mut field = json!({ "name": "f[x] ü", "arg": "arg" });
        field.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        field
    };
    let mut bodies = vec![
        json!({ "kind": "json", "content_type": "application/json", "arg": "arg" }),
        json!({ "kind": "json", "content_type": "application/vnd.api+json; charset=utf-8", "fields": [field(json!({}))] }),
        json!({ "kind": "json", "content_type": "application/json", "value": { "constant": [1, "ü"] } }),
        json!({ "kind": "raw", "content_type": "text/plain; charset=utf-8", "arg": "arg" }),
        json!({ "kind": "raw", "content_type": "application/octet-stream", "value": "AAEC", "base64": true }),
        json!({ "kind": "multipart", "parts": [field(json!({})), field(json!({ "filename": "a\"b.txt", "content_type": "text/plain" }))] }),
        json!({ "kind": "multipart", "parts": [{ "name": "file", "value": "AAEC", "base64": true, "filename": "ü.bin" }] }),
    ];
    for style in STYLES {
        for (explode, as_json) in [(false, false), (true, false), (true, true)] {
            bodies.push(json!({ "kind": "form", "fields": [field(json!({ "style": style, "explode": explode, "json": as_json }))] }));
        }
    }
    for (body, value) in bodies.iter().flat_map(|body| values().into_iter().map(move |value| (body, value))) {
        for method in ["POST", "PUT", "PATCH", "DELETE"] {
            let (tool, action) = tool(&json!({}), &json!({ "kind": "http", "method": method, "url": URL, "body": body }));
            let what = format!("{method} {body} with {value}");
            let request = render(&action, &args(&value)).unwrap_or_else(|why| panic!("{what}: {why}"));
            assert!(!request.body.is_empty(), "{what}");
            passes_untouched_only(&what, &tool, &request);
            let (bodiless, _) = self::tool(&json!({}), &json!({ "kind": "http", "method": method, "url": URL }));
            assert!(passes(&bodiless, &request).is_err(), "{what}: a body where the tool has none");
            rendered += 1;
        }
    }
    assert!(rendered > 2_000, "{rendered}");
}

/// All of it at once, as in real documents.
#[test]
fn parameters_of_every_place_together() {
    let params = json!([
        { "in": "path", "name": "p", "arg": "id" }, { "in": "query", "name": "tags", "arg": "arg", "explode": true, "style": "pipeDelimited" },
        { "in": "query", "name": "page", "value": { "size": 3 }, "style": "deepObject", "explode": true }, { "in": "header", "name": "X-Trace", "arg": "id", "style": "simple" },
        { "in": "cookie", "name": "lang", "value": "en" },
    ]);
    let body = json!({ "kind": "form", "fields": [{ "name": "a", "arg": "arg" }] });
    for value in values() {
        let (tool, action) = tool(
            &schemas(&value)[0],
            &json!({ "kind": "http", "method": "POST", "url": "https://api.example.com/v1/{p}/end?v=1", "params": params, "body": body }),
        );
        passes_untouched_only(&value.to_string(), &tool, &render(&action, &args(&value)).expect("renders"));
    }
}
