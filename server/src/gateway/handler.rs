//! One server, as the protocol sees it. Lists and discovery are answered from the specification and wake no runner.

use std::sync::Arc;

use contract::{AppError, ErrorCode};
use domain::{
    Platform,
    calls::{LiveServer, Via},
};
use rmcp::{
    ErrorData, RoleServer, ServerHandler,
    model::{
        CacheScope, CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, DiscoverResult, Implementation, ListToolsResult,
        PaginatedRequestParams, ServerCapabilities, ServerConfig, Tool,
    },
    service::RequestContext,
};

use super::tools;

/// How long clients may keep lists, in milliseconds: a new version is seen within this time.
const FRESH_MS: u64 = 30_000;

/// A server that the caller may use.
#[derive(Clone)]
pub struct Gateway {
    platform: Arc<Platform>,
    server: LiveServer,
}

impl Gateway {
    pub const fn new(platform: Arc<Platform>, server: LiveServer) -> Self {
        Self { platform, server }
    }

    /// What the model reads is an answer; only a tool that does not exist and our own failures are protocol errors.
    fn failed(&self, error: domain::Error) -> Result<CallToolResult, ErrorData> {
        let AppError { code, detail, reference, .. } = error.into_shown(self.platform.request_id());
        match code {
            ErrorCode::NotFound => Err(ErrorData::invalid_params(detail, None)),
            ErrorCode::Internal => Err(ErrorData::internal_error(detail, reference.map(|reference| serde_json::json!({ "reference": reference })))),
            _ => Ok(CallToolResult::error(vec![ContentBlock::text(detail)])),
        }
    }
}

impl ServerHandler for Gateway {
    fn get_info(&self) -> ServerConfig {
        let spec = self.server.spec();
        let implementation = Implementation::new(self.server.slug.to_string(), self.server.target.version.to_string()).with_title(spec.name.clone());
        let config = ServerConfig::new(ServerCapabilities::builder().enable_tools().build()).with_server_info(implementation);
        if spec.description.is_empty() { config } else { config.with_instructions(spec.description.clone()) }
    }

    async fn discover(&self, _: RequestContext<RoleServer>) -> Result<DiscoverResult, ErrorData> {
        let versions = self.supported_protocol_versions().into_owned();
        Ok(DiscoverResult::from_server_info(versions, self.get_info()).with_ttl_ms(FRESH_MS).with_cache_scope(CacheScope::Private))
    }

    /// All tools in one list, in the specification's order: the same every time.
    async fn list_tools(&self, _: Option<PaginatedRequestParams>, _: RequestContext<RoleServer>) -> Result<ListToolsResult, ErrorData> {
        let tools = self.server.spec().enabled_tools().map(tools::describe).collect();
        Ok(ListToolsResult { ttl_ms: Some(FRESH_MS), cache_scope: Some(CacheScope::Private), ..ListToolsResult::with_all_items(tools) })
    }

    fn get_tool(&self, name: &str) -> Option<Tool> {
        self.server.spec().tool(name).map(tools::describe)
    }

    async fn call_tool(&self, request: CallToolRequestParams, _: RequestContext<RoleServer>) -> Result<CallToolResponse, ErrorData> {
        if self.server.spec().tool(&request.name).is_none() {
            return Err(ErrorData::invalid_params(format!("Unknown tool: {}", request.name), None));
        }
        let arguments = request.arguments.unwrap_or_default();
        let answer = domain::calls::call(&self.platform, &self.server, &request.name, arguments, Via::Mcp).await;
        answer.map_or_else(|error| self.failed(error), |answer| Ok(tools::result(answer))).map(Into::into)
    }
}
