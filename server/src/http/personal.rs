//! `/v1/account/export` and `/v1/account/deletion`.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, StatusCode},
    response::Response,
};
use contract::{
    AppError,
    dto::{AccountDeletion, RequestDeletion},
};

use super::{audit::download, auth::Caller, json, problem::Problem};

pub async fn export(caller: Caller) -> Result<Response, Problem> {
    let archive = caller.reply(domain::account::export(&caller.0).await)?;
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", archive.file_name)).map_err(|_| AppError::internal())?;
    Ok(download(Body::from_stream(archive.into_stream()), "application/zip", disposition))
}

pub async fn request_deletion(caller: Caller, json::Body(request): json::Body<RequestDeletion>) -> Result<(StatusCode, Json<AccountDeletion>), Problem> {
    let deletion = caller.reply(domain::account::request_deletion(&caller.0, &request.confirm).await)?;
    Ok((StatusCode::ACCEPTED, Json(deletion)))
}

pub async fn cancel_deletion(caller: Caller) -> Result<StatusCode, Problem> {
    caller.reply(domain::account::cancel(&caller.0).await).map(|()| StatusCode::NO_CONTENT)
}
