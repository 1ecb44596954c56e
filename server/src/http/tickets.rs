//! `/v1/tickets`.

use axum::{
    Json,
    extract::{FromRequest, Request},
    http::{StatusCode, header},
};
use contract::{
    AppError, TicketId,
    dto::{CreateTicket, Page, PatchTicket, ReplyTicket, TicketSummary, TicketView},
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{
    auth::Caller,
    json::{Body, Path, Query},
    problem::Problem,
};

/// A JSON body in the place of which somebody may try to send a file.
pub struct Words<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Words<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/") {
            return Err(AppError::field("files", domain::tickets::NO_FILES).into());
        }
        Body::from_request(request, state).await.map(|Body(value)| Self(value))
    }
}

#[derive(Deserialize)]
pub struct ListQuery {
    cursor: Option<String>,
}

pub async fn list(caller: Caller, Query(query): Query<ListQuery>) -> Result<Json<Page<TicketSummary>>, Problem> {
    caller.reply(domain::tickets::list(&caller.0, query.cursor.as_deref()).await).map(Json)
}

pub async fn create(caller: Caller, Words(request): Words<CreateTicket>) -> Result<(StatusCode, Json<TicketView>), Problem> {
    caller.reply(domain::tickets::create(&caller.0, request).await).map(|made| (StatusCode::CREATED, Json(made)))
}

pub async fn get(caller: Caller, Path(id): Path<String>) -> Result<Json<TicketView>, Problem> {
    caller.reply(domain::tickets::get(&caller.0, known(&id)?).await).map(Json)
}

pub async fn reply(caller: Caller, Path(id): Path<String>, Words(request): Words<ReplyTicket>) -> Result<(StatusCode, Json<TicketView>), Problem> {
    caller.reply(domain::tickets::reply(&caller.0, known(&id)?, request).await).map(|ticket| (StatusCode::CREATED, Json(ticket)))
}

pub async fn patch(caller: Caller, Path(id): Path<String>, Body(change): Body<PatchTicket>) -> Result<Json<TicketView>, Problem> {
    caller.reply(domain::tickets::patch(&caller.0, known(&id)?, change).await).map(Json)
}

/// What cannot be an id is as unknown as any other.
pub fn known(id: &str) -> Result<TicketId, AppError> {
    id.parse().map_err(|_| AppError::not_found("ticket"))
}
