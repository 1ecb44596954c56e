//! `/v1/audit`.

use axum::{
    Json,
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::{
    AppError,
    dto::{AuditEventView, AuditQuery, AuditVerdict, Page},
};
use domain::audit::ExportFormat;
use futures::TryStreamExt;

use super::{auth::Caller, json::Query, problem::Problem};

pub async fn list(caller: Caller, Query(query): Query<AuditQuery>) -> Result<Json<Page<AuditEventView>>, Problem> {
    caller.reply(domain::audit::list(&caller.0, &query).await).map(Json)
}

pub async fn verify(caller: Caller) -> Result<Json<AuditVerdict>, Problem> {
    caller.reply(domain::audit::verify(&caller.0).await).map(Json)
}

pub async fn export(caller: Caller, Query(query): Query<AuditQuery>) -> Result<Response, Problem> {
    let (format, media_type, disposition) = match query.format.as_deref() {
        Some("csv") => (ExportFormat::Csv, "text/csv; charset=utf-8", "attachment; filename=\"audit.csv\""),
        Some("json") | None => (ExportFormat::Json, "application/json", "attachment; filename=\"audit.json\""),
        Some(_) => return Err(AppError::field("format", "Choose csv or json.").into()),
    };
    let request = caller.0.request.id;
    let rows = caller.reply(domain::audit::export(&caller.0, &query, format).await)?;
    let body = Body::from_stream(rows.map_err(move |error| std::io::Error::other(error.into_shown(request).detail)));
    Ok(download(body, media_type, HeaderValue::from_static(disposition)))
}

/// A file that the browser saves and no cache keeps.
pub(super) fn download(body: Body, media_type: &'static str, disposition: HeaderValue) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
        (header::CONTENT_DISPOSITION, disposition),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    (headers, body).into_response()
}
