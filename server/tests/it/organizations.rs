//! Organisations, members, invitations and keys as a client sees them.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Mcp, TestApp, on_both_databases};

async fn ask(app: &TestApp, who: &Browser, method: Method, path: &str, body: Value) -> Answer {
    let request = who.on(app.http.request(method, format!("{}{path}", app.url)), &app.url);
    Mcp::send(if body.is_null() { request } else { request.json(&body) }).await
}

async fn get(app: &TestApp, who: &Browser, path: &str) -> Value {
    ask(app, who, Method::GET, path, Value::Null).await.expect(200)
}

async fn post(app: &TestApp, who: &Browser, path: &str, body: Value) -> Answer {
    ask(app, who, Method::POST, path, body).await
}

async fn form(app: &TestApp, who: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    Mcp::send(who.on(app.http.post(format!("{}{path}", app.url)), &app.url).form(fields)).await
}

/// The token in the newest invitation to an address.
async fn token(app: &TestApp, email: &str) -> String {
    let mails = domain::mailbox::list(&app.platform).await.expect("mails");
    let mail = mails.iter().find(|mail| mail.to.as_str() == email && mail.text.contains("/invitations/")).expect("an invitation");
    mail.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link").to_owned()
}

/// Invites somebody and lets them join.
async fn join(app: &TestApp, owner: &Browser, email: &str, role: &str) -> Browser {
    post(app, owner, "/v1/invitations", json!({ "email": email, "role": role })).await.expect(201);
    let browser = app.sign_in(email).await;
    post(app, &browser, "/v1/invitations/accept", json!({ "token": token(app, email).await })).await.expect(200);
    browser
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

async fn member(app: &TestApp, who: &Browser, email: &str) -> String {
    let members = get(app, who, "/v1/members").await;
    id(members.as_array().into_iter().flatten().find(|one| one["email"] == email).expect("a member"))
}

on_both_databases! {
    async fn an_invitation_works_once_for_one_address_and_seven_days(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        post(&app, &ann, "/v1/invitations", json!({ "email": "Bob@Example.com" })).await.expect(201);
        post(&app, &ann, "/v1/invitations", json!({ "email": "bob@example.com" })).await.problem(409, "conflict");
        post(&app, &ann, "/v1/invitations", json!({ "email": "ann@example.com" })).await.problem(409, "conflict");
        let link = token(&app, "bob@example.com").await;
        let eve = app.sign_in("eve@example.com").await;
        post(&app, &eve, "/v1/invitations/accept", json!({ "token": link })).await.problem(403, "forbidden");

        // A new mail replaces the link before, and a week later nothing is left of it.
        let invitation = id(&get(&app, &ann, "/v1/invitations").await[0]);
        post(&app, &ann, &format!("/v1/invitations/{invitation}/resend"), Value::Null).await.expect(200);
        let bob = app.sign_in("bob@example.com").await;
        post(&app, &bob, "/v1/invitations/accept", json!({ "token": link })).await.problem(404, "not_found");
        let newer = token(&app, "bob@example.com").await;
        app.clock.advance_seconds(7 * 86_400 + 1);
        let (ann, bob) = (app.sign_in("ann@example.com").await, app.sign_in("bob@example.com").await);
        post(&app, &bob, "/v1/invitations/accept", json!({ "token": newer })).await.problem(404, "not_found");
        assert_eq!(get(&app, &ann, "/v1/invitations").await[0]["expired"], true);

        post(&app, &ann, &format!("/v1/invitations/{invitation}/resend"), Value::Null).await.expect(200);
        let newest = token(&app, "bob@example.com").await;
        let joined = post(&app, &bob, "/v1/invitations/accept", json!({ "token": newest })).await.expect(200);
        assert_eq!((&joined["role"], &joined["current"]), (&json!("member"), &json!(true)));
        post(&app, &bob, "/v1/invitations/accept", json!({ "token": newest })).await.problem(404, "not_found");
        assert_eq!(get(&app, &bob, "/v1/members").await.as_array().map(Vec::len), Some(2));
        assert_eq!(get(&app, &ann, "/v1/invitations").await, json!([]));

        post(&app, &ann, "/v1/invitations", json!({ "email": "cid@example.com" })).await.expect(201);
        let link = token(&app, "cid@example.com").await;
        let nobody = Browser { cookies: String::new() };
        assert_eq!(form(&app, &nobody, "/forms/invitations/decline", &[("token", &link)]).await.header("location"), "/invitations/declined");
        assert_eq!(get(&app, &ann, "/v1/invitations").await, json!([]), "saying no needs no account");
    }
}

on_both_databases! {
    async fn roles_count_at_once_and_an_owner_always_remains(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        let bob = join(&app, &ann, "bob@example.com", "member").await;
        let (ann_id, bob_id) = (member(&app, &ann, "ann@example.com").await, member(&app, &ann, "bob@example.com").await);
        post(&app, &bob, "/v1/invitations", json!({ "email": "cid@example.com" })).await.problem(403, "forbidden");
        ask(&app, &ann, Method::PATCH, &format!("/v1/members/{bob_id}"), json!({ "role": "admin" })).await.expect(200);
        post(&app, &bob, "/v1/invitations", json!({ "email": "cid@example.com" })).await.expect(201);

        // An admin decides about everybody but owners, and makes none.
        post(&app, &bob, "/v1/invitations", json!({ "email": "dan@example.com", "role": "owner" })).await.problem(403, "forbidden");
        ask(&app, &bob, Method::PATCH, &format!("/v1/members/{ann_id}"), json!({ "role": "member" })).await.problem(403, "forbidden");
        ask(&app, &bob, Method::DELETE, &format!("/v1/members/{ann_id}"), Value::Null).await.problem(403, "forbidden");
        ask(&app, &bob, Method::PATCH, &format!("/v1/members/{bob_id}"), json!({ "role": "owner" })).await.problem(403, "forbidden");

        post(&app, &ann, "/v1/me/org/leave", Value::Null).await.problem(409, "conflict");
        ask(&app, &ann, Method::PATCH, &format!("/v1/members/{ann_id}"), json!({ "role": "member" })).await.problem(409, "conflict");
        assert_eq!(post(&app, &ann, "/v1/me/org/transfer", json!({ "member": bob_id })).await.status, 204);
        assert_eq!((&get(&app, &ann, "/v1/me/org").await["role"], &get(&app, &bob, "/v1/me/org").await["role"]), (&json!("admin"), &json!("owner")));

        // Leaving leads to an organisation of one's own; the keys that were made stop for good.
        let key = post(&app, &ann, "/v1/keys", json!({ "name": "Ann's" })).await.expect(201)["key"].as_str().expect("a key").to_owned();
        app.get("/v1/servers", &key).await.expect(200);
        assert_eq!(post(&app, &ann, "/v1/me/org/leave", Value::Null).await.status, 204);
        app.get("/v1/servers", &key).await.problem(401, "signed_out");
        assert_eq!(get(&app, &ann, "/v1/members").await.as_array().map(Vec::len), Some(1));
        assert_eq!(get(&app, &bob, "/v1/members").await.as_array().map(Vec::len), Some(1));
        let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("read");
        assert!(broken.is_empty(), "the audit log is whole: {broken:?}");
    }
}

on_both_databases! {
    async fn an_owner_is_made_by_an_owner_in_person(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        join(&app, &ann, "bob@example.com", "admin").await;
        let bob_id = member(&app, &ann, "bob@example.com").await;
        let key = post(&app, &ann, "/v1/keys", json!({ "name": "Everything" })).await.expect(201)["key"].as_str().expect("a key").to_owned();
        let invite = |role: &str| json!({ "email": "cid@example.com", "role": role });
        app.post("/v1/invitations", &key, &invite("owner")).await.problem(403, "forbidden");
        let role = format!("/v1/members/{bob_id}");
        app.send(Method::PATCH, &role, Some(&key), Some(&json!({ "role": "owner" }))).await.problem(403, "forbidden");
        app.send(Method::PATCH, &role, Some(&key), Some(&json!({ "role": "member" }))).await.expect(200);
        app.post("/v1/invitations", &key, &invite("admin")).await.expect(201);

        let owner = json!({ "email": "dan@example.com", "role": "owner" });
        let invitation = id(&post(&app, &ann, "/v1/invitations", owner).await.expect(201));
        app.send(Method::POST, &format!("/v1/invitations/{invitation}/resend"), Some(&key), None).await.problem(403, "forbidden");
        post(&app, &ann, &format!("/v1/invitations/{invitation}/resend"), Value::Null).await.expect(200);
        ask(&app, &ann, Method::PATCH, &role, json!({ "role": "owner" })).await.expect(200);
    }
}

on_both_databases! {
    async fn a_form_of_another_organisation_is_refused_and_writes_nowhere(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        let first = get(&app, &ann, "/v1/me/org").await;
        let (first_id, first_name) = (id(&first), first["name"].clone());
        let second = post(&app, &ann, "/v1/orgs", json!({ "name": "Second" })).await.expect(201);
        // The tab of the first organisation does not know that the second one is open by now.
        let refused = form(&app, &ann, "/forms/orgs/rename", &[("org", &first_id), ("org_name", "Wrong")]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.text.contains("Switch back") && refused.text.contains("Second"), "{}", refused.text);
        assert_eq!(form(&app, &ann, "/forms/orgs/rename", &[("org_name", "Wrong")]).await.status, 409, "a form without an organisation");
        let call = ask(&app, &ann, Method::POST, "/_fn/keys/create", json!({ "org": first_id, "name": "Wrong" })).await;
        assert_eq!(call.status, 409, "{call:?}");
        assert_eq!(get(&app, &ann, "/v1/me/org").await["name"], "Second");
        assert_eq!(get(&app, &ann, "/v1/keys").await, json!([]));
        assert_eq!(form(&app, &ann, "/forms/orgs/switch", &[("to", &first_id), ("next", "/settings")]).await.header("location"), "/settings");
        assert_eq!(get(&app, &ann, "/v1/me/org").await["name"], first_name);
        assert_eq!(form(&app, &ann, "/forms/orgs/rename", &[("org", &first_id), ("org_name", "Right")]).await.status, 303);
        assert_eq!(get(&app, &ann, "/v1/me/org").await["name"], "Right");
        let eve = app.sign_in("eve@example.com").await;
        post(&app, &eve, &format!("/v1/orgs/{}/switch", id(&second)), Value::Null).await.problem(404, "not_found");
    }
}

on_both_databases! {
    async fn a_key_may_what_its_scopes_and_its_makers_role_allow(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        let bob = join(&app, &ann, "bob@example.com", "admin").await;
        let make = async |body: Value| post(&app, &bob, "/v1/keys", body).await;
        make(json!({ "name": "none", "scopes": [] })).await.problem(422, "invalid");
        make(json!({ "name": "x", "scopes": ["root"] })).await.problem(422, "invalid");
        make(json!({ "name": "x", "expires_in_days": 0 })).await.problem(422, "invalid");
        let made = make(json!({ "name": "reader", "scopes": ["org:write", "keys"], "expires_in_days": 2 })).await.expect(201);
        let key = made["key"].as_str().expect("a key").to_owned();
        app.get("/v1/servers", &key).await.problem(403, "forbidden");
        app.post("/v1/invitations", &key, &json!({ "email": "cid@example.com" })).await.expect(201);
        app.post("/v1/keys", &key, &json!({ "name": "more", "scopes": ["servers:write"] })).await.problem(422, "invalid");
        // The role goes, and with it what the key may; its own scopes stay as they were.
        let bob_id = member(&app, &ann, "bob@example.com").await;
        ask(&app, &ann, Method::PATCH, &format!("/v1/members/{bob_id}"), json!({ "role": "member" })).await.expect(200);
        app.post("/v1/invitations", &key, &json!({ "email": "dan@example.com" })).await.problem(403, "forbidden");
        app.get("/v1/keys", &key).await.expect(200);
        app.clock.advance_seconds(2 * 86_400 + 1);
        app.get("/v1/keys", &key).await.problem(401, "signed_out");
    }
}

on_both_databases! {
    async fn a_new_data_key_leaves_every_credential_usable(app: TestApp) {
        let ann = app.sign_in("ann@example.com").await;
        let key = app.key("ann@example.com").await;
        let document = json!({
            "openapi": "3.1.0", "info": { "title": "Pets", "version": "1" }, "servers": [{ "url": "https://api.example.com" }],
            "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } }, "security": [{ "token": [] }],
            "paths": { "/pets": { "get": { "operationId": "listPets", "summary": "Lists pets", "responses": { "200": { "description": "ok" } } } } },
        });
        let spec = app.preview(&key, "openapi", &document.to_string()).await.expect(200)["spec"].clone();
        let slot = spec["secrets"][0]["name"].as_str().expect("a slot").to_owned();
        app.create(&key, "pets", &spec, &json!({ slot.clone(): "tok-rotate-me" })).await.expect(202);
        let before = get(&app, &ann, "/v1/me/org").await["encryption"].clone();
        assert_eq!((&before["key_version"], &before["secrets"]), (&json!(1), &json!(1)));
        app.clock.advance_seconds(60);
        let after = post(&app, &ann, "/v1/me/org/rotate-key", Value::Null).await.expect(200)["encryption"].clone();
        assert_eq!(after["key_version"], 2);
        assert!(after["last_rotation"].as_i64() > before["last_rotation"].as_i64(), "{before} {after}");
        let (org, server) = (get(&app, &ann, "/v1/me/org").await, app.get("/v1/servers/pets", &key).await.expect(200));
        let source = domain::secrets::of(&app.platform, org["id"].as_str().expect("an id").parse().expect("an id"), server["id"].as_str().expect("an id"));
        let slots: Vec<contract::spec::SecretSlot> = serde_json::from_value(spec["secrets"].clone()).expect("slots");
        let value = source.open(&slots[0]).await.expect("opened").expect("a value");
        assert_eq!(secrecy::ExposeSecret::expose_secret(&value), "tok-rotate-me");
    }
}
