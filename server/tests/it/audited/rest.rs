//! Through every door of REST that changes something.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::Browser;

use super::watch::{ANN, BOB, OPERATOR, Watch, id};
use crate::sources;

const DELETE: Method = Method::DELETE;
const GET: Method = Method::GET;
const PATCH: Method = Method::PATCH;
const POST: Method = Method::POST;

pub async fn walk(watch: &mut Watch<'_>) {
    let ann = watch.app.sign_in(ANN).await;
    servers(watch, &ann).await;
    keys(watch, &ann).await;
    organisations(watch, &ann).await;
    let ticket = tickets(watch, &ann).await;
    administration(watch, &ann, &ticket).await;
    members(watch).await;
    account(watch).await;
}

async fn servers(watch: &mut Watch<'_>, ann: &Browser) {
    let key = watch.app.key(ANN).await;
    let script = sources::script("function run() { return 1 }");
    watch.through("POST /v1/lint", watch.rest(ann, POST, "/v1/lint", json!({ "spec": &script }))).await;
    let source = json!({ "source": { "kind": "curl", "text": "curl http://127.0.0.1:9/pets -H 'Authorization: Bearer abc'" } });
    let spec = watch.through("POST /v1/servers/preview", watch.rest(ann, POST, "/v1/servers/preview", source)).await.json()["spec"].clone();
    let slot = spec["secrets"][0]["name"].as_str().expect("a slot").to_owned();
    for (slug, spec, credentials) in [("alpha", script, json!({})), ("pets", spec, json!({ slot.clone(): "s3cr3t-value" }))] {
        let server = json!({ "name": slug, "slug": slug, "spec": spec, "credentials": credentials, "allow_plain_http": true });
        let created = watch.through("POST /v1/servers", watch.rest(ann, POST, "/v1/servers", server)).await.json();
        watch.app.wait_for_build(&key, &id(&created["build"])).await;
    }
    let call = watch.rest(ann, POST, "/v1/servers/alpha/tools/run/call", json!({ "arguments": {} }));
    watch.through("POST /v1/servers/{slug}/tools/{tool}/call", call).await;
    watch.through("PATCH /v1/servers/{slug}", watch.rest(ann, PATCH, "/v1/servers/alpha", json!({ "paused": true }))).await;
    let replaced = watch.rest(ann, Method::PUT, &format!("/v1/servers/pets/secrets/{slot}"), json!({ "value": "an0ther-value" }));
    watch.through("PUT /v1/servers/{slug}/secrets/{name}", replaced).await;
    watch.fail_build("pets").await;
    let again = watch.through("POST /v1/servers/{slug}/builds", watch.rest(ann, POST, "/v1/servers/pets/builds", Value::Null)).await.json();
    watch.app.wait_for_build(&key, &id(&again)).await;
    watch.through("DELETE /v1/servers/{slug}", watch.rest(ann, DELETE, "/v1/servers/alpha", Value::Null)).await;
    let log = watch.app.get("/v1/audit/export", &key).await.text;
    assert!(!log.contains("s3cr3t-value") && !log.contains("an0ther-value"), "no secret in the log");
}

async fn keys(watch: &mut Watch<'_>, ann: &Browser) {
    let made = watch.through("POST /v1/keys", watch.rest(ann, POST, "/v1/keys", json!({ "name": "laptop" }))).await.json();
    watch.through("DELETE /v1/keys/{id}", watch.rest(ann, DELETE, &format!("/v1/keys/{}", id(&made)), Value::Null)).await;
}

async fn organisations(watch: &mut Watch<'_>, ann: &Browser) {
    let first = id(&watch.get(ann, "/v1/me/org").await);
    watch.through("POST /v1/orgs", watch.rest(ann, POST, "/v1/orgs", json!({ "name": "Second" }))).await;
    watch.through("POST /v1/orgs/{id}/switch", watch.rest(ann, POST, &format!("/v1/orgs/{first}/switch"), Value::Null)).await;
    watch.through("PATCH /v1/me/org", watch.rest(ann, PATCH, "/v1/me/org", json!({ "name": "First" }))).await;
    watch.through("POST /v1/me/org/rotate-key", watch.rest(ann, POST, "/v1/me/org/rotate-key", Value::Null)).await;
}

async fn tickets(watch: &mut Watch<'_>, ann: &Browser) -> String {
    let ticket = json!({ "subject": "My address", "text": "It has changed." });
    let ticket = id(&watch.through("POST /v1/tickets", watch.rest(ann, POST, "/v1/tickets", ticket)).await.json());
    let reply = watch.rest(ann, POST, &format!("/v1/tickets/{ticket}/replies"), json!({ "text": "And my number." }));
    watch.through("POST /v1/tickets/{id}/replies", reply).await;
    watch.through("PATCH /v1/tickets/{id}", watch.rest(ann, PATCH, &format!("/v1/tickets/{ticket}"), json!({ "state": "solved" }))).await;
    ticket
}

async fn administration(watch: &mut Watch<'_>, ann: &Browser, ticket: &str) {
    let operator = watch.app.sign_in(OPERATOR).await;
    let org = format!("/v1/admin/organisations/{}", id(&watch.get(ann, "/v1/me/org").await));
    watch.through("PATCH /v1/admin/organisations/{id}", watch.rest(&operator, PATCH, &org, json!({ "plan": "team" }))).await;
    let suspended = watch.rest(&operator, POST, &format!("{org}/suspension"), json!({ "reason": "An unpaid bill." }));
    watch.through("POST /v1/admin/organisations/{id}/suspension", suspended).await;
    let lifted = watch.rest(&operator, DELETE, &format!("{org}/suspension"), Value::Null);
    watch.through("DELETE /v1/admin/organisations/{id}/suspension", lifted).await;
    let answer = watch.rest(&operator, POST, &format!("/v1/admin/tickets/{ticket}/replies"), json!({ "text": "It is done." }));
    watch.through("POST /v1/admin/tickets/{id}/replies", answer).await;
    let contact = format!("/v1/admin/tickets/{ticket}/contact");
    watch.through("POST /v1/admin/tickets/{id}/contact", watch.rest(&operator, POST, &contact, json!({ "phone": "+4930123456" }))).await;
    // There and back, so that the rest goes on with the address that it knows. It ends every session.
    for email in ["ann@elsewhere.example", ANN] {
        watch.through("POST /v1/admin/tickets/{id}/contact", watch.rest(&operator, POST, &contact, json!({ "email": email }))).await;
    }
}

/// Bob joins the organisation that Ann looks at.
async fn join(watch: &mut Watch<'_>, ann: &Browser, bob: &Browser) -> String {
    watch.through("POST /v1/invitations", watch.rest(ann, POST, "/v1/invitations", json!({ "email": BOB }))).await;
    let invitation = watch.listed(ann, "/v1/invitations", "email", BOB).await;
    watch.mails().await;
    watch.through("POST /v1/invitations/{id}/resend", watch.rest(ann, POST, &format!("/v1/invitations/{invitation}/resend"), Value::Null)).await;
    let token = watch.mailed(BOB, "/invitations/").await;
    watch.through("POST /v1/invitations/accept", watch.rest(bob, POST, "/v1/invitations/accept", json!({ "token": token }))).await;
    watch.listed(ann, "/v1/members", "email", BOB).await
}

async fn members(watch: &mut Watch<'_>) {
    let (ann, bob) = (watch.app.sign_in(ANN).await, watch.app.sign_in(BOB).await);
    let member = join(watch, &ann, &bob).await;
    watch.through("PATCH /v1/members/{id}", watch.rest(&ann, PATCH, &format!("/v1/members/{member}"), json!({ "role": "admin" }))).await;
    watch.through("POST /v1/me/org/leave", watch.rest(&bob, POST, "/v1/me/org/leave", Value::Null)).await;
    join(watch, &ann, &bob).await;
    watch.through("DELETE /v1/members/{id}", watch.rest(&ann, DELETE, &format!("/v1/members/{member}"), Value::Null)).await;

    let invite = || json!({ "email": BOB });
    watch.through("POST /v1/invitations", watch.rest(&ann, POST, "/v1/invitations", invite())).await;
    let token = watch.mailed(BOB, "/invitations/").await;
    watch.through("POST /v1/invitations/decline", watch.rest(&bob, POST, "/v1/invitations/decline", json!({ "token": token }))).await;
    watch.through("POST /v1/invitations", watch.rest(&ann, POST, "/v1/invitations", invite())).await;
    let invitation = watch.listed(&ann, "/v1/invitations", "email", BOB).await;
    watch.through("DELETE /v1/invitations/{id}", watch.rest(&ann, DELETE, &format!("/v1/invitations/{invitation}"), Value::Null)).await;

    join(watch, &ann, &bob).await;
    watch.through("POST /v1/me/org/transfer", watch.rest(&ann, POST, "/v1/me/org/transfer", json!({ "member": member }))).await;
}

async fn account(watch: &mut Watch<'_>) {
    let ann = watch.app.sign_in(ANN).await;
    watch.through("PATCH /v1/account/profile", watch.rest(&ann, PATCH, "/v1/account/profile", json!({ "name": "Ann B." }))).await;
    watch.through("GET /v1/account/export", watch.rest(&ann, GET, "/v1/account/export", Value::Null)).await;
    let other = watch.listed(&ann, "/v1/account/sessions", "current", false).await;
    watch.through("DELETE /v1/account/sessions/{id}", watch.rest(&ann, DELETE, &format!("/v1/account/sessions/{other}"), Value::Null)).await;
    watch.app.sign_in(ANN).await;
    watch.through("DELETE /v1/account/sessions", watch.rest(&ann, DELETE, "/v1/account/sessions", Value::Null)).await;

    watch.through("POST /v1/account/passkeys/challenge", watch.rest(&ann, POST, "/v1/account/passkeys/challenge", Value::Null)).await;
    let passkey = watch.passkey(&watch.listed(&ann, "/v1/members", "email", ANN).await).await;
    let passkey = format!("/v1/account/passkeys/{passkey}");
    watch.through("PATCH /v1/account/passkeys/{id}", watch.rest(&ann, PATCH, &passkey, json!({ "name": "Phone" }))).await;
    watch.through("DELETE /v1/account/passkeys/{id}", watch.rest(&ann, DELETE, &passkey, Value::Null)).await;

    watch.through("POST /v1/account/deletion", watch.rest(&ann, POST, "/v1/account/deletion", json!({ "confirm": ANN }))).await;
    watch.through("DELETE /v1/account/deletion", watch.rest(&ann, DELETE, "/v1/account/deletion", Value::Null)).await;
}
