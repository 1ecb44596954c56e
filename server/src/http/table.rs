//! The table of contents of the REST interface: every route, once.

use axum::http::Method;
use contract::dto::{
    BuildEvent, BuildRef, BuildView, CallTool, CallView, CreateKey, CreateServer, CreatedKey, CreatedServer, InstallSnippet, KeyView, OrgView, Page,
    PatchServer, PreviewRequest, PreviewResponse, RecipeCard, ReplaceSecret, ServerSummary, ServerView, SessionView, SlugAnswer, ToolAnswer,
};

use super::{
    account, builds, documents, events, health, keys, recipes,
    routes::{Route, route},
    servers, tools,
};

/// Every REST route.
pub fn table() -> Vec<Route> {
    const GET: Method = Method::GET;
    const POST: Method = Method::POST;
    vec![
        route(POST, "/v1/servers/preview", "previewServer", servers::preview)
            .about("Servers", "Compiles a source into a specification and lints it. Nothing is stored.")
            .takes::<PreviewRequest>()
            .answers::<PreviewResponse>(),
        route(GET, "/v1/servers/slug", "checkSlug", servers::check_slug)
            .about("Servers", "Says whether a slug can be had, and suggests one.")
            .query("name", "The display name that a slug is suggested from.")
            .query("slug", "The slug to check; empty to ask for a suggestion.")
            .answers::<SlugAnswer>(),
        route(POST, "/v1/servers", "createServer", servers::create)
            .about("Servers", "Makes a server and starts its first build.")
            .header("Idempotency-Key", "The same key with the same request answers as the first time, for 24 hours.")
            .takes::<CreateServer>()
            .answers::<CreatedServer>()
            .status(202),
        route(GET, "/v1/servers", "listServers", servers::list).about("Servers", "The organisation's servers, newest first.").answers::<Vec<ServerSummary>>(),
        route(GET, "/v1/servers/{slug}", "getServer", servers::get).about("Servers", "One server with its tools, secrets and builds.").answers::<ServerView>(),
        route(Method::PATCH, "/v1/servers/{slug}", "updateServer", servers::update)
            .about("Servers", "Renames, pauses, resumes, makes public or private.")
            .takes::<PatchServer>()
            .answers::<ServerView>(),
        route(Method::DELETE, "/v1/servers/{slug}", "deleteServer", servers::delete)
            .about("Servers", "Deletes the server with its secrets and logs. Its slug is never given out again.")
            .status(204),
        route(POST, "/v1/servers/{slug}/builds", "buildServerAgain", servers::build_again)
            .about("Builds", "Builds a server whose build failed once more.")
            .status(202)
            .answers::<BuildRef>(),
        route(GET, "/v1/servers/{slug}/install", "listInstallSnippets", servers::install)
            .about("Servers", "How each client is connected to the server.")
            .answers::<Vec<InstallSnippet>>(),
        route(GET, "/v1/servers/{slug}/calls", "listCalls", servers::calls)
            .about("Servers", "The server's call log, newest first.")
            .query("cursor", "`next` of the page before.")
            .answers::<Page<CallView>>(),
        route(POST, "/v1/servers/{slug}/tools/{tool}/call", "callTool", tools::call)
            .about("Tools", "Calls one tool, as the playground does.")
            .takes::<CallTool>()
            .answers::<ToolAnswer>(),
        route(Method::PUT, "/v1/servers/{slug}/secrets/{name}", "replaceSecret", servers::replace_secret)
            .about("Servers", "Seals a new value for one secret slot. It is never shown again.")
            .takes::<ReplaceSecret>()
            .answers::<ServerView>(),
        route(GET, "/v1/builds/{id}", "getBuild", builds::get).about("Builds", "A build: status, and steps with their timings.").answers::<BuildView>(),
        route(GET, "/v1/builds/{id}/events", "followBuild", events::follow)
            .about("Builds", "A build's events over a WebSocket, one JSON text message each; ends with the build.")
            .query("after", "Sequence number of the last event seen; 0 for all of them.")
            .answers::<BuildEvent>()
            .status(101),
        route(GET, "/v1/recipes", "listRecipes", recipes::list)
            .about("Servers", "The catalogue of ready recipes.")
            .for_everybody()
            .answers::<Vec<RecipeCard>>(),
        route(GET, "/v1/keys", "listKeys", keys::list).about("Keys", "The organisation's API keys, without the keys themselves.").answers::<Vec<KeyView>>(),
        route(POST, "/v1/keys", "createKey", keys::create)
            .about("Keys", "Makes an API key. This is the only time that it is shown.")
            .takes::<CreateKey>()
            .answers::<CreatedKey>()
            .status(201),
        route(Method::DELETE, "/v1/keys/{id}", "revokeKey", keys::revoke).about("Keys", "Revokes an API key at once.").status(204),
        route(GET, "/v1/me/org", "getOrganisation", account::organisation)
            .about("Account", "The caller's organisation with plan and usage.")
            .answers::<OrgView>(),
        route(GET, "/v1/account", "getAccount", account::account)
            .about("Account", "The person behind the caller, and their organisation.")
            .answers::<SessionView>(),
        route(GET, "/v1/spec.schema.json", "getSpecSchema", documents::spec_schema)
            .about("Documents", "JSON Schema of a server's specification.")
            .for_everybody()
            .answers::<documents::AnyObject>()
            .media_type("application/schema+json"),
        route(GET, "/v1/openapi.json", "getOpenApi", documents::openapi).about("Documents", "This document.").for_everybody().answers::<documents::AnyObject>(),
        route(GET, "/api/health", "getHealth", health::health)
            .about("Operations", "Whether the platform can do its work.")
            .for_everybody()
            .answers::<health::Health>(),
        route(GET, "/api/version", "getVersion", health::version).about("Operations", "The version that runs.").for_everybody().answers::<health::Version>(),
    ]
}
