//! What happens to customers, subscriptions and invoices, and the events that tell of it.

use serde_json::{Value, json};

use super::{Card, State, price, proration};

const DAY: i64 = 86_400;
/// After the fourth attempt nothing is tried any more.
const LAST_ATTEMPT: i64 = 4;

/// Completes a checkout: a subscription with its first invoice.
pub fn complete(state: &mut State, session: &str, method: &str, now: i64) -> Result<String, String> {
    let found = state.sessions.get(session).cloned().ok_or("there is no such session")?;
    if found["status"] != "open" {
        return Err(format!("the session is {}", found["status"]));
    }
    if state.card != Card::Pays && method == "card" {
        return Err("Your card was declined.".into());
    }
    let debit = method == "sepa_debit";
    let id = state.id("sub");
    let (subscription, invoice) = begin(state, &id, &found, debit, now);
    let session_now = json!({
        "status": "complete", "payment_status": if debit { "unpaid" } else { "paid" }, "subscription": subscription, "invoice": invoice, "client_secret": null,
    });
    merge(state.sessions.get_mut(session).ok_or("gone")?, &session_now);
    tell(state, "customer.subscription.created", "subscriptions", &subscription, now);
    if !debit {
        tell(state, "invoice.paid", "invoices", &invoice, now);
    }
    tell(state, "checkout.session.completed", "sessions", session, now);
    Ok(subscription)
}

fn begin(state: &mut State, id: &str, session: &Value, debit: bool, now: i64) -> (String, String) {
    let wanted = session["_price"].as_str().unwrap_or_default().to_owned();
    let (_, interval, cents) = price(&wanted).unwrap_or(("", "month", 0));
    let end = proration::later(now, interval);
    let payment_method = if debit {
        json!({ "id": "pm_debit", "object": "payment_method", "type": "sepa_debit", "sepa_debit": { "last4": "3000" } })
    } else {
        json!({ "id": "pm_card", "object": "payment_method", "type": "card", "card": { "brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034 } })
    };
    let item = state.id("si");
    let subscription = json!({
        "id": id, "object": "subscription", "customer": session["customer"], "status": if debit { "incomplete" } else { "active" }, "livemode": false,
        "created": now, "start_date": now, "billing_cycle_anchor": now, "billing_mode": { "type": "flexible" }, "cancel_at": null,
        "cancel_at_period_end": false, "canceled_at": null, "ended_at": null, "pending_update": null, "metadata": session["_subscription_metadata"],
        "default_payment_method": payment_method, "latest_invoice": null,
        "items": { "object": "list", "data": [{ "id": item, "object": "subscription_item", "price": price_object(&wanted), "quantity": 1,
            "current_period_start": now, "current_period_end": end }] },
    });
    state.subscriptions.insert(id.to_owned(), subscription);
    let lines = vec![json!({ "object": "line_item", "description": wanted, "amount": cents, "currency": "eur", "period": { "start": now, "end": end } })];
    let invoice = invoice(state, id, "subscription_create", lines, now);
    if !debit {
        settle(state, &invoice);
    }
    (id.to_owned(), invoice)
}

/// The debit of a SEPA checkout arrives, or comes back.
pub fn settle_debit(state: &mut State, session: &str, paid: bool, now: i64) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let (subscription, invoice) = (text(&state.sessions[session]["subscription"]), text(&state.sessions[session]["invoice"]));
    if paid {
        settle(state, &invoice);
        set(state, &subscription, &json!({ "status": "active" }));
        tell(state, "invoice.paid", "invoices", &invoice, now);
        tell(state, "checkout.session.async_payment_succeeded", "sessions", session, now);
    } else {
        set(state, &subscription, &json!({ "status": "incomplete_expired", "ended_at": now }));
        tell(state, "invoice.payment_failed", "invoices", &invoice, now);
        tell(state, "checkout.session.async_payment_failed", "sessions", session, now);
    }
    tell(state, "customer.subscription.updated", "subscriptions", &subscription, now);
}

/// Lets time pass up to `until`, each period and each attempt at its own moment.
pub fn advance(state: &mut State, until: i64) {
    loop {
        let due = |subscription: &Value| -> Option<(i64, String, bool)> {
            let id = subscription["id"].as_str()?.to_owned();
            let status = subscription["status"].as_str()?;
            let item = &subscription["items"]["data"][0];
            let end = subscription["cancel_at"].as_i64().unwrap_or(i64::MAX).min(item["current_period_end"].as_i64()?);
            let attempt = state.invoices.values().filter(|it| it["parent"]["subscription_details"]["subscription"] == id.as_str() && it["status"] == "open");
            let attempt = attempt.filter_map(|it| it["next_payment_attempt"].as_i64()).min();
            match status {
                "active" | "past_due" => Some(attempt.filter(|at| *at < end).map_or((end, id.clone(), false), |at| (at, id, true))),
                _ => None,
            }
        };
        let next = state.subscriptions.values().filter_map(due).filter(|(at, ..)| *at <= until).min();
        let Some((at, id, again)) = next else { return };
        if again { retry(state, &id, at) } else { renew(state, &id, at) }
    }
}

/// A period ends: the subscription ends with it, or is renewed and invoiced.
fn renew(state: &mut State, id: &str, now: i64) {
    let subscription = state.subscriptions[id].clone();
    if subscription["cancel_at_period_end"] == true || subscription["cancel_at"].as_i64().is_some_and(|at| at <= now) {
        return end(state, id, now);
    }
    let item = &subscription["items"]["data"][0];
    let wanted = item["price"]["id"].as_str().unwrap_or_default().to_owned();
    let (_, interval, cents) = price(&wanted).unwrap_or(("", "month", 0));
    let to = proration::later(now, interval);
    period(state, id, now, to);
    let lines = vec![json!({ "object": "line_item", "description": wanted, "amount": cents, "currency": "eur", "period": { "start": now, "end": to } })];
    let invoice = invoice(state, id, "subscription_cycle", lines, now);
    tell(state, "invoice.created", "invoices", &invoice, now);
    attempt(state, id, &invoice, now);
    tell(state, "customer.subscription.updated", "subscriptions", id, now);
}

/// Tries every open invoice of a subscription again.
pub fn retry(state: &mut State, id: &str, now: i64) {
    for invoice in open_invoices(state, id) {
        attempt(state, id, &invoice, now);
    }
    tell(state, "customer.subscription.updated", "subscriptions", id, now);
}

/// Pays one invoice by hand.
pub fn pay(state: &mut State, invoice: &str, now: i64) {
    let Some(found) = state.invoices.get(invoice).filter(|it| it["status"] == "open") else { return };
    let id = found["parent"]["subscription_details"]["subscription"].as_str().unwrap_or_default().to_owned();
    settle(state, invoice);
    tell(state, "invoice.paid", "invoices", invoice, now);
    let waiting = state.subscriptions[&id]["pending_update"].clone();
    if waiting["_invoice"] == invoice {
        swap(state, &id, &waiting);
        tell(state, "customer.subscription.pending_update_applied", "subscriptions", &id, now);
    }
    if state.subscriptions[&id]["status"] == "past_due" && open_invoices(state, &id).is_empty() {
        set(state, &id, &json!({ "status": "active" }));
    }
    tell(state, "customer.subscription.updated", "subscriptions", &id, now);
}

fn attempt(state: &mut State, id: &str, invoice: &str, now: i64) {
    let tried = state.invoices[invoice]["attempt_count"].as_i64().unwrap_or_default() + 1;
    merge_invoice(state, invoice, &json!({ "attempt_count": tried, "attempted": true }));
    if state.card == Card::Pays {
        settle(state, invoice);
        if open_invoices(state, id).is_empty() {
            set(state, id, &json!({ "status": "active" }));
        }
        tell(state, "invoice.paid", "invoices", invoice, now);
        return;
    }
    let next = if tried >= LAST_ATTEMPT { Value::Null } else { json!(now + 3 * DAY) };
    merge_invoice(state, invoice, &json!({ "next_payment_attempt": next }));
    set(state, id, &json!({ "status": "past_due" }));
    tell(state, "invoice.payment_failed", "invoices", invoice, now);
    if state.card == Card::NeedsAction {
        tell(state, "invoice.payment_action_required", "invoices", invoice, now);
    }
}

/// A cancellation in the portal of a flexible subscription: a date, and no flag.
pub fn portal_cancel(state: &mut State, id: &str, now: i64) {
    let end = state.subscriptions[id]["items"]["data"][0]["current_period_end"].clone();
    set(state, id, &json!({ "cancel_at": end, "cancel_at_period_end": false, "canceled_at": now }));
    tell(state, "customer.subscription.updated", "subscriptions", id, now);
}

pub fn end(state: &mut State, id: &str, now: i64) {
    set(state, id, &json!({ "status": "canceled", "ended_at": now, "canceled_at": now }));
    for invoice in open_invoices(state, id) {
        merge_invoice(state, &invoice, &json!({ "status": "void", "next_payment_attempt": null }));
    }
    tell(state, "customer.subscription.deleted", "subscriptions", id, now);
}

/// Swaps the price. Where the payment is not confirmed the change waits, and the subscription stays as it was.
pub fn change(state: &mut State, id: &str, to: &str, date: i64, now: i64) -> Result<(), String> {
    let item = state.subscriptions[id]["items"]["data"][0].clone();
    let change = proration::change(&item, to, date).ok_or("No such price")?;
    if state.card == Card::Declines && change.total > 0 {
        return Err("Your card was declined.".into());
    }
    let invoice = invoice(state, id, "subscription_update", change.lines, now);
    let interval_changed = change.period.0 != item["current_period_start"].as_i64().unwrap_or_default();
    let wanted =
        json!({ "_price": to, "_start": change.period.0, "_end": change.period.1, "_moved": interval_changed, "_invoice": invoice, "expires_at": now + DAY });
    if state.card == Card::NeedsAction && change.total > 0 {
        set(state, id, &json!({ "pending_update": wanted }));
        tell(state, "invoice.payment_action_required", "invoices", &invoice, now);
    } else {
        settle(state, &invoice);
        swap(state, id, &wanted);
        tell(state, "invoice.paid", "invoices", &invoice, now);
    }
    tell(state, "customer.subscription.updated", "subscriptions", id, now);
    Ok(())
}

fn swap(state: &mut State, id: &str, wanted: &Value) {
    let price = price_object(wanted["_price"].as_str().unwrap_or_default());
    if let Some(subscription) = state.subscriptions.get_mut(id) {
        subscription["items"]["data"][0]["price"] = price;
        subscription["pending_update"] = Value::Null;
        if wanted["_moved"] == true {
            subscription["billing_cycle_anchor"] = wanted["_start"].clone();
        }
    }
    period(state, id, wanted["_start"].as_i64().unwrap_or_default(), wanted["_end"].as_i64().unwrap_or_default());
}

fn period(state: &mut State, id: &str, start: i64, end: i64) {
    if let Some(subscription) = state.subscriptions.get_mut(id) {
        subscription["items"]["data"][0]["current_period_start"] = json!(start);
        subscription["items"]["data"][0]["current_period_end"] = json!(end);
    }
}

fn invoice(state: &mut State, subscription: &str, reason: &str, lines: Vec<Value>, now: i64) -> String {
    let id = state.id("in");
    let total: i64 = lines.iter().filter_map(|line| line["amount"].as_i64()).sum();
    let of = state.subscriptions[subscription].clone();
    let invoice = json!({
        "id": id, "object": "invoice", "customer": of["customer"], "livemode": false, "status": "open", "billing_reason": reason, "currency": "eur",
        "total": total, "amount_due": total.max(0), "created": now, "number": format!("BMM-{:04}", state.invoices.len() + 1), "attempt_count": 0, "attempted": false,
        "next_payment_attempt": null, "period_start": now, "period_end": now, "lines": { "object": "list", "data": lines },
        "parent": { "type": "subscription_details", "subscription_details": { "subscription": subscription, "metadata": of["metadata"] } },
        "hosted_invoice_url": format!("{}invoice/{id}", state.base), "invoice_pdf": format!("{}pdf/{id}", state.base), "metadata": {},
    });
    state.invoices.insert(id.clone(), invoice);
    set(state, subscription, &json!({ "latest_invoice": id }));
    id
}

fn settle(state: &mut State, invoice: &str) {
    merge_invoice(state, invoice, &json!({ "status": "paid", "next_payment_attempt": null }));
}

fn open_invoices(state: &State, subscription: &str) -> Vec<String> {
    let open = state.invoices.values().filter(|it| it["status"] == "open" && it["parent"]["subscription_details"]["subscription"] == subscription);
    open.filter_map(|it| it["id"].as_str()).map(str::to_owned).collect()
}

pub fn price_object(id: &str) -> Value {
    let (_, interval, cents) = price(id).unwrap_or(("", "month", 0));
    json!({ "id": id, "object": "price", "active": true, "currency": "eur", "unit_amount": cents, "livemode": false, "type": "recurring",
        "recurring": { "interval": interval, "interval_count": 1 } })
}

/// Changes fields of a subscription.
pub fn set(state: &mut State, id: &str, fields: &Value) {
    if let Some(subscription) = state.subscriptions.get_mut(id) {
        merge(subscription, fields);
    }
}

fn merge_invoice(state: &mut State, id: &str, fields: &Value) {
    if let Some(invoice) = state.invoices.get_mut(id) {
        merge(invoice, fields);
    }
}

pub fn merge(object: &mut Value, fields: &Value) {
    if let (Some(object), Some(fields)) = (object.as_object_mut(), fields.as_object()) {
        fields.iter().for_each(|(name, value)| drop(object.insert(name.clone(), value.clone())));
    }
}

/// Emits an event about an object as it is now.
pub fn tell(state: &mut State, kind: &str, of: &str, id: &str, now: i64) {
    let object = match of {
        "subscriptions" => state.subscriptions.get(id),
        "invoices" => state.invoices.get(id),
        _ => state.sessions.get(id),
    };
    let object = public(object.cloned().unwrap_or_default());
    state.emit(kind, &object, now);
}

/// Without the fields that are this stand-in's own.
pub fn public(mut value: Value) -> Value {
    match &mut value {
        Value::Object(members) => {
            members.retain(|name, _| !name.starts_with('_'));
            members.values_mut().for_each(|member| *member = public(member.take()));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| *item = public(item.take())),
        _ => {}
    }
    value
}
