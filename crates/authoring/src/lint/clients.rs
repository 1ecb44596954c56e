//! The clients that the linter knows, by the names that people know them by.

/// The Messages API, and with it Claude.ai and Claude Desktop, which pass tools on to it unchanged.
pub const CLAUDE_API: &str = "Claude API";
pub const CLAUDE_CODE: &str = "Claude Code";
pub const CURSOR: &str = "Cursor";
/// Visual Studio Code with GitHub Copilot.
pub const VS_CODE: &str = "VS Code";
/// The Responses API, and with it ChatGPT and Codex.
pub const OPENAI: &str = "OpenAI";
/// The Gemini API, and with it Gemini CLI.
pub const GEMINI: &str = "Gemini";

/// Every client that costs and findings are told for.
pub const ALL: [&str; 6] = [CLAUDE_API, CLAUDE_CODE, CURSOR, VS_CODE, OPENAI, GEMINI];

/// What is told about a tool to the model behind each client.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    pub client: &'static str,
    /// Stands before the tool's name; `{}` is the server's slug.
    pub prefix: &'static str,
    /// Characters of a description that reach the model; the rest is cut.
    pub description: usize,
}

/// What each client sends.
///
/// Claude Code cuts descriptions and instructions at 2,048 characters (code.claude.com/docs/en/mcp, "For MCP server
/// authors"); OpenAI's functions take 1,024; VS Code and Cursor put the server's name before the tool's.
pub const SHOWN: [Shown; 6] = [
    Shown { client: CLAUDE_API, prefix: "", description: usize::MAX },
    Shown { client: CLAUDE_CODE, prefix: "mcp__{}__", description: 2_048 },
    Shown { client: CURSOR, prefix: "mcp_{}_", description: usize::MAX },
    Shown { client: VS_CODE, prefix: "mcp_{}_", description: 1_024 },
    Shown { client: OPENAI, prefix: "", description: 1_024 },
    Shown { client: GEMINI, prefix: "", description: usize::MAX },
];
