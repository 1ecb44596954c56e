//! What each client is told, for a private server, a public one, and one that only this machine can reach.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};

use super::*;

const URL: &str = "https://bmm.example.com/mcp/acme/pets";

fn endpoint(public: bool) -> Endpoint<'static> {
    Endpoint { name: "pets", url: URL.into(), public, reach: Reach::Https }
}

fn find(client: &str, to: &Endpoint<'_>) -> InstallSnippet {
    clients::all(to).into_iter().find(|snippet| snippet.client == client).expect("a snippet")
}

fn of(client: &str, public: bool) -> InstallSnippet {
    find(client, &endpoint(public))
}

fn json_of(client: &str, public: bool) -> Value {
    serde_json::from_str(&of(client, public).code).expect("JSON")
}

#[test]
fn claude_code_is_one_command() {
    assert_eq!(of("Claude Code", true).code, format!("claude mcp add --transport http pets {URL}"));
    assert!(of("Claude Code", false).code.ends_with("--header \"Authorization: Bearer YOUR_API_KEY\""));
    assert_eq!(of("Claude Code", true).needs, None);
    assert!(of("Claude Code", false).needs.expect("a key").contains("API key"));
}

#[test]
fn clients_in_a_cloud_need_public_https_and_a_public_server() {
    for client in ["Claude.ai", "ChatGPT"] {
        assert_eq!((of(client, true).code.as_str(), of(client, true).needs), (URL, None), "{client}");
        let private = of(client, false).needs.expect("a need");
        assert!(private.contains("public server") && !private.contains("https"), "{private}");
        let here = find(client, &Endpoint { reach: Reach::Loopback, ..endpoint(true) }).needs.expect("a need");
        assert!(here.contains("public https address") && !here.contains("public server"), "{here}");
    }
}

#[test]
fn claude_desktop_goes_through_mcp_remote() {
    let private = json_of("Claude Desktop", false);
    assert_eq!(
        private["mcpServers"]["pets"],
        json!({ "command": "npx", "args": ["-y", "mcp-remote", URL, "--header", "Authorization:${AUTH_HEADER}"], "env": { "AUTH_HEADER": "Bearer YOUR_API_KEY" } })
    );
    assert_eq!(json_of("Claude Desktop", true)["mcpServers"]["pets"], json!({ "command": "npx", "args": ["-y", "mcp-remote", URL] }));
    assert!(of("Claude Desktop", true).needs.expect("node").contains("Node.js"));
}

#[test]
fn cursor_has_a_link_with_the_same_configuration() {
    let file = json_of("Cursor", false);
    assert_eq!(file["mcpServers"]["pets"], json!({ "url": URL, "headers": { "Authorization": "Bearer YOUR_API_KEY" } }));
    let link = Url::parse(&of("Cursor", false).link.expect("a link")).expect("an address");
    let config = link.query_pairs().find(|(name, _)| name == "config").expect("config").1.into_owned();
    let inner: Value = serde_json::from_slice(&BASE64_STANDARD.decode(config).expect("base64")).expect("JSON");
    assert_eq!(inner, file["mcpServers"]["pets"]);
    assert!(link.as_str().starts_with("cursor://anysphere.cursor-deeplink/mcp/install?name=pets&config="));
}

#[test]
fn vs_code_asks_for_the_key() {
    let file = json_of("VS Code", false);
    assert_eq!(file["servers"]["pets"], json!({ "type": "http", "url": URL, "headers": { "Authorization": "Bearer ${input:key}" } }));
    assert_eq!((&file["inputs"][0]["id"], &file["inputs"][0]["password"]), (&json!("key"), &json!(true)));
    assert_eq!(of("VS Code", false).link, None);
    assert!(of("VS Code", false).needs.expect("a key").contains("VS Code asks for it"));
    let link = Url::parse(&of("VS Code", true).link.expect("a link")).expect("an address");
    let config = link.query_pairs().find(|(name, _)| name == "config").expect("config").1.into_owned();
    assert_eq!(serde_json::from_str::<Value>(&config).expect("JSON"), json!({ "type": "http", "url": URL }));
    assert!(json_of("VS Code", true).get("inputs").is_none());
}

#[test]
fn codex_takes_the_key_from_the_environment() {
    assert_eq!(of("Codex", false).code, format!("[mcp_servers.pets]\nurl = \"{URL}\"\nbearer_token_env_var = \"BMM_API_KEY\"\n"));
    assert!(of("Codex", false).needs.expect("a key").contains("BMM_API_KEY"));
    assert!(!of("Codex", true).code.contains("bearer"));
}

#[test]
fn each_editor_has_its_own_name_for_the_address() {
    for (client, root, field) in [("Gemini CLI", "mcpServers", "httpUrl"), ("Windsurf", "mcpServers", "serverUrl"), ("Zed", "context_servers", "url")] {
        assert_eq!(json_of(client, true)[root]["pets"], json!({ field: URL }), "{client}");
        assert_eq!(json_of(client, false)[root]["pets"]["headers"], json!({ "Authorization": "Bearer YOUR_API_KEY" }), "{client}");
    }
    assert_eq!(json_of("Any other client", true)["mcpServers"]["pets"], json!({ "type": "http", "url": URL }));
}

#[test]
fn a_loopback_address_is_named_as_such() {
    let here = find("Zed", &Endpoint { reach: Reach::Loopback, ..endpoint(true) });
    assert!(here.needs.expect("a need").contains("only for clients on this computer"));
}

#[test]
fn deployments_are_told_apart() {
    for (url, expected) in [
        ("http://localhost:3000", Reach::Loopback),
        ("http://127.0.0.1:3000", Reach::Loopback),
        ("http://[::1]:3000", Reach::Loopback),
        ("http://bmm.example.com", Reach::PlainHttp),
        ("https://bmm.internal", Reach::Private),
        ("https://10.0.0.5", Reach::Private),
        ("https://bmm", Reach::Private),
        ("https://bmm.example.com", Reach::Https),
    ] {
        assert_eq!(Reach::of(&Url::parse(url).expect("an address")), expected, "{url}");
    }
}
