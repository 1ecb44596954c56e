//! Stripe's interface: as strict about headers, parameters and ids as the original.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    extract::{Path, RawQuery, Request, State as Shares},
    http::{HeaderMap, Method, StatusCode},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{PRICES, SECRET_KEY, Shared, State, VERSION, form, life, price, proration};

type Shareds = Shares<Arc<Shared>>;

/// An error as Stripe writes it.
struct Refused(u16, Value);

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        (StatusCode::from_u16(self.0).unwrap_or(StatusCode::BAD_REQUEST), Json(self.1)).into_response()
    }
}

fn refused(status: u16, code: &str, param: &str, message: impl Into<String>) -> Refused {
    let kind = match status {
        402 => "card_error",
        500.. => "api_error",
        _ => "invalid_request_error",
    };
    Refused(status, json!({ "error": { "type": kind, "code": code, "param": param, "message": message.into() } }))
}

fn missing(what: &str, id: &str) -> Refused {
    refused(404, "resource_missing", "id", format!("No such {what}: '{id}'"))
}

type Answer = Result<Json<Value>, Refused>;

pub fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/v1/customers", post(|shared: Shareds, headers: HeaderMap, body: String| changing(shared, headers, "customers", body, create_customer)))
        .route(
            "/v1/checkout/sessions",
            post(|shared: Shareds, headers: HeaderMap, body: String| changing(shared, headers, "checkout/sessions", body, create_session)),
        )
        .route("/v1/checkout/sessions/{id}", get(session))
        .route("/v1/checkout/sessions/{id}/expire", post(expire))
        .route("/v1/subscriptions", get(subscriptions))
        .route("/v1/subscriptions/{id}", get(subscription).post(update).delete(cancel))
        .route("/v1/invoices", get(invoices))
        .route("/v1/invoices/create_preview", post(preview))
        .route("/v1/invoices/{id}", get(invoice))
        .route("/v1/billing_portal/sessions", post(portal))
        .route("/v1/prices/{id}", get(one_price))
}

/// Key, version, and whatever goes wrong on purpose.
pub async fn gate(Shares(shared): Shareds, request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/v1/") {
        return next.run(request).await;
    }
    let (fault, fails) = {
        let mut state = shared.state();
        state.requests.push(format!("{} {}", request.method(), request.uri().path().trim_start_matches("/v1/")));
        let fails = state.fault.times > 0;
        state.fault.times = state.fault.times.saturating_sub(1);
        (state.fault, fails)
    };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    if fails {
        return refused(fault.status, "", "", "This failure is on purpose.").into_response();
    }
    if let Err(error) = check(request.method(), request.headers()) {
        return error.into_response();
    }
    next.run(request).await
}

fn check(method: &Method, headers: &HeaderMap) -> Result<(), Refused> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text("authorization") != format!("Bearer {SECRET_KEY}") {
        return Err(refused(401, "", "", "Invalid API Key provided"));
    }
    if text("stripe-version") != VERSION {
        return Err(refused(400, "", "", format!("Stripe-Version must be {VERSION}")));
    }
    let is_form = text("content-type").starts_with("application/x-www-form-urlencoded");
    if *method == Method::POST && !is_form && !matches!(text("content-length"), "" | "0") {
        return Err(refused(400, "", "", "Send a form"));
    }
    Ok(())
}

/// Adds the gate.
pub fn guarded(router: Router<Arc<Shared>>, shared: &Arc<Shared>) -> Router<Arc<Shared>> {
    router.layer(from_fn_with_state(Arc::clone(shared), gate))
}

/// Carries something out once for each idempotency key; the same key with another request is an error.
async fn changing(
    Shares(shared): Shareds,
    headers: HeaderMap,
    path: &str,
    body: String,
    make: fn(&mut State, &Value, i64) -> Result<Value, Refused>,
) -> Answer {
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let (now, request) = (shared.now(), format!("{path} {body}"));
    let mut state = shared.state();
    if let Some((first, status, answer)) = key.as_ref().and_then(|key| state.replays.get(key)) {
        return match (*first == request, *status) {
            (false, _) => Err(Refused(
                400,
                json!({ "error": { "type": "idempotency_error", "message": "Keys for idempotent requests can only be used with the same parameters they were first used with." } }),
            )),
            (true, 200) => Ok(Json(answer.clone())),
            (true, status) => Err(Refused(status, answer.clone())),
        };
    }
    let made = make(&mut state, &form::parse(&body), now);
    if let Some(key) = key {
        let (status, answer) = match &made {
            Ok(answer) => (200, answer.clone()),
            Err(Refused(status, error)) => (*status, error.clone()),
        };
        state.replays.insert(key, (request, status, answer));
    }
    made.map(life::public).map(Json)
}

/// Refuses parameters that Stripe does not know, as Stripe does.
fn only(form: &Value, known: &[&str]) -> Result<(), Refused> {
    let unknown = form.as_object().into_iter().flatten().map(|(name, _)| name).find(|name| !known.contains(&name.as_str()));
    unknown.map_or(Ok(()), |name| Err(refused(400, "parameter_unknown", name, format!("Received unknown parameter: {name}"))))
}

fn required<'a>(form: &'a Value, path: &str) -> Result<&'a str, Refused> {
    let found = form.pointer(path).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| refused(400, "parameter_missing", path, format!("Missing required param: {path}.")))
}

fn create_customer(state: &mut State, form: &Value, now: i64) -> Result<Value, Refused> {
    only(form, &["name", "email", "metadata", "address", "description"])?;
    let id = state.id("cus");
    let customer = json!({ "id": id, "object": "customer", "created": now, "livemode": false, "name": form["name"], "email": form["email"], "metadata": form["metadata"] });
    state.customers.insert(id, customer.clone());
    Ok(customer)
}

fn create_session(state: &mut State, form: &Value, now: i64) -> Result<Value, Refused> {
    let known = [
        "mode",
        "ui_mode",
        "return_url",
        "redirect_on_completion",
        "customer",
        "customer_email",
        "client_reference_id",
        "line_items",
        "allowed_payment_method_types",
        "automatic_tax",
        "tax_id_collection",
        "billing_address_collection",
        "customer_update",
        "allow_promotion_codes",
        "metadata",
        "subscription_data",
        "expires_at",
        "locale",
        "success_url",
        "cancel_url",
    ];
    only(form, &known)?;
    if !["embedded_page", "hosted_page", "elements", "form"].contains(&required(form, "/ui_mode")?) {
        return Err(refused(400, "", "ui_mode", "Invalid ui_mode: must be one of hosted_page, embedded_page, elements, or form"));
    }
    if !form["success_url"].is_null() || !form["cancel_url"].is_null() {
        return Err(refused(400, "", "success_url", "success_url and cancel_url cannot be used with ui_mode embedded_page"));
    }
    if form["redirect_on_completion"] != "never" {
        let address = required(form, "/return_url")?;
        if !address.contains("{CHECKOUT_SESSION_ID}") {
            return Err(refused(400, "", "return_url", "This stand-in insists on {CHECKOUT_SESSION_ID}"));
        }
    }
    let customer = required(form, "/customer")?.to_owned();
    if !state.customers.contains_key(&customer) {
        return Err(refused(400, "resource_missing", "customer", format!("No such customer: '{customer}'")));
    }
    if form["automatic_tax"]["enabled"] == "true" && form["customer_update"]["address"] != "auto" {
        return Err(refused(400, "", "customer_update", "Automatic tax with an existing customer needs customer_update[address]=auto"));
    }
    let wanted = required(form, "/line_items/0/price")?.to_owned();
    if price(&wanted).is_none() {
        return Err(refused(400, "resource_missing", "line_items[0][price]", format!("No such price: '{wanted}'")));
    }
    let id = state.id("cs_test");
    let session = json!({
        "id": id, "object": "checkout.session", "created": now, "expires_at": now + 86_400, "livemode": false, "mode": form["mode"], "ui_mode": form["ui_mode"],
        "status": "open", "payment_status": "unpaid", "customer": customer, "client_reference_id": form["client_reference_id"], "metadata": form["metadata"],
        "client_secret": format!("{id}_secret_stand_in"), "return_url": form["return_url"], "subscription": null, "invoice": null,
        "_price": wanted, "_subscription_metadata": form["subscription_data"]["metadata"],
    });
    state.sessions.insert(id, session.clone());
    Ok(session)
}

async fn session(Shares(shared): Shareds, Path(id): Path<String>) -> Answer {
    let now = shared.now();
    let mut state = shared.state();
    let session = state.sessions.get_mut(&id).ok_or_else(|| missing("checkout.session", &id))?;
    if session["status"] == "open" && session["expires_at"].as_i64().is_some_and(|at| at <= now) {
        life::merge(session, &json!({ "status": "expired", "client_secret": null }));
    }
    Ok(Json(life::public(session.clone())))
}

async fn expire(Shares(shared): Shareds, Path(id): Path<String>) -> Answer {
    let now = shared.now();
    let mut state = shared.state();
    let session = state.sessions.get_mut(&id).ok_or_else(|| missing("checkout.session", &id))?;
    if session["status"] != "open" {
        return Err(refused(400, "", "", "Only Checkout Sessions with a status in [\"open\"] can be expired."));
    }
    life::merge(session, &json!({ "status": "expired", "client_secret": null }));
    let session = life::public(session.clone());
    life::tell(&mut state, "checkout.session.expired", "sessions", &id, now);
    Ok(Json(session))
}

async fn subscriptions(Shares(shared): Shareds, RawQuery(query): RawQuery) -> Answer {
    let query = form::parse(&query.unwrap_or_default());
    only(&query, &["customer", "status", "limit", "expand", "price"])?;
    let customer = required(&query, "/customer")?;
    let state = shared.state();
    if !state.customers.contains_key(customer) {
        return Err(refused(400, "resource_missing", "customer", format!("No such customer: '{customer}'")));
    }
    let every = query["status"] == "all";
    let found = state.subscriptions.values().rev().filter(|it| it["customer"] == customer && (every || it["status"] != "canceled"));
    let expanded = found.map(|it| expand(&state, it, &query["expand"], "data."));
    Ok(Json(json!({ "object": "list", "has_more": false, "data": expanded.collect::<Vec<_>>() })))
}

/// What was not asked for stays an id.
fn expand(state: &State, subscription: &Value, wanted: &Value, prefix: &str) -> Value {
    let wants = |name: &str| wanted.as_array().is_some_and(|all| all.iter().any(|it| *it == format!("{prefix}{name}")));
    let mut subscription = subscription.clone();
    if wants("latest_invoice") {
        let id = subscription["latest_invoice"].as_str().unwrap_or_default();
        subscription["latest_invoice"] = state.invoices.get(id).cloned().unwrap_or_default();
    }
    if !wants("default_payment_method") {
        subscription["default_payment_method"] = subscription["default_payment_method"]["id"].clone();
    }
    life::public(subscription)
}

async fn subscription(Shares(shared): Shareds, Path(id): Path<String>, RawQuery(query): RawQuery) -> Answer {
    let query = form::parse(&query.unwrap_or_default());
    let state = shared.state();
    let found = state.subscriptions.get(&id).ok_or_else(|| missing("subscription", &id))?;
    Ok(Json(expand(&state, found, &query["expand"], "")))
}

async fn update(shared: Shareds, Path(id): Path<String>, headers: HeaderMap, body: String) -> Answer {
    let form = form::parse(&body);
    only(
        &form,
        &[
            "items",
            "proration_behavior",
            "proration_date",
            "payment_behavior",
            "cancel_at_period_end",
            "cancel_at",
            "cancellation_details",
            "metadata",
            "expand",
            "id",
        ],
    )?;
    let body = format!("{body}&id={id}");
    changing(shared, headers, "subscriptions/update", body, apply).await
}

fn apply(state: &mut State, form: &Value, now: i64) -> Result<Value, Refused> {
    let id = required(form, "/id")?.to_owned();
    let found = state.subscriptions.get(&id).cloned().ok_or_else(|| missing("subscription", &id))?;
    if found["status"] == "canceled" {
        return Err(refused(400, "", "", "A canceled subscription can only update its cancellation_details and metadata."));
    }
    if !form["cancel_at"].is_null() && !form["cancel_at_period_end"].is_null() {
        return Err(refused(400, "", "cancel_at", "Cannot set both cancel_at_period_end and cancel_at."));
    }
    if let Some(item) = form["items"].get(0) {
        if !form["cancel_at_period_end"].is_null() || !form["cancel_at"].is_null() {
            return Err(refused(400, "", "payment_behavior", "pending_if_incomplete cannot be used together with a cancellation."));
        }
        if item["id"] != found["items"]["data"][0]["id"] {
            return Err(refused(400, "", "items[0][id]", "A second item would be added: name the existing one."));
        }
        let date = required(form, "/proration_date")?.parse().map_err(|_| refused(400, "", "proration_date", "Invalid integer"))?;
        let to = required(item, "/price")?.to_owned();
        if price(&to).is_none() {
            return Err(refused(400, "resource_missing", "items[0][price]", format!("No such price: '{to}'")));
        }
        life::change(state, &id, &to, date, now).map_err(|message| refused(402, "card_declined", "", message))?;
    }
    match form["cancel_at_period_end"].as_str() {
        Some("true") => {
            let end = found["items"]["data"][0]["current_period_end"].clone();
            life::set(state, &id, &json!({ "cancel_at_period_end": true, "cancel_at": end, "canceled_at": now }));
            life::tell(state, "customer.subscription.updated", "subscriptions", &id, now);
        }
        Some("false") => {
            // A date that the portal has set stays: only the flag and what it implies are taken back.
            let flagged = found["cancel_at_period_end"] == true;
            life::set(state, &id, &json!({ "cancel_at_period_end": false, "cancel_at": if flagged { Value::Null } else { found["cancel_at"].clone() } }));
            life::tell(state, "customer.subscription.updated", "subscriptions", &id, now);
        }
        _ => {}
    }
    if form["cancel_at"] == "" {
        life::set(state, &id, &json!({ "cancel_at": null, "canceled_at": null }));
        life::tell(state, "customer.subscription.updated", "subscriptions", &id, now);
    }
    let now_is = state.subscriptions[&id].clone();
    Ok(expand(state, &now_is, &Value::Null, ""))
}

async fn cancel(Shares(shared): Shareds, Path(id): Path<String>) -> Answer {
    let now = shared.now();
    let mut state = shared.state();
    if !state.subscriptions.contains_key(&id) {
        return Err(missing("subscription", &id));
    }
    life::end(&mut state, &id, now);
    let found = state.subscriptions[&id].clone();
    Ok(Json(expand(&state, &found, &Value::Null, "")))
}

async fn invoices(Shares(shared): Shareds, RawQuery(query): RawQuery) -> Answer {
    let query = form::parse(&query.unwrap_or_default());
    only(&query, &["customer", "subscription", "status", "limit", "expand"])?;
    let limit = query["limit"].as_str().and_then(|text| text.parse().ok()).unwrap_or(10);
    let fits = |invoice: &Value, name: &str, path: &str| query[name].as_str().is_none_or(|wanted| invoice.pointer(path).is_some_and(|it| it == wanted));
    let state = shared.state();
    let found = state.invoices.values().rev().filter(|it| {
        fits(it, "customer", "/customer") && fits(it, "subscription", "/parent/subscription_details/subscription") && fits(it, "status", "/status")
    });
    Ok(Json(json!({ "object": "list", "has_more": false, "data": found.take(limit).cloned().collect::<Vec<_>>() })))
}

async fn invoice(Shares(shared): Shareds, Path(id): Path<String>) -> Answer {
    let state = shared.state();
    state.invoices.get(&id).cloned().map(life::public).map(Json).ok_or_else(|| missing("invoice", &id))
}

async fn preview(Shares(shared): Shareds, body: String) -> Answer {
    let form = form::parse(&body);
    only(&form, &["subscription", "subscription_details", "customer"])?;
    let id = required(&form, "/subscription")?;
    let to = required(&form, "/subscription_details/items/0/price")?;
    let date = required(&form, "/subscription_details/proration_date")?.parse().map_err(|_| refused(400, "", "proration_date", "Invalid integer"))?;
    let state = shared.state();
    let found = state.subscriptions.get(id).ok_or_else(|| missing("subscription", id))?;
    let change =
        proration::change(&found["items"]["data"][0], to, date).ok_or_else(|| refused(400, "resource_missing", "price", format!("No such price: '{to}'")))?;
    Ok(Json(json!({
        "id": "upcoming_in_preview", "object": "invoice", "customer": found["customer"], "status": "draft", "currency": "eur", "total": change.total, "amount_due": change.total.max(0),
        "created": date, "lines": { "object": "list", "data": change.lines }, "billing_reason": "upcoming", "attempt_count": 0,
    })))
}

async fn portal(Shares(shared): Shareds, body: String) -> Answer {
    let form = form::parse(&body);
    only(&form, &["customer", "return_url", "configuration", "locale", "flow_data"])?;
    let customer = required(&form, "/customer")?.to_owned();
    let mut state = shared.state();
    if !state.customers.contains_key(&customer) {
        return Err(refused(400, "resource_missing", "customer", format!("No such customer: '{customer}'")));
    }
    let id = state.id("bps");
    let portal = json!({ "id": id, "object": "billing_portal.session", "customer": customer, "return_url": form["return_url"], "url": format!("{}portal/{id}", state.base), "livemode": false });
    state.portals.insert(id, portal.clone());
    Ok(Json(portal))
}

async fn one_price(Path(id): Path<String>) -> Answer {
    if PRICES.iter().any(|(price, ..)| *price == id) { Ok(Json(life::price_object(&id))) } else { Err(missing("price", &id)) }
}
