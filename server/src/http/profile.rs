//! `/v1/account/profile`.

use axum::Json;
use contract::dto::{PatchProfile, ProfileView};

use super::{auth::Caller, json::Body, problem::Problem};

pub async fn get(caller: Caller) -> Result<Json<ProfileView>, Problem> {
    caller.reply(domain::account::profile(&caller.0).await).map(Json)
}

pub async fn update(caller: Caller, Body(change): Body<PatchProfile>) -> Result<Json<ProfileView>, Problem> {
    caller.reply(domain::account::update_profile(&caller.0, change).await).map(Json)
}
