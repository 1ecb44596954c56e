//! Pages of the stand-in: the script, what it embeds, the portal, an invoice and its PDF.

use std::sync::Arc;

use axum::{
    Form, Router,
    extract::{Path, State as Shares},
    http::{StatusCode, header},
    response::{Html, IntoResponse, Redirect, Response},
    routing::{get, post},
};
use serde_json::Value;

use super::{Shared, life, price};

type Shareds = Shares<Arc<Shared>>;

pub fn router() -> Router<Arc<Shared>> {
    let script = || async { ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8"), (header::CACHE_CONTROL, "no-store")], include_str!("stripe.js")) };
    Router::new()
        .route("/endive/stripe.js", get(script))
        .route("/embedded/{session}", get(embedded).post(pay_embedded))
        .route("/portal/{id}", get(portal))
        .route("/portal/{id}/{verb}", post(act))
        .route("/invoice/{id}", get(invoice).post(pay_invoice))
        .route("/pdf/{id}", get(pdf))
}

fn html(title: &str, body: &str) -> Html<String> {
    Html(format!(
        "<!DOCTYPE html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width,initial-scale=1'><title>{title}</title><link rel=icon href='data:,'>\
         <style>:root{{color-scheme:light dark}}body{{font:16px system-ui;margin:1.5rem;max-width:32rem}}button{{font:inherit;padding:.6rem 1rem;margin:.25rem .25rem .25rem 0}}\
         .note{{background:#fff3cd;color:#553;padding:.5rem .75rem;border-radius:.4rem}}</style>\
         <p class=note>Demo: this stands in for Stripe. Nothing is charged.</p>{body}"
    ))
}

fn gone() -> Response {
    (StatusCode::NOT_FOUND, html("Not found", "<h1>Not found</h1>")).into_response()
}

async fn embedded(Shares(shared): Shareds, Path(session): Path<String>) -> Response {
    checkout_page(&shared, &session, "")
}

fn checkout_page(shared: &Shared, session: &str, problem: &str) -> Response {
    let state = shared.state();
    let Some(found) = state.sessions.get(session) else { return gone() };
    if found["status"] == "complete" {
        return html("Done", "<h1>Thank you</h1><script>parent.postMessage('complete','*')</script>").into_response();
    }
    if found["status"] != "open" {
        return html("Expired", "<h1>This checkout has expired</h1>").into_response();
    }
    let wanted = found["_price"].as_str().unwrap_or_default();
    let (_, interval, cents) = price(wanted).unwrap_or(("", "month", 0));
    let body = format!(
        "<h1>€{} per {interval}</h1><p role=alert>{problem}</p><form method=post><p>Card 4242 4242 4242 4242</p>\
         <button name=method value=card>Pay</button><button name=method value=sepa_debit>Pay by SEPA debit</button>\
         <button name=method value=declined>Pay with a card that is declined</button></form>",
        cents / 100
    );
    html("Pay", &body).into_response()
}

#[derive(serde::Deserialize)]
struct Chosen {
    method: String,
}

async fn pay_embedded(Shares(shared): Shareds, Path(session): Path<String>, Form(chosen): Form<Chosen>) -> Response {
    if chosen.method == "declined" {
        return checkout_page(&shared, &session, "Your card was declined.");
    }
    let now = shared.now();
    let paid = life::complete(&mut shared.state(), &session, &chosen.method, now);
    checkout_page(&shared, &session, paid.err().as_deref().unwrap_or_default())
}

/// The newest subscription of a customer.
fn newest(state: &super::State, customer: &Value) -> Option<Value> {
    state.subscriptions.values().rfind(|it| it["customer"] == *customer && it["status"] != "canceled").cloned()
}

async fn portal(Shares(shared): Shareds, Path(id): Path<String>) -> Response {
    let state = shared.state();
    let Some(found) = state.portals.get(&id) else { return gone() };
    let subscription = newest(&state, &found["customer"]);
    let plan = subscription.as_ref().and_then(|it| it["items"]["data"][0]["price"]["id"].as_str()).unwrap_or("none");
    let cancelled = subscription.as_ref().is_some_and(|it| !it["cancel_at"].is_null());
    let cancel = if cancelled || subscription.is_none() {
        "<p>Cancelled</p>".to_owned()
    } else {
        format!("<form method=post action=/portal/{id}/cancel><button>Cancel subscription</button></form>")
    };
    let back = found["return_url"].as_str().unwrap_or("/");
    let body = format!(
        "<h1>Your subscription</h1><p>{plan}</p>{cancel}<form method=post action=/portal/{id}/card><button>Use a card that works</button></form>\
         <form method=post action=/portal/{id}/pay><button>Pay open invoices</button></form><p><a href='{back}'>Return to Build My MCP</a></p>"
    );
    html("Portal", &body).into_response()
}

async fn act(Shares(shared): Shareds, Path((id, verb)): Path<(String, String)>) -> Response {
    let now = shared.now();
    let mut state = shared.state();
    let Some(customer) = state.portals.get(&id).map(|found| found["customer"].clone()) else { return gone() };
    match (verb.as_str(), newest(&state, &customer).and_then(|it| it["id"].as_str().map(str::to_owned))) {
        ("cancel", Some(subscription)) => life::portal_cancel(&mut state, &subscription, now),
        ("card", _) => state.card = super::Card::Pays,
        ("pay", _) => {
            let open = state.invoices.values().filter(|it| it["customer"] == customer && it["status"] == "open");
            let open: Vec<String> = open.filter_map(|it| it["id"].as_str().map(str::to_owned)).collect();
            open.iter().for_each(|invoice| life::pay(&mut state, invoice, now));
        }
        _ => {}
    }
    Redirect::to(&format!("/portal/{id}")).into_response()
}

async fn invoice(Shares(shared): Shareds, Path(id): Path<String>) -> Response {
    let state = shared.state();
    let Some(found) = state.invoices.get(&id) else { return gone() };
    let (number, status) = (found["number"].as_str().unwrap_or_default(), found["status"].as_str().unwrap_or_default());
    let pay = if status == "open" { "<form method=post><button>Pay invoice</button></form>" } else { "" };
    html("Invoice", &format!("<h1>Invoice {number}</h1><p>€{:.2}, {status}</p>{pay}", found["total"].as_f64().unwrap_or_default() / 100.0)).into_response()
}

async fn pay_invoice(Shares(shared): Shareds, Path(id): Path<String>) -> Response {
    let now = shared.now();
    life::pay(&mut shared.state(), &id, now);
    Redirect::to(&format!("/invoice/{id}")).into_response()
}

/// The smallest PDF that readers open.
async fn pdf(Shares(shared): Shareds, Path(id): Path<String>) -> Response {
    let state = shared.state();
    let Some(found) = state.invoices.get(&id) else { return gone() };
    let text = format!("BT /F1 18 Tf 60 760 Td (Invoice {}) Tj ET", found["number"].as_str().unwrap_or_default());
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{text}\nendstream", text.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut file = "%PDF-1.4\n".to_owned();
    let mut places = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        places.push(file.len());
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = file.len();
    file.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    places.iter().for_each(|place| file.push_str(&format!("{place:010} 00000 n \n")));
    file.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    ([(header::CONTENT_TYPE, "application/pdf")], file).into_response()
}
