//! `/v1/servers/{slug}/tools`.

use axum::Json;
use contract::{
    Slug,
    dto::{CallTool, ToolAnswer},
};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

pub async fn call(caller: Caller, Path((slug, tool)): Path<(Slug, String)>, Body(call): Body<CallTool>) -> Result<Json<ToolAnswer>, Problem> {
    caller.reply(domain::calls::playground(&caller.0, &slug, &tool, call).await).map(Json)
}
