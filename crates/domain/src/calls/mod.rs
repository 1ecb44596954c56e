//! Tool calls: who may call, what is counted, what is logged.

use std::sync::Arc;

use contract::{
    Handle, Slug,
    dto::{CallTool, CallView, Page, ToolAnswer},
    spec::ServerSpec,
};
use serde_json::{Map, Value};

use crate::{Ctx, Org, Platform, RequestMeta, Result, ports::RunTarget};

/// How a call came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Mcp,
    Playground,
    SelfTest,
}

/// A server that somebody may call: authenticated, not paused, with its specification at hand.
#[derive(Clone)]
pub struct LiveServer {
    pub org: Org,
    pub slug: Slug,
    pub target: RunTarget,
}

impl LiveServer {
    pub fn spec(&self) -> &Arc<ServerSpec> {
        &self.target.spec
    }
}

/// Specifications of live servers, so that lists and discovery touch neither database nor runner.
#[derive(Default)]
pub struct SpecCache {}

/// Finds the server behind `/mcp/{org}/{slug}` for a caller.
///
/// `bearer` is the API key of the organisation, or the platform's own self-test key for one build; it may be missing
/// when the server is public. Missing and foreign servers are the same 404; a wrong or missing key is 401 `signed_out`;
/// a paused server is 503 with a sentence.
pub async fn open(_platform: &Arc<Platform>, _meta: &RequestMeta, _handle: &Handle, _slug: &Slug, _bearer: Option<&str>) -> Result<LiveServer> {
    todo!()
}

/// Calls a tool for a caller that `open` let in: quota, runtime, count, log. Tool errors are answers, not errors.
pub async fn call(_platform: &Arc<Platform>, _server: &LiveServer, _tool: &str, _arguments: Map<String, Value>, _via: Via) -> Result<ToolAnswer> {
    todo!()
}

/// Calls a tool from the server's page. Works on paused servers too, and is counted.
pub async fn playground(_ctx: &Ctx, _slug: &Slug, _tool: &str, _call: CallTool) -> Result<ToolAnswer> {
    todo!()
}

/// The server's call log, newest first.
pub async fn log(_ctx: &Ctx, _slug: &Slug, _cursor: Option<&str>) -> Result<Page<CallView>> {
    todo!()
}
