//! An event, as little of it as is needed: who it is about. Everything else is asked for anew.

use serde::Deserialize;
use serde_json::Value;

/// The events that change something; every other one is answered and left alone.
pub const HANDLED: &[&str] = &[
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.pending_update_applied",
    "customer.subscription.pending_update_expired",
    "invoice.paid",
    "invoice.payment_failed",
    "invoice.payment_action_required",
];

/// What stands in every event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub id: String,
    pub kind: String,
    pub livemode: bool,
    pub customer: String,
    /// The organisation that the object's metadata names; believed only where no customer says otherwise.
    pub org: Option<String>,
    /// The invoice that it is about.
    pub invoice: Option<String>,
}

/// What a body turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Something to do.
    Event(Event),
    /// Nothing that matters here.
    Ignored,
    /// It matters, or may, and could not be read. Id and kind as far as they are known.
    Unreadable { id: String, kind: String, why: String },
}

#[derive(Deserialize)]
struct Envelope {
    id: String,
    livemode: bool,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    object: Object,
}

#[derive(Deserialize)]
struct Object {
    id: String,
    object: String,
    customer: Option<Value>,
    #[serde(default)]
    client_reference_id: Option<String>,
    #[serde(default)]
    metadata: Option<Value>,
    #[serde(default)]
    parent: Option<Value>,
}

/// Reads a body whose signature is right.
pub fn read(body: &[u8]) -> Read {
    let Ok(peek) = serde_json::from_slice::<Value>(body) else {
        return Read::Unreadable { id: format!("body-{}", crate::tokens::sha256_hex(body)), kind: "unknown".into(), why: "the body is not JSON".into() };
    };
    let text = |name: &str| peek.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (id, kind) = (text("id"), text("type"));
    if !HANDLED.contains(&kind.as_str()) {
        return Read::Ignored;
    }
    match serde_json::from_value::<Envelope>(peek) {
        Ok(envelope) => match event(envelope, &kind) {
            Some(Ok(event)) => Read::Event(event),
            Some(Err(why)) => Read::Unreadable { id, kind, why },
            None => Read::Ignored,
        },
        Err(cause) => {
            let id = if id.is_empty() { format!("body-{}", crate::tokens::sha256_hex(body)) } else { id };
            Read::Unreadable { id, kind, why: cause.to_string() }
        }
    }
}

/// `None`: it is about a customer of something else, such as a guest's one-off payment.
fn event(envelope: Envelope, kind: &str) -> Option<Result<Event, String>> {
    let object = envelope.data.object;
    let customer = match &object.customer {
        Some(Value::String(id)) => id.clone(),
        Some(Value::Object(expanded)) => expanded.get("id").and_then(Value::as_str)?.to_owned(),
        Some(Value::Null) | None if object.object == "checkout.session" => return None,
        _ => return Some(Err("the object has no customer".to_owned())),
    };
    let in_metadata = |metadata: Option<&Value>| metadata.and_then(|metadata| metadata.get("org")).and_then(Value::as_str).map(str::to_owned);
    let of_parent = object.parent.as_ref().and_then(|parent| parent.pointer("/subscription_details/metadata"));
    let org = in_metadata(object.metadata.as_ref()).or_else(|| in_metadata(of_parent)).or(object.client_reference_id);
    let invoice = (object.object == "invoice").then_some(object.id);
    Some(Ok(Event { id: envelope.id, kind: kind.to_owned(), livemode: envelope.livemode, customer, org, invoice }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(value: &Value) -> Read {
        read(value.to_string().as_bytes())
    }

    #[test]
    fn customer_and_organisation_are_found_in_every_kind_of_object() {
        let event = |kind: &str, object: Value| json!({ "id": "evt_1", "type": kind, "livemode": false, "data": { "object": object } });
        let session =
            event("checkout.session.completed", json!({ "id": "cs_1", "object": "checkout.session", "customer": "cus_1", "client_reference_id": "org_1" }));
        let subscription = event(
            "customer.subscription.updated",
            json!({ "id": "sub_1", "object": "subscription", "customer": { "id": "cus_1" }, "metadata": { "org": "org_1" } }),
        );
        let parent = json!({ "subscription_details": { "metadata": { "org": "org_1" } } });
        let invoice = event("invoice.paid", json!({ "id": "in_1", "object": "invoice", "customer": "cus_1", "parent": parent }));
        for (value, is_invoice) in [(session, false), (subscription, false), (invoice, true)] {
            let Read::Event(event) = of(&value) else { panic!("{value}") };
            assert_eq!((event.customer.as_str(), event.org.as_deref(), event.invoice.is_some()), ("cus_1", Some("org_1"), is_invoice));
        }
    }

    #[test]
    fn what_does_not_matter_is_ignored_and_what_matters_must_be_readable() {
        assert_eq!(of(&json!({ "id": "evt_1", "type": "charge.refunded", "data": 7 })), Read::Ignored);
        assert!(matches!(of(&json!({ "id": "evt_1", "type": "invoice.paid", "data": 7 })), Read::Unreadable { id, .. } if id == "evt_1"));
        assert!(matches!(
            of(&json!({ "id": "evt_1", "type": "invoice.paid", "livemode": true, "data": { "object": { "id": "in_1", "object": "invoice" } } })),
            Read::Unreadable { .. }
        ));
        assert!(matches!(read(b"not json"), Read::Unreadable { .. }));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_are_taken(body in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = read(&body);
        }
    }
}
