//! `/v1/account` and `/v1/me`.

use axum::Json;
use contract::dto::{OrgView, SessionView};

use super::{auth::Caller, problem::Problem};

pub async fn account(caller: Caller) -> Result<Json<SessionView>, Problem> {
    caller.reply(domain::identity::session(&caller.0).await).map(Json)
}

pub async fn organisation(caller: Caller) -> Result<Json<OrgView>, Problem> {
    caller.reply(domain::identity::session(&caller.0).await).map(|session| Json(session.org))
}
