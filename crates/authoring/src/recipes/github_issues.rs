//! GitHub issues (docs.github.com/rest/issues), REST API version 2022-11-28.

use contract::spec::{Method, SecretIn};
use serde_json::{Value, json};

use super::kit::{Http, Recipe, choice, slot, text, text_like, whole};

const TOKEN: &str = "GITHUB_TOKEN";
const ISSUES: &str = "https://api.github.com/repos/{owner}/{repo}/issues";

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "github-issues",
        "GitHub issues",
        "Lists, searches, reads, opens and updates issues of GitHub repositories, and comments on them.",
        &["github", "github issue", "github issues", "issue", "issues", "bug tracker", "issue tracker", "repository", "pull request"],
    )
    .secret(slot(
        TOKEN,
        "GitHub access token",
        ("A fine-grained personal access token with “Issues: read and write” for the repositories.", "https://github.com/settings/personal-access-tokens/new"),
        SecretIn::Header,
        "Authorization",
        "Bearer ",
    ))
    .tool(
        in_repo(Method::Get, "list_issues", "Lists issues of a repository, newest first. Pull requests are left out.", ISSUES)
            .query("state", choice("open when left out.", &["open", "closed", "all"]))
            .query("labels", text_like("Labels that the issues must have, with commas between them.", "bug,help wanted"))
            .query("assignee", text("Login of the assignee, none or *."))
            .query("since", text("Only issues changed after this time, as 2026-11-01T00:00:00Z."))
            .query("per_page", whole("Issues per page; 30 when left out.", 1, 100))
            .query("page", whole("The page; 1 when left out.", 1, 10_000))
            .select(&format!("{{issues: [.[] | select(.pull_request | not) | {SHORT}]}}"))
            .pages("page", Some("per_page"))
            .done(),
    )
    .tool(
        api(Http::get("search_issues", "Searches issues and pull requests with GitHub's search syntax.", "https://api.github.com/search/issues"))
            .needed("q", "query", text_like("Search, like: repo:owner/name is:issue is:open label:bug crash", "repo:rust-lang/rust is:issue is:open crash"))
            .query("sort", choice("Best match when left out.", &["comments", "created", "updated", "reactions"]))
            .query("order", choice("desc when left out.", &["asc", "desc"]))
            .query("per_page", whole("Results per page; 30 when left out.", 1, 100))
            .query("page", whole("The page; 1 when left out.", 1, 100))
            .select(&format!("{{total: .total_count, issues: [.items[] | {SHORT}]}}"))
            .pages("page", Some("per_page"))
            .done(),
    )
    .tool(
        in_repo(Method::Get, "get_issue", "Reads one issue with its text.", &format!("{ISSUES}/{{issue_number}}"))
            .path("issue_number", whole("The issue's number.", 1, i64::from(u32::MAX)))
            .select(&format!("{SHORT} + {{body, closed_at, milestone: .milestone.title}}"))
            .done(),
    )
    .tool(
        in_repo(Method::Get, "list_comments", "Lists comments of an issue, oldest first.", &format!("{ISSUES}/{{issue_number}}/comments"))
            .path("issue_number", whole("The issue's number.", 1, i64::from(u32::MAX)))
            .query("per_page", whole("Comments per page; 30 when left out.", 1, 100))
            .query("page", whole("The page; 1 when left out.", 1, 10_000))
            .select("{comments: [.[] | {id, user: .user.login, created_at, body}]}")
            .pages("page", Some("per_page"))
            .done(),
    )
    .tool(
        in_repo(Method::Post, "create_issue", "Opens a new issue.", ISSUES)
            .member("title", text("Title of the issue."), true)
            .member("body", text("Text of the issue, in Markdown."), false)
            .member("labels", names("Labels to set."), false)
            .member("assignees", names("Logins of the assignees."), false)
            .select(SHORT)
            .done(),
    )
    .tool(
        in_repo(
            Method::Patch,
            "update_issue",
            "Changes title, text, labels or assignees of an issue, closes or opens it again. What is left out stays; lists replace the old ones.",
            &format!("{ISSUES}/{{issue_number}}"),
        )
        .path("issue_number", whole("The issue's number.", 1, i64::from(u32::MAX)))
        .member("title", text("The new title."), false)
        .member("body", text("The new text, in Markdown."), false)
        .member("state", choice("Close it or open it again.", &["open", "closed"]), false)
        .member("state_reason", choice("Why it is closed.", &["completed", "not_planned", "reopened"]), false)
        .member("labels", names("All its labels."), false)
        .member("assignees", names("Logins of all its assignees."), false)
        .select(SHORT)
        .done(),
    )
    .tool(
        in_repo(Method::Post, "add_comment", "Comments on an issue or a pull request.", &format!("{ISSUES}/{{issue_number}}/comments"))
            .path("issue_number", whole("The issue's number.", 1, i64::from(u32::MAX)))
            .member("body", text("The comment, in Markdown."), true)
            .select("{id, html_url, created_at}")
            .done(),
    )
}

/// The parts of an issue that a list needs.
const SHORT: &str =
    "{number, title, state, user: .user.login, labels: [.labels[].name], assignees: [.assignees[].login], comments, created_at, updated_at, html_url}";

fn api(tool: Http) -> Http {
    tool.header("Accept", "application/vnd.github+json").header("X-GitHub-Api-Version", "2022-11-28").secret(TOKEN)
}

fn in_repo(method: Method, name: &str, description: &str, url: &str) -> Http {
    let tool = Http::new(method, name, description, url);
    api(tool.path("owner", text_like("Owner of the repository.", "rust-lang")).path("repo", text_like("Name of the repository.", "rust")))
}

fn names(what: &str) -> Value {
    json!({"type": "array", "items": {"type": "string"}, "description": what})
}
