//! `/v1/admin`: for the people who run the platform.

use axum::{
    Json,
    extract::FromRequestParts,
    http::{StatusCode, request::Parts},
};
use contract::{
    AppError, OrgId,
    dto::{
        AdminBuild, AdminCounts, AdminEvent, AdminHealth, AdminOrg, AdminTicket, AdminTicketView, AdminUser, ChangeContact, Page, PatchOrgPlan, ReplyTicket,
        SuspendOrg,
    },
};
use domain::admin::{self, ListRequest, PlatformAdmin};

use super::{
    auth::Caller,
    json::{Body, Path, Query},
    problem::Problem,
    tickets::{Words, known as ticket_id},
};

/// Somebody who runs the platform; for everybody else the address does not exist.
pub struct Admin(PlatformAdmin);

impl Admin {
    fn reply<T>(&self, result: domain::Result<T>) -> Result<Json<T>, Problem> {
        result.map(Json).map_err(|error| Problem::of(error, self.0.request.id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let caller = Caller::from_request_parts(parts, state).await?;
        caller.reply(admin::enter(&caller.0)).map(Self)
    }
}

type Reply<T> = Result<Json<T>, Problem>;

pub async fn counts(admin: Admin) -> Reply<AdminCounts> {
    admin.reply(admin::counts(&admin.0).await)
}

pub async fn health(admin: Admin) -> Reply<AdminHealth> {
    admin.reply(admin::health(&admin.0).await)
}

pub async fn organisations(admin: Admin, Query(request): Query<ListRequest>) -> Reply<Page<AdminOrg>> {
    admin.reply(admin::organisations(&admin.0, &request).await)
}

pub async fn organisation(admin: Admin, Path(id): Path<String>) -> Reply<AdminOrg> {
    admin.reply(admin::organisation(&admin.0, org_id(&id)?).await)
}

pub async fn set_plan(admin: Admin, Path(id): Path<String>, Body(request): Body<PatchOrgPlan>) -> Reply<AdminOrg> {
    admin.reply(admin::set_plan(&admin.0, org_id(&id)?, request).await)
}

pub async fn suspend(admin: Admin, Path(id): Path<String>, Body(request): Body<SuspendOrg>) -> Reply<AdminOrg> {
    admin.reply(admin::suspend(&admin.0, org_id(&id)?, request).await)
}

pub async fn lift(admin: Admin, Path(id): Path<String>) -> Reply<AdminOrg> {
    admin.reply(admin::lift(&admin.0, org_id(&id)?).await)
}

pub async fn users(admin: Admin, Query(request): Query<ListRequest>) -> Reply<Page<AdminUser>> {
    admin.reply(admin::users(&admin.0, &request).await)
}

pub async fn tickets(admin: Admin, Query(request): Query<ListRequest>) -> Reply<Page<AdminTicket>> {
    admin.reply(admin::tickets(&admin.0, &request).await)
}

pub async fn ticket(admin: Admin, Path(id): Path<String>) -> Reply<AdminTicketView> {
    admin.reply(admin::ticket(&admin.0, ticket_id(&id)?).await)
}

pub async fn answer(admin: Admin, Path(id): Path<String>, Words(request): Words<ReplyTicket>) -> Result<(StatusCode, Json<AdminTicketView>), Problem> {
    admin.reply(admin::answer(&admin.0, ticket_id(&id)?, request).await).map(|answered| (StatusCode::CREATED, answered))
}

pub async fn change_contact(admin: Admin, Path(id): Path<String>, Body(request): Body<ChangeContact>) -> Reply<AdminTicketView> {
    admin.reply(admin::change_contact(&admin.0, ticket_id(&id)?, request).await)
}

pub async fn builds(admin: Admin, Query(request): Query<ListRequest>) -> Reply<Page<AdminBuild>> {
    admin.reply(admin::builds(&admin.0, &request).await)
}

pub async fn events(admin: Admin, Query(request): Query<ListRequest>) -> Reply<Page<AdminEvent>> {
    admin.reply(admin::events(&admin.0, &request).await)
}

fn org_id(id: &str) -> Result<OrgId, AppError> {
    id.parse().map_err(|_| AppError::not_found("organisation"))
}
