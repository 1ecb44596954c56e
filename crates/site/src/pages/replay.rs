//! A build of the product itself, recorded, as the landing page shows it. `server/tests/it/site.rs` repeats the same
//! build and fails when tools, steps or messages have become different; times are those of the recorded run.

/// What was pasted.
pub const SOURCE: &str = r#"curl "https://api.github.com/repos/rust-lang/rust/issues?state=open&per_page=10" \
  -H "Authorization: Bearer $GITHUB_TOKEN"

curl -X POST https://api.github.com/repos/rust-lang/rust/issues \
  -H "Authorization: Bearer $GITHUB_TOKEN" \
  --json '{"title": "Build fails", "body": "Steps to reproduce"}'"#;

/// Name, what it sends, its arguments, and whether it only reads.
pub const TOOLS: [(&str, &str, &str, bool); 2] =
    [("list_issues", "GET /repos/rust-lang/rust/issues", "per_page, state", true), ("create_issue", "POST /repos/rust-lang/rust/issues", "body, title", false)];

pub const TOKENS: u32 = 136;

/// The day of the recording.
pub const RECORDED: &str = "25 November 2026";

/// Milliseconds from the order (the server and its build stand in the database) to its end.
pub const TOTAL: u32 = 42;

/// Step, milliseconds, what it says.
pub const STEPS: [(&str, u32, &str); 6] = [
    ("validate", 0, "2 tools, 1 upstream origin."),
    ("compile", 0, "2035 bytes, sha256:720e441b6ffe676fcb92024f3aa035134ad1165160def5d9f8d02e0fe5d2ea62."),
    ("seal", 0, "1 credential sealed."),
    ("start", 8, "Confined: system calls filtered, no files, no new privileges, an unprivileged user. 8 forbidden attempts denied."),
    ("self_test", 13, "2 tools listed over MCP, 2 tried."),
    ("publish", 0, "Clients reach it at http://localhost:3911/mcp/you/issues."),
];

/// Milliseconds of all steps together.
pub fn in_steps() -> u32 {
    STEPS.iter().map(|(_, millis, _)| millis).sum()
}

/// A step's name as the product writes it for people.
pub fn label(step: &str) -> &'static str {
    match step {
        "validate" => "Validate",
        "compile" => "Compile",
        "seal" => "Seal credentials",
        "start" => "Start the sandbox",
        "self_test" => "Self-test over MCP",
        _ => "Publish",
    }
}
