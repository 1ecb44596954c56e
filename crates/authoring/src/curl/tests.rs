//! What people paste, and what becomes of it.

use contract::spec::{Action, Body, Encoding, HttpAction, JsonBody, Method, ParamIn, SecretIn, ValueFrom};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::Compiled;

fn request(text: &str) -> CompileRequest {
    CompileRequest { kind: SourceKind::Curl, text: text.into(), source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
}

fn compiled(text: &str) -> Compiled {
    compile(&request(text)).expect(text)
}

fn http(compiled: &Compiled, place: usize) -> &HttpAction {
    match &compiled.spec.tools[place].action {
        Action::Http(http) => http,
        Action::Script(_) => panic!("curl makes no scripts"),
    }
}

#[test]
fn a_list_with_a_token() {
    let compiled = compiled(
        "curl -H 'Authorization: Bearer ghp_0123456789abcdef' -H 'Accept: application/json' 'https://api.github.com/repos/rust-lang/rust/issues?per_page=30&state=open'",
    );
    let tool = &compiled.spec.tools[0];
    assert_eq!((tool.name.as_str(), tool.operation.as_str()), ("list_issues", "GET /repos/rust-lang/rust/issues"));
    assert_eq!(
        tool.input_schema,
        json!({"type": "object", "properties": {"per_page": {"type": "integer", "default": 30}, "state": {"type": "string", "default": "open"}}})
    );
    assert!(tool.annotations.read_only);
    let slot = &compiled.spec.secrets[0];
    assert_eq!((slot.name.as_str(), slot.placement.param.as_str(), slot.placement.prefix.as_str()), ("GITHUB_TOKEN", "Authorization", "Bearer "));
    assert_eq!(http(&compiled, 0).secrets, ["GITHUB_TOKEN"]);
    assert_eq!(compiled.spec.origins[0].as_str(), "https://api.github.com");
    assert_eq!(compiled.spec.name, "Github");
}

#[test]
fn json_bodies_become_arguments() {
    let compiled =
        compiled(r#"curl --json '{"title":"Broken","labels":["bug"],"assignee":{"id":7},"draft":false,"note":null}' https://api.example.com/users/42/issues"#);
    let tool = &compiled.spec.tools[0];
    assert_eq!(tool.name, "create_issue");
    assert_eq!(tool.input_schema["required"], json!(["user_id", "title", "labels", "assignee"]));
    assert_eq!(tool.input_schema["properties"]["assignee"], json!({"type": "object", "properties": {"id": {"type": "integer", "examples": [7]}}}));
    assert_eq!(tool.input_schema["properties"]["user_id"], json!({"type": "integer", "examples": [42]}));
    assert_eq!(http(&compiled, 0).url, "https://api.example.com/users/{user_id}/issues");
    match http(&compiled, 0).body.as_ref().expect("a body") {
        Body::Json { content_type, content: JsonBody::Fields(fields) } => {
            assert_eq!(content_type, "application/json");
            assert_eq!(fields.len(), 5);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn forms_files_and_methods() {
    let compiled = compiled(
        "curl https://a.example/login -d user=me -d 'pass word=x' --data-urlencode 'q=a&b'\n\
         curl -F 'photo=@/tmp/me.png;type=image/png' -F note=hi https://a.example/photos\n\
         curl -T big.bin https://a.example/files/1\n\
         curl -I https://a.example/health\n\
         curl -G -d q=x --data-urlencode 'lang=en' https://a.example/search\n\
         curl -XDELETE https://a.example/users/$USER_ID\n\
         curl -d @body.json -H 'Content-Type: application/json' https://a.example/import",
    );
    let methods: Vec<_> = (0..7).map(|place| http(&compiled, place).method).collect();
    assert_eq!(methods, [Method::Post, Method::Post, Method::Put, Method::Head, Method::Get, Method::Delete, Method::Post]);
    assert!(matches!(&http(&compiled, 0).body, Some(Body::Form { fields }) if fields.len() == 3));
    match &http(&compiled, 1).body {
        Some(Body::Multipart { parts }) => {
            assert!(parts[0].base64 && parts[0].filename.as_deref() == Some("me.png"));
            assert!(!parts[1].base64);
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(&http(&compiled, 2).body, Some(Body::Raw { base64: true, .. })));
    assert_eq!(http(&compiled, 4).params.len(), 2);
    assert_eq!(http(&compiled, 5).url, "https://a.example/users/{user_id}");
    assert!(compiled.spec.tools[5].annotations.destructive);
    assert!(matches!(&http(&compiled, 6).body, Some(Body::Json { content: JsonBody::Arg(arg), .. }) if arg == "body"));
    assert!(compiled.notes.iter().any(|note| note.contains("-d @file")));
}

#[test]
fn the_same_name_in_two_places() {
    let compiled = compiled(r#"curl -X PUT 'https://a.example/items/{id}?id=7' --json '{"id": 8}'"#);
    let names: Vec<_> = compiled.spec.tools[0].input_schema["properties"].as_object().expect("object").keys().cloned().collect();
    assert_eq!(names, ["id", "id_query", "id_body"]);
}

#[test]
fn repeated_parameters_become_lists() {
    let compiled = compiled("curl 'https://a.example/items?tag=a&tag=b&ids[]=1&ids[]=2'");
    let properties = &compiled.spec.tools[0].input_schema["properties"];
    assert_eq!(properties["tag"], json!({"type": "array", "items": {"type": "string"}, "default": ["a", "b"]}));
    assert_eq!(properties["ids"], json!({"type": "array", "items": {"type": "number"}, "default": [1, 2]}));
    assert!(http(&compiled, 0).params.iter().all(|param| param.explode && param.place == ParamIn::Query));
}

#[test]
fn every_place_of_a_credential_becomes_a_slot() {
    for (command, place, param, encoding) in [
        ("curl -u me:pass https://a.example", SecretIn::Header, "Authorization", Encoding::Basic),
        ("curl https://me:pass@a.example/", SecretIn::Header, "Authorization", Encoding::Basic),
        ("curl -H 'Authorization: Basic bWU6cGFzcw==' https://a.example", SecretIn::Header, "Authorization", Encoding::Basic),
        ("curl --oauth2-bearer abc https://a.example", SecretIn::Header, "Authorization", Encoding::Plain),
        ("curl -H 'X-Api-Key: abc' https://a.example", SecretIn::Header, "X-Api-Key", Encoding::Plain),
        ("curl -b 'session=abc; _ga=1' https://a.example", SecretIn::Cookie, "session", Encoding::Plain),
        ("curl 'https://a.example/?api_key=abc'", SecretIn::Query, "api_key", Encoding::Plain),
        ("curl -G -d access_token=abc https://a.example/", SecretIn::Query, "access_token", Encoding::Plain),
    ] {
        let compiled = compiled(command);
        let slots = &compiled.spec.secrets;
        assert_eq!(slots.len(), 1, "{command}");
        let found = &slots[0].placement;
        assert_eq!((found.place, found.param.as_str(), found.encoding), (place, param, encoding), "{command}");
    }
}

#[test]
fn commands_share_slots_and_have_their_own_names() {
    let compiled = compiled(
        "curl -H 'Authorization: Bearer a' https://a.example/users\ncurl -H 'authorization: bearer b' https://a.example/users\ncurl -u x:y https://b.example/users",
    );
    let names: Vec<_> = compiled.spec.tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["list_users", "list_users_2", "list_users_3"]);
    assert_eq!(compiled.spec.secrets.len(), 2);
}

#[test]
fn graphql_queries_stay_constant() {
    let compiled = compiled(r#"curl https://a.example/graphql --json '{"query":"query($id: ID!){ user(id: $id){ name } }","variables":{"id":"7"}}'"#);
    let tool = &compiled.spec.tools[0];
    assert!(tool.annotations.read_only);
    assert_eq!(tool.input_schema["properties"].as_object().map(serde_json::Map::len), Some(1));
    match &http(&compiled, 0).body {
        Some(Body::Json { content: JsonBody::Fields(fields), .. }) => assert!(matches!(&fields[0].from, ValueFrom::Value(_))),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_base_url_fills_in_or_replaces() {
    let mut request = request("curl $BASE/v1/users\n");
    let error = compile(&request).expect_err("no server");
    assert!(error.for_field("base_url").is_some());
    request.base_url = Some("http://127.0.0.1:4010/v1/".into());
    let compiled = compile(&request).expect("fine");
    assert_eq!(http(&compiled, 0).url, "http://127.0.0.1:4010/v1/users");

    request.text = "curl https://api.example.com/users\ncurl https://other.example/x".into();
    let compiled = compile(&request).expect("fine");
    assert_eq!(http(&compiled, 0).url, "http://127.0.0.1:4010/v1/users");
    assert_eq!(http(&compiled, 1).url, "https://other.example/x");
    assert_eq!(compiled.notes.len(), 1);

    request.base_url = Some("ftp://x".into());
    assert!(compile(&request).expect_err("ftp").for_field("base_url").is_some());
    request.text = "BASE=https://x.example/v2\ncurl $BASE/users".into();
    request.base_url = None;
    assert_eq!(http(&compile(&request).expect("fine"), 0).url, "https://x.example/v2/users");
}

#[test]
fn chosen_operations_and_added_credentials() {
    let mut request = request("curl https://a.example/users\ncurl https://a.example/teams");
    request.operations = Some(vec!["GET /teams".into()]);
    request.credentials = vec![contract::dto::CredentialInput { name: "KEY".into(), place: SecretIn::Header, param: "X-Key".into(), prefix: String::new() }];
    let compiled = compile(&request).expect("fine");
    assert_eq!(compiled.spec.tools.len(), 1);
    assert_eq!(http(&compiled, 0).secrets, ["KEY"]);
    request.operations = Some(vec!["GET /nothing".into()]);
    assert!(compile(&request).expect_err("unknown").for_field("operations").is_some());
    request.operations = None;
    request.credentials[0].name = "key".into();
    assert!(compile(&request).expect_err("bad name").for_field("credentials").is_some());
    request.credentials.clear();
    request.name = Some("x".repeat(500));
    assert!(compile(&request).expect_err("long name").for_field("name").is_some());
}

#[test]
fn what_cannot_be_read_is_said_clearly() {
    for (text, says) in [
        ("", "Paste"),
        ("wget https://a.example", "no curl command"),
        ("curl 'https://a.example", "never closed"),
        ("curl -s", "no address"),
        ("curl ftp://a.example/x", "scheme “ftp”"),
        ("curl -X BREW https://a.example", "method"),
    ] {
        let error = compile(&request(text)).expect_err(text);
        assert!(error.for_field("source.text").is_some_and(|message| message.contains(says)), "{text}: {error}");
    }
}

#[test]
fn private_addresses_are_refused_by_their_own_check() {
    let compiled = compiled("curl http://169.254.169.254/latest/meta-data");
    let error = crate::requests::refuse_private_hosts(&compiled.spec, |_| false).expect_err("private");
    let message = error.for_field("source.text").expect("a field error");
    assert!(message.contains("169.254.169.254") && message.contains("BMM_EGRESS_ALLOW"), "{message}");
    crate::requests::refuse_private_hosts(&compiled.spec, |origin| origin.as_str() == "http://169.254.169.254").expect("allowed");
}

#[test]
fn scripts_of_other_languages_are_kept_apart_by_notes() {
    let compiled = compiled("Here don't panic:\n\n```bash\n# Who am I?\n$ curl -sS -k https://a.example/me --frob | jq .name\n```\n");
    let tool = &compiled.spec.tools[0];
    assert_eq!(tool.description, "Who am I?");
    assert_eq!(tool.response.select.as_deref(), Some(".name"));
    assert_eq!(compiled.notes.len(), 3, "{:?}", compiled.notes);
}

/// Places where people paste secrets; `{}` is the secret.
const PLACES: &[&str] = &[
    "curl -H 'Authorization: Bearer {}' https://a.example/x",
    "curl -H 'Authorization: {}' https://a.example/x",
    "curl -H 'Authorization: Token token={}' https://a.example/x",
    "curl -H 'Authorization: Digest {}' https://a.example/x",
    "curl -H 'X-Api-Key: {}' https://a.example/x",
    "curl -H 'Cookie: session={}; lang=en' https://a.example/x",
    "curl -b 'sid={}' https://a.example/x",
    "curl -b '_ga={}' https://a.example/x",
    "curl -u 'me:{}' https://a.example/x",
    "curl -u '{}:' https://a.example/x",
    "curl --oauth2-bearer {} https://a.example/x",
    "curl 'https://a.example/x?api_key={}&page=1'",
    "curl 'https://a.example/x?access_token={}'",
    "curl 'https://a.example/x?key={}'",
    "curl -G -d 'token={}' https://a.example/x",
    "curl https://me:{}@a.example/x",
    "curl https://a.example/login -d 'password={}'",
    "curl https://a.example/login --json '{\"password\":\"{}\"}'",
    "curl https://a.example/login --json '{\"user\":{\"client_secret\":\"{}\"}}'",
    "curl https://a.example/login -F 'secret={}'",
    "# use {} here\ncurl -H 'X-Api-Key: {}' 'https://a.example/a/{}/b?q={}' --json '{\"note\":\"my {} note\"}'",
    "curl -H 'X-Token: {}' -H 'X-Other: {}' https://a.example/x -d 'plain={}&{}=1'",
];

proptest! {
    #[test]
    fn a_pasted_secret_is_nowhere_in_the_specification(secret in "[A-Za-z0-9_.~!*-]{8,40}", place in 0..PLACES.len()) {
        use base64::Engine;
        prop_assume!(!secret.starts_with('-') && !secret.ends_with('.'));
        let text = PLACES[place].replace("{}", &secret);
        let compiled = compile(&request(&text)).expect(&text);
        let written = serde_json::to_string(&compiled).expect("JSON");
        let encoded = percent_encoding::utf8_percent_encode(&secret, percent_encoding::NON_ALPHANUMERIC).to_string();
        let base64 = base64::engine::general_purpose::STANDARD.encode(&secret);
        for form in [&secret, &encoded, &base64] {
            prop_assert!(!written.contains(form.as_str()), "{} in {}", form, written);
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "(curl |-H |-d |-u |--json |https://a\\.b/|\\PC|['\"\\\\\n{}$]){0,40}") {
        if let Ok(compiled) = compile(&request(&text)) {
            for tool in &compiled.spec.tools {
                prop_assert!(!tool.name.is_empty() && tool.name.len() <= 48);
                prop_assert_eq!(&tool.input_schema["type"], "object");
            }
        }
    }
}
