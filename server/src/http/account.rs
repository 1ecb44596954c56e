//! `/v1/account`.

use axum::Json;
use contract::dto::SessionView;

use super::{auth::Caller, problem::Problem};

pub async fn account(caller: Caller) -> Result<Json<SessionView>, Problem> {
    caller.reply(domain::identity::session(&caller.0).await).map(Json)
}
