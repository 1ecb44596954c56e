//! `/v1/builds`.

use axum::Json;
use contract::{AppError, dto::BuildView};

use super::{auth::Caller, json::Path, problem::Problem};

pub async fn get(caller: Caller, Path(id): Path<String>) -> Result<Json<BuildView>, Problem> {
    // Text that is no build id is as missing as a foreign build.
    let id = id.parse().map_err(|_| AppError::not_found("build"))?;
    caller.reply(domain::builds::get(&caller.0, id).await).map(Json)
}
