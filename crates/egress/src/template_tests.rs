//! Requests that a tool makes, and requests that it does not make.

use super::*;
use proptest::prelude::*;
use serde_json::json;

fn tool(action: serde_json::Value) -> Tool {
    let schema = json!({"type": "object", "properties": {"id": {"type": "string"}, "q": {"type": "string"}, "tags": {"type": ["array", "null"]}}});
    serde_json::from_value(json!({"name": "get_thing", "input_schema": schema, "action": action})).expect("a tool")
}

fn get(url: &str, params: serde_json::Value) -> Tool {
    tool(json!({"kind": "http", "method": "GET", "url": url, "params": params}))
}

fn path_param() -> serde_json::Value {
    json!([{"in": "path", "name": "id", "arg": "id"}])
}

fn check(tool: &Tool, method: &str, url: &str, headers: &[(&str, &str)], body: &str) -> Result<(), Refusal> {
    let pairs: Vec<_> = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let headers = crate::headers::check(&pairs)?;
    check_against_tool(tool, method, url, &Url::parse(url).expect("a url"), &headers, body.as_bytes())
}

fn makes(tool: &Tool, url: &str) -> bool {
    check(tool, "GET", url, &[], "").is_ok()
}

#[test]
fn a_path_parameter_is_one_segment() {
    let tool = get("https://api.example.com/v1/users/{id}/posts", path_param());
    for id in ["7", "a%2Fb", "%C3%BC", "a.b", "...", "..a", "a,b", ";id=5", "%F0%9F%9A%80"] {
        assert!(makes(&tool, &format!("https://api.example.com/v1/users/{id}/posts")), "{id}");
    }
    for url in [
        "https://api.example.com/v1/users//posts",
        "https://api.example.com/v1/users/7",
        "https://api.example.com/v1/users/7/8/posts",
        "https://api.example.com/v1/users/7/posts/",
        "https://api.example.com/v1/admins/7/posts",
        "https://api.example.com/V1/users/7/posts",
        "http://api.example.com/v1/users/7/posts",
        "https://api.example.com:8443/v1/users/7/posts",
        "https://evil.example.com/v1/users/7/posts",
        "https://api.example.com/v1/users/7/posts?x=1",
    ] {
        assert!(!makes(&tool, url), "{url}");
    }
}

#[test]
fn a_path_parameter_never_climbs() {
    let tool = get("https://api.example.com/v1/users/{id}", path_param());
    for id in ["..", ".", "%2e%2e", "%2E.", "..%2Fadmin", "..%2f..%2fadmin", "%2e%2e%2fadmin", "x%2F..%2Fadmin", "%252e%252e", "..%5Cadmin", "..;"] {
        assert!(!makes(&tool, &format!("https://api.example.com/v1/users/{id}")), "{id}");
    }
    let deep = get("https://api.example.com/{id}/{id2}", json!([{"in": "path", "name": "id", "arg": "id"}, {"in": "path", "name": "id2", "arg": "q"}]));
    assert!(!makes(&deep, "https://api.example.com/a/../admin/b"));
}

#[test]
fn reserved_parameters_may_span_segments_and_still_not_climb() {
    let tool = get("https://api.example.com/files/{id}", json!([{"in": "path", "name": "id", "arg": "id", "allow_reserved": true}]));
    assert!(makes(&tool, "https://api.example.com/files/a/b/c.txt"));
    assert!(!makes(&tool, "https://api.example.com/files/a/../../admin") && !makes(&tool, "https://api.example.com/files/%2e%2e/admin"));
}

#[test]
fn parameters_may_be_parts_of_a_segment() {
    let tool = get("https://api.example.com/café/{id}.json", path_param());
    assert!(makes(&tool, "https://api.example.com/caf%C3%A9/a.b.json") && makes(&tool, "https://api.example.com/café/7.json"));
    assert!(!makes(&tool, "https://api.example.com/caf%C3%A9/.json") && !makes(&tool, "https://api.example.com/caf%C3%A9/7.xml"));
}

#[test]
fn the_query_belongs_to_the_parameters() {
    let params = json!([{"in": "query", "name": "q", "arg": "q", "explode": true}, {"in": "query", "name": "tags", "arg": "tags", "style": "deepObject"}]);
    let tool = get("https://api.example.com/search?version=2", params);
    for query in ["version=2", "version=2&q=a%26b", "q=x&version=2&tags[a]=1", "q=x&q=y&version=2"] {
        assert!(makes(&tool, &format!("https://api.example.com/search?{query}")), "{query}");
    }
    for query in ["", "q=x", "version=3", "version=2&admin=1", "version=2&version=2", "version=2&qq=1"] {
        assert!(!makes(&tool, &format!("https://api.example.com/search?{query}")), "{query}");
    }
    let object = get("https://api.example.com/search", json!([{"in": "query", "name": "filter", "arg": "filter", "explode": true}]));
    assert!(makes(&object, "https://api.example.com/search?colour=red"), "an exploded object has names of its own");
}

#[test]
fn method_headers_and_body_belong_to_the_tool() {
    let tool = get("https://api.example.com/x", json!([{"in": "header", "name": "X-Version", "arg": "q"}]));
    let url = "https://api.example.com/x";
    check(&tool, "GET", url, &[("x-version", "1"), ("Accept", "application/json"), ("Content-Type", "text/plain")], "").expect("its own headers");
    for (method, headers, body) in [
        ("POST", vec![], ""),
        ("get", vec![], ""),
        ("TRACE", vec![], ""),
        ("GET", vec![("Authorization", "x")], ""),
        ("GET", vec![("Cookie", "a=b")], ""),
        ("GET", vec![], "body"),
    ] {
        assert!(check(&tool, method, url, &headers, body).is_err(), "{method} {headers:?} {body}");
    }
}

#[test]
fn cookies_belong_to_the_parameters() {
    let tool = get(
        "https://api.example.com/x",
        json!([{"in": "cookie", "name": "lang", "arg": "q"}, {"in": "cookie", "name": "a b", "arg": "id", "style": "deepObject"}]),
    );
    let with = |cookie: &str| check(&tool, "GET", "https://api.example.com/x", &[("cookie", cookie)], "");
    for cookie in ["lang=en", "lang=en; a%20b%5Bx%5D=1", "lang="] {
        with(cookie).unwrap_or_else(|refusal| panic!("{cookie}: {refusal}"));
    }
    for cookie in ["session=mine", "lang=en; session=mine", "lang=en;session=mine", "language=en", ""] {
        assert!(with(cookie).is_err(), "{cookie}");
    }
}

#[test]
fn scripts_reach_their_origins() {
    let tool = tool(json!({"kind": "script", "code": "", "origins": ["https://api.example.com"]}));
    check(&tool, "POST", "https://api.example.com/anything?at=all", &[("X-Any", "1")], "body").expect("its origin");
    assert!(check(&tool, "GET", "https://other.example.com/", &[], "").is_err());
    assert!(check(&tool, "CONNECT", "https://api.example.com/", &[], "").is_err());
}

#[test]
fn a_script_that_is_marked_as_reading_sends_only_what_reads() {
    let mut tool = tool(json!({"kind": "script", "code": "", "origins": ["https://api.example.com"]}));
    tool.annotations.read_only = true;
    for method in ["GET", "HEAD", "OPTIONS"] {
        check(&tool, method, "https://api.example.com/orders/7", &[], "").expect(method);
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "delete", "CONNECT"] {
        assert!(check(&tool, method, "https://api.example.com/orders/7", &[], "").is_err(), "{method}");
    }
}

proptest! {
    #[test]
    fn every_encoded_value_is_matched_and_stays_in_place(value in "\\PC{1,40}") {
        let encoded = percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC).to_string();
        let tool = get("https://api.example.com/v1/users/{id}/posts", path_param());
        let url = format!("https://api.example.com/v1/users/{encoded}/posts");
        let parsed = Url::parse(&url).expect("a url");
        let climbs = has_dot_segments(&url);
        prop_assert_eq!(makes(&tool, &url), !climbs);
        prop_assert!(climbs || parsed.path().starts_with("/v1/users/"));
    }

    #[test]
    fn whatever_matches_keeps_its_shape(path in "[a-z0-9/.%{}-]{0,40}") {
        let tool = get("https://api.example.com/v1/users/{id}/posts", path_param());
        let url = format!("https://api.example.com/{path}");
        if makes(&tool, &url) {
            let parsed = Url::parse(&url).expect("a url");
            let segments: Vec<_> = parsed.path_segments().expect("segments").collect();
            prop_assert!(matches!(segments.as_slice(), ["v1", "users", id, "posts"] if !id.is_empty()));
        }
    }
}
