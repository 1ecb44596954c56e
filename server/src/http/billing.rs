//! `/v1/billing`.

use axum::{
    Json,
    body::{Body as Bytes, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::{
    AppError,
    dto::{BillingStatus, CancelPlan, ChangePlan, ChangePreview, CheckoutSession, OpenCheckout, PortalLink, PriceView},
};
use domain::billing::{self, webhook::Outcome};
use serde::Serialize;

use super::{
    auth::Caller,
    json::{Body, Path},
    middleware::client::Client,
    problem::Problem,
    state::AppState,
};

/// Bytes of one webhook; Stripe's largest events are a fifth of it.
const LARGEST_EVENT: usize = 1024 * 1024;

pub async fn status(caller: Caller) -> Result<Json<BillingStatus>, Problem> {
    caller.reply(billing::status(&caller.0).await).map(Json)
}

pub async fn prices(State(state): State<AppState>) -> Json<Vec<PriceView>> {
    Json(billing::prices(&state.platform).await)
}

pub async fn checkout_session(caller: Caller, Body(request): Body<OpenCheckout>) -> Result<Json<CheckoutSession>, Problem> {
    caller.reply(billing::checkout_session(&caller.0, request).await).map(Json)
}

pub async fn portal(caller: Caller) -> Result<Json<PortalLink>, Problem> {
    caller.reply(billing::portal(&caller.0, false).await).map(Json)
}

pub async fn cancel(caller: Caller, Body(request): Body<CancelPlan>) -> Result<Json<BillingStatus>, Problem> {
    caller.reply(billing::cancel(&caller.0, request).await).map(Json)
}

pub async fn reactivate(caller: Caller) -> Result<Json<BillingStatus>, Problem> {
    caller.reply(billing::reactivate(&caller.0).await).map(Json)
}

pub async fn change_plan(caller: Caller, Body(request): Body<ChangePlan>) -> Result<Json<BillingStatus>, Problem> {
    caller.reply(billing::change_plan(&caller.0, request).await).map(Json)
}

pub async fn preview_change(caller: Caller, Body(request): Body<ChangePlan>) -> Result<Json<ChangePreview>, Problem> {
    caller.reply(billing::preview_change(&caller.0, request).await).map(Json)
}

/// Streamed through: the browser never learns Stripe's address, and an installed app keeps its window.
pub async fn invoice_pdf(caller: Caller, Path(id): Path<String>) -> Result<Response, Problem> {
    let (name, pdf) = caller.reply(billing::invoice_pdf(&caller.0, &id).await)?;
    let mut response = Bytes::from_stream(pdf.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""));
    headers.insert(header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment")));
    if let Some(length) = pdf.length {
        headers.insert(header::CONTENT_LENGTH, length.into());
    }
    Ok(response)
}

/// What came of a delivery.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Received {
    /// `handled`, `repeated` or `ignored`.
    pub outcome: &'static str,
}

/// Carried out to its end even when Stripe hangs up: half an effect would only make the next delivery wait.
pub async fn webhook(State(state): State<AppState>, headers: HeaderMap, request: Request) -> Result<Json<Received>, Problem> {
    let id = request.extensions().get::<Client>().map_or_else(|| state.platform.request_id(), |client| client.meta.id);
    let body = to_bytes(request.into_body(), LARGEST_EVENT).await.map_err(|_| Problem(AppError::bad_request("The body broke off, or is too large.")))?;
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let platform = std::sync::Arc::clone(&state.platform);
    let handled = tokio::spawn(async move { billing::webhook(&platform, &body, signature.as_deref()).await });
    let outcome = handled.await.unwrap_or_else(|cause| Err(domain::Error::hidden(cause))).map_err(|error| Problem::of(error, id))?;
    let outcome = match outcome {
        Outcome::Handled => "handled",
        Outcome::Repeated => "repeated",
        Outcome::Ignored => "ignored",
    };
    Ok(Json(Received { outcome }))
}
