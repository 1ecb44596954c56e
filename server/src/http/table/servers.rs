//! Servers, their tools, calls and secrets; recipes.

use axum::http::Method;
use contract::{
    Permission,
    dto::{
        BuildRef, CallTool, CallView, CreateServer, CreatedServer, InstallSnippet, Page, PatchServer, PreviewRequest, PreviewResponse, RecipeCard,
        ReplaceSecret, ServerSummary, ServerView, SlugAnswer, ToolAnswer,
    },
};

use crate::http::{
    recipes,
    routes::{Route, route},
    servers, tools,
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::POST, "/v1/servers/preview", "previewServer", servers::preview)
            .about("Servers", "Compiles a source into a specification and lints it. Nothing is stored.")
            .needs(Permission::ManageServers)
            .takes::<PreviewRequest>()
            .answers::<PreviewResponse>(),
        route(Method::GET, "/v1/servers/slug", "checkSlug", servers::check_slug)
            .about("Servers", "Says whether a slug can be had, and suggests one.")
            .needs(Permission::ViewServers)
            .query("name", "The display name that a slug is suggested from.")
            .query("slug", "The slug to check; empty to ask for a suggestion.")
            .answers::<SlugAnswer>(),
        route(Method::POST, "/v1/servers", "createServer", servers::create)
            .about("Servers", "Makes a server and starts its first build.")
            .needs(Permission::ManageServers)
            .header("Idempotency-Key", "The same key with the same request answers as the first time, for 24 hours.")
            .takes::<CreateServer>()
            .answers::<CreatedServer>()
            .status(202),
        route(Method::GET, "/v1/servers", "listServers", servers::list)
            .about("Servers", "The organisation's servers, newest first.")
            .needs(Permission::ViewServers)
            .answers::<Vec<ServerSummary>>(),
        route(Method::GET, "/v1/servers/{slug}", "getServer", servers::get)
            .about("Servers", "One server with its tools, secrets and builds.")
            .needs(Permission::ViewServers)
            .answers::<ServerView>(),
        route(Method::PATCH, "/v1/servers/{slug}", "updateServer", servers::update)
            .about("Servers", "Renames, pauses, resumes, makes public or private.")
            .needs(Permission::ManageServers)
            .takes::<PatchServer>()
            .answers::<ServerView>(),
        route(Method::DELETE, "/v1/servers/{slug}", "deleteServer", servers::delete)
            .about("Servers", "Deletes the server with its secrets and logs. Its slug is never given out again.")
            .needs(Permission::ManageServers)
            .status(204),
        route(Method::POST, "/v1/servers/{slug}/builds", "buildServerAgain", servers::build_again)
            .about("Builds", "Builds a server whose build failed once more.")
            .needs(Permission::ManageServers)
            .status(202)
            .answers::<BuildRef>(),
        route(Method::GET, "/v1/servers/{slug}/install", "listInstallSnippets", servers::install)
            .about("Servers", "How each client is connected to the server.")
            .needs(Permission::ViewServers)
            .answers::<Vec<InstallSnippet>>(),
        route(Method::GET, "/v1/servers/{slug}/calls", "listCalls", servers::calls)
            .about("Servers", "The server's call log, newest first.")
            .needs(Permission::ViewServers)
            .query("cursor", "`next` of the page before.")
            .answers::<Page<CallView>>(),
        route(Method::POST, "/v1/servers/{slug}/tools/{tool}/call", "callTool", tools::call)
            .about("Tools", "Calls one tool, as the playground does.")
            .needs(Permission::CallTools)
            .takes::<CallTool>()
            .answers::<ToolAnswer>(),
        route(Method::PUT, "/v1/servers/{slug}/secrets/{name}", "replaceSecret", servers::replace_secret)
            .about("Servers", "Seals a new value for one secret slot. It is never shown again.")
            .needs(Permission::ManageServers)
            .takes::<ReplaceSecret>()
            .answers::<ServerView>(),
        route(Method::GET, "/v1/recipes", "listRecipes", recipes::list)
            .about("Servers", "The catalogue of ready recipes.")
            .for_everybody()
            .answers::<Vec<RecipeCard>>(),
    ]
}
