//! The clients, in the order in which they are shown. Forms as documented by their makers, November 2026.

use contract::dto::InstallSnippet;
use serde_json::{Value, json};

use super::{Endpoint, KEY, link};

pub(super) fn all(to: &Endpoint<'_>) -> Vec<InstallSnippet> {
    vec![claude_code(to), claude_ai(to), claude_desktop(to), cursor(to), vs_code(to), chatgpt(to), codex(to), gemini_cli(to), windsurf(to), zed(to), plain(to)]
}

fn snippet(client: &str, place: &str, language: &str, code: String, needs: Option<String>) -> InstallSnippet {
    InstallSnippet { client: client.into(), place: place.into(), language: language.into(), code, needs, link: None }
}

fn bearer() -> String {
    format!("Bearer {KEY}")
}

/// `{"url": …, "headers": …}` with the name that the client has for the address.
fn remote(to: &Endpoint<'_>, url_field: &str) -> Value {
    let mut inner = json!({ url_field: to.url });
    if !to.public {
        inner["headers"] = json!({ "Authorization": bearer() });
    }
    inner
}

fn pretty(value: &Value) -> String {
    format!("{value:#}")
}

fn claude_code(to: &Endpoint<'_>) -> InstallSnippet {
    let key = if to.public { String::new() } else { format!(" \\\n  --header \"Authorization: {}\"", bearer()) };
    let code = format!("claude mcp add --transport http {} {}{key}", to.name, to.url);
    snippet("Claude Code", "Run in a terminal", "bash", code, to.local_needs())
}

fn claude_ai(to: &Endpoint<'_>) -> InstallSnippet {
    let place = "Settings → Connectors → Add custom connector (also in Claude Desktop and on phones)";
    snippet("Claude.ai", place, "text", to.url.clone(), to.cloud_needs("Claude.ai"))
}

/// Its configuration file knows no remote servers, so `mcp-remote` stands between; the header comes from the
/// environment, because some clients break arguments at spaces.
fn claude_desktop(to: &Endpoint<'_>) -> InstallSnippet {
    let mut args = vec!["-y".to_owned(), "mcp-remote".to_owned(), to.url.clone()];
    let mut server = json!({ "command": "npx" });
    if !to.public {
        args.extend(["--header".to_owned(), "Authorization:${AUTH_HEADER}".to_owned()]);
    }
    server["args"] = json!(args);
    if !to.public {
        server["env"] = json!({ "AUTH_HEADER": bearer() });
    }
    let code = pretty(&json!({ "mcpServers": { to.name: server } }));
    let needs = format!("It needs Node.js on the same machine, for npx.{}", to.local_needs().map(|needs| format!(" {needs}")).unwrap_or_default());
    snippet("Claude Desktop", "claude_desktop_config.json (Settings → Developer → Edit config)", "json", code, Some(needs))
}

fn cursor(to: &Endpoint<'_>) -> InstallSnippet {
    let inner = remote(to, "url");
    let link = link::cursor(to.name, &inner);
    let code = pretty(&json!({ "mcpServers": { to.name: inner } }));
    InstallSnippet { link: Some(link), ..snippet("Cursor", "~/.cursor/mcp.json", "json", code, to.local_needs()) }
}

/// VS Code asks for the key itself and keeps it in its own store; the link can carry none, so it is for public servers.
fn vs_code(to: &Endpoint<'_>) -> InstallSnippet {
    let mut server = json!({ "type": "http", "url": to.url });
    let mut file = json!({});
    if !to.public {
        server["headers"] = json!({ "Authorization": "Bearer ${input:key}" });
    }
    file["servers"] = json!({ to.name: server });
    let mut needs = to.local_needs();
    if !to.public {
        file["inputs"] = json!([{ "id": "key", "type": "promptString", "description": format!("API key for {}", to.name), "password": true }]);
        needs = needs.map(|needs| needs.replace("in the place of YOUR_API_KEY (make one under Access)", "(make one under Access); VS Code asks for it"));
    }
    let link = to.public.then(|| link::vs_code(to.name, &to.url));
    InstallSnippet { link, ..snippet("VS Code", ".vscode/mcp.json", "json", pretty(&file), needs) }
}

fn chatgpt(to: &Endpoint<'_>) -> InstallSnippet {
    let place = "Settings → Apps → Advanced → Developer mode, then Create app";
    snippet("ChatGPT", place, "text", to.url.clone(), to.cloud_needs("ChatGPT"))
}

/// A token in the file is refused, so it comes from the environment.
fn codex(to: &Endpoint<'_>) -> InstallSnippet {
    let mut code = format!("[mcp_servers.{}]\nurl = \"{}\"\n", to.name, to.url);
    let mut needs = to.local_needs();
    if !to.public {
        code.push_str("bearer_token_env_var = \"BMM_API_KEY\"\n");
        needs = needs.map(|needs| needs.replace("in the place of YOUR_API_KEY", "in the environment variable BMM_API_KEY"));
    }
    snippet("Codex", "~/.codex/config.toml", "toml", code, needs)
}

fn gemini_cli(to: &Endpoint<'_>) -> InstallSnippet {
    let code = pretty(&json!({ "mcpServers": { to.name: remote(to, "httpUrl") } }));
    snippet("Gemini CLI", "~/.gemini/settings.json", "json", code, to.local_needs())
}

fn windsurf(to: &Endpoint<'_>) -> InstallSnippet {
    let code = pretty(&json!({ "mcpServers": { to.name: remote(to, "serverUrl") } }));
    snippet("Windsurf", "~/.codeium/windsurf/mcp_config.json", "json", code, to.local_needs())
}

fn zed(to: &Endpoint<'_>) -> InstallSnippet {
    let code = pretty(&json!({ "context_servers": { to.name: remote(to, "url") } }));
    snippet("Zed", "~/.config/zed/settings.json", "json", code, to.local_needs())
}

fn plain(to: &Endpoint<'_>) -> InstallSnippet {
    let mut server = json!({ "type": "http", "url": to.url });
    if !to.public {
        server["headers"] = json!({ "Authorization": bearer() });
    }
    let code = pretty(&json!({ "mcpServers": { to.name: server } }));
    snippet("Any other client", "Its MCP configuration; the transport is Streamable HTTP", "json", code, to.local_needs())
}
