//! Step-up: what cannot be taken back asks for a confirmation of at most ten minutes, at every door that leads there, and is
//! done once there is one.
//!
//! [`ACTS`] is the list. A use case that asks and does not stand there fails this, and so does one that asks no more.

use std::{collections::BTreeSet, path::Path};

use domain::identity::CONFIRMED_MINUTES;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};
use testkit::{
    Answer, Browser, Mcp, on_both_databases,
    stripe::{OPERATOR, Shop},
};

/// One use case that asks for a fresh confirmation. Names in capitals stand for what the scene has.
struct Act {
    /// Below `crates/domain/src`.
    file: &'static str,
    /// The same act, through each door: every one is tried without a confirmation, and the first one with it.
    doors: &'static [Door],
    /// What the first door answers then.
    done: u16,
}

enum Door {
    /// Method, path and JSON.
    Rest(Method, &'static str, &'static str),
    /// A form of a page: leads to the page of the confirmation.
    Form(&'static str, &'static [(&'static str, &'static str)]),
    /// A form that a script sends: answers in JSON.
    Script(&'static str, &'static [(&'static str, &'static str)]),
    /// A server function and its arguments.
    Function(&'static str, &'static str),
}

use Door::{Form, Function, Rest, Script};

const ACTS: &[Act] = &[
    Act {
        file: "identity/passkeys/register.rs",
        doors: &[
            Rest(Method::POST, "/v1/account/passkeys/challenge", ""),
            Rest(Method::POST, "/v1/account/passkeys", r#"{"name":"Phone","credential":{}}"#),
            Script("/forms/passkeys/challenge/register", &[]),
            Form("/forms/passkeys/add", &[("name", "Phone"), ("credential", "{}")]),
        ],
        done: 200,
    },
    Act {
        file: "identity/passkeys/remove.rs",
        doors: &[Rest(Method::DELETE, "/v1/account/passkeys/PASSKEY", ""), Form("/forms/passkeys/remove", &[("passkey", "PASSKEY")])],
        done: 204,
    },
    Act {
        file: "keys/create.rs",
        doors: &[
            Rest(Method::POST, "/v1/keys", r#"{"name":"laptop"}"#),
            Form("/forms/keys/create", &[("name", "laptop"), ("scope", "tools:call")]),
            Function("keys/create", r#"{"org":"ORG","name":"laptop"}"#),
        ],
        done: 201,
    },
    Act {
        file: "servers/replace_secret.rs",
        doors: &[
            Rest(Method::PUT, "/v1/servers/pets/secrets/SLOT", r#"{"value":"newer"}"#),
            Form("/forms/servers/pets/secret", &[("slot", "SLOT"), ("value", "newer")]),
        ],
        done: 200,
    },
    Act { file: "orgs/rotate_key.rs", doors: &[Rest(Method::POST, "/v1/me/org/rotate-key", ""), Form("/forms/orgs/rotate-key", &[])], done: 200 },
    Act {
        file: "servers/delete.rs",
        doors: &[Rest(Method::DELETE, "/v1/servers/pets", ""), Form("/forms/servers/pets/delete", &[("confirm", "pets")])],
        done: 204,
    },
    Act {
        file: "billing/checkout_session.rs",
        doors: &[
            Rest(Method::POST, "/v1/billing/checkout-session", r#"{"tier":"team","cycle":"monthly"}"#),
            Script("/forms/billing/checkout", &[("tier", "team"), ("cycle", "monthly")]),
        ],
        // There is a plan already, which only the use case behind the confirmation knows.
        done: 409,
    },
    Act { file: "billing/portal.rs", doors: &[Rest(Method::POST, "/v1/billing/portal", ""), Form("/forms/billing/portal", &[])], done: 200 },
    Act {
        file: "billing/change_plan.rs",
        doors: &[
            Rest(Method::POST, "/v1/billing/change-plan", r#"{"tier":"team","cycle":"monthly"}"#),
            Form("/forms/billing/change", &[("tier", "team"), ("cycle", "monthly")]),
        ],
        done: 200,
    },
    Act { file: "billing/cancel.rs", doors: &[Rest(Method::POST, "/v1/billing/cancel", "{}"), Form("/forms/billing/cancel", &[])], done: 200 },
    Act {
        file: "members/change_role.rs",
        doors: &[Rest(Method::PATCH, "/v1/members/MEMBER", r#"{"role":"owner"}"#), Form("/forms/members/role", &[("member", "MEMBER"), ("role", "owner")])],
        done: 200,
    },
    Act {
        file: "invitations/invite.rs",
        doors: &[
            Rest(Method::POST, "/v1/invitations", r#"{"email":"dan@example.com","role":"owner"}"#),
            Form("/forms/invitations/create", &[("email", "dan@example.com"), ("role", "owner")]),
        ],
        done: 201,
    },
    Act {
        file: "invitations/resend.rs",
        doors: &[Rest(Method::POST, "/v1/invitations/INVITATION/resend", ""), Form("/forms/invitations/resend", &[("invitation", "INVITATION")])],
        done: 200,
    },
    Act {
        file: "orgs/transfer.rs",
        doors: &[Rest(Method::POST, "/v1/me/org/transfer", r#"{"member":"MEMBER"}"#), Form("/forms/orgs/transfer", &[("member", "MEMBER")])],
        done: 204,
    },
    Act {
        file: "account/request.rs",
        doors: &[
            Rest(Method::POST, "/v1/account/deletion", r#"{"confirm":"ann@example.com"}"#),
            Form("/forms/account/delete", &[("confirm", "ann@example.com")]),
        ],
        done: 202,
    },
    Act {
        file: "admin/contact.rs",
        doors: &[
            Rest(Method::POST, "/v1/admin/tickets/TICKET/contact", r#"{"email":"new@example.com"}"#),
            Form("/forms/admin/tickets/TICKET/contact", &[("email", "new@example.com")]),
        ],
        done: 200,
    },
];

/// Every file of the domain that asks.
fn asking(folder: &Path, root: &Path, found: &mut BTreeSet<String>) {
    for path in std::fs::read_dir(folder).expect("a folder").flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            asking(&path, root, found);
        } else if std::fs::read_to_string(&path).expect("text").contains(".require_recent()") {
            found.insert(path.strip_prefix(root).expect("inside").display().to_string());
        }
    }
}

#[test]
fn every_use_case_that_asks_for_a_confirmation_stands_in_the_list() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("crates/domain/src");
    let mut found = BTreeSet::new();
    asking(&root, &root, &mut found);
    assert_eq!(found, ACTS.iter().map(|act| act.file.to_owned()).collect(), "add the use case, with every door that leads to it, to ACTS");
}

/// What stands for the names in capitals.
struct Names(Vec<(&'static str, String)>);

impl Names {
    fn fill(&self, text: &str) -> String {
        self.0.iter().fold(text.to_owned(), |text, (name, value)| text.replace(name, value))
    }

    fn request(&self, shop: &Shop, browser: &Browser, door: &Door) -> RequestBuilder {
        let app = &shop.app;
        let to = |method: &Method, path: &str| browser.on(app.http.request(method.clone(), format!("{}{}", app.url, self.fill(path))), &app.url);
        match door {
            Rest(method, path, "") => to(method, path),
            Rest(method, path, body) => to(method, path).header("content-type", "application/json").body(self.fill(body)),
            Function(path, body) => to(&Method::POST, &format!("/_fn/{path}")).header("content-type", "application/json").body(self.fill(body)),
            Form(path, fields) | Script(path, fields) => {
                let fields = fields.iter().chain([&("org", "ORG")]).map(|(name, value)| (*name, self.fill(value)));
                to(&Method::POST, path).form(&fields.collect::<Vec<_>>())
            }
        }
    }
}

fn asks_for_a_confirmation(door: &Door, answer: &Answer) -> bool {
    match door {
        Form(..) => answer.status == 303 && answer.header("location").starts_with("/settings/step-up?next="),
        Rest(..) | Script(..) | Function(..) => answer.status == 403 && answer.json()["code"] == "confirmation_needed",
    }
}

fn path(door: &Door) -> &'static str {
    match door {
        Rest(_, path, _) | Form(path, _) | Script(path, _) | Function(path, _) => path,
    }
}

/// Who stands before a door: the administration is open for those who run the platform alone.
fn caller<'b>(door: &Door, ann: &'b Browser, operator: &'b Browser) -> &'b Browser {
    if path(door).contains("/admin/") { operator } else { ann }
}

/// Ann's organisation with a plan, a server with a credential, a passkey, a second member and an invited owner.
async fn scene(shop: &Shop, ann: &Browser) -> Names {
    let app = &shop.app;
    let key = app.key("ann@example.com").await;
    shop.buy(&key, "pro", "monthly").await;
    let org = app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").to_owned();
    let spec = app.preview(&key, "curl", "curl https://api.example.com/pets -H 'Authorization: Bearer abc'").await.expect(200)["spec"].clone();
    let slot = spec["secrets"][0]["name"].as_str().expect("a slot").to_owned();
    let created = app.create(&key, "pets", &spec, &json!({ slot.clone(): "older" })).await.expect(202);
    app.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    // Each is the only member of their own organisation so far.
    let only_member = async |browser: &Browser| {
        let members = Mcp::send(browser.on(app.http.get(format!("{}/v1/members", app.url)), &app.url)).await.expect(200);
        members[0]["id"].as_str().expect("an id").to_owned()
    };
    let (ann_id, bob) = (only_member(ann).await, only_member(&app.sign_in("bob@example.com").await).await);
    let (db, now) = (app.platform.db.connection(), app.platform.now());
    store::orgs::members::insert(db, org.parse().expect("an id"), bob.parse().expect("an id"), "member", now).await.expect("a member");
    let passkey = app.platform.id(contract::PasskeyId::new);
    let new = store::passkeys::NewPasskey {
        id: passkey,
        user: ann_id.parse().expect("an id"),
        name: "Laptop",
        credential_id: "A".repeat(43),
        static_state: String::new(),
        dynamic_state: String::new(),
        now,
    };
    store::passkeys::insert(db, new).await.expect("a passkey");
    let ticket = ann.on(app.http.post(format!("{}/v1/tickets", app.url)), &app.url).json(&json!({ "subject": "My address", "text": "It has changed." }));
    let ticket = Mcp::send(ticket).await.expect(201);
    let ticket = ticket["id"].as_str().expect("an id").to_owned();
    let invitation = app.platform.id(contract::InvitationId::new);
    let new = store::invitations::NewInvitation {
        id: invitation,
        org: org.parse().expect("an id"),
        email: &contract::Email::parse("cid@example.com").expect("an address"),
        role: "owner",
        token_hash: invitation.to_string(),
        invited_by: ann_id.parse().expect("an id"),
        now,
        expires_at: now.plus_seconds(86_400),
    };
    store::invitations::insert(db, new).await.expect("an invitation");
    Names(vec![("ORG", org), ("INVITATION", invitation.to_string()), ("SLOT", slot), ("PASSKEY", passkey.to_string()), ("MEMBER", bob), ("TICKET", ticket)])
}

on_both_databases!(
    async fn what_cannot_be_taken_back_asks_for_a_confirmation_of_the_last_minutes(shop: Shop) {
        let ann = shop.app.sign_in("ann@example.com").await;
        let names = scene(&shop, &ann).await;
        let operator = shop.app.sign_in(OPERATOR).await;
        shop.app.clock.advance_seconds(CONFIRMED_MINUTES * 60 + 1);
        let before = shop.app.rows("audit_events").await;
        for door in ACTS.iter().flat_map(|act| act.doors) {
            let answer = Mcp::send(names.request(&shop, caller(door, &ann, &operator), door)).await;
            assert!(asks_for_a_confirmation(door, &answer), "{}: {answer:?}", path(door));
        }
        assert_eq!(shop.app.rows("audit_events").await, before, "something was done without a confirmation");

        let (ann, operator) = (shop.app.sign_in("ann@example.com").await, shop.app.sign_in(OPERATOR).await);
        for act in ACTS {
            let door = act.doors.first().expect("a door");
            let answer = Mcp::send(names.request(&shop, caller(door, &ann, &operator), door)).await;
            assert_eq!(answer.status, act.done, "{}: {answer:?}", act.file);
            assert!(!asks_for_a_confirmation(door, &answer), "{}: {answer:?}", act.file);
        }
    }
);

on_both_databases!(
    async fn a_confirmation_counts_for_its_minutes_and_no_longer(shop: Shop) {
        let ann = shop.app.sign_in("ann@example.com").await;
        let make = async || {
            let request = ann.on(shop.app.http.post(format!("{}/v1/keys", shop.app.url)), &shop.app.url);
            Mcp::send(request.json(&json!({ "name": "laptop" }))).await
        };
        // The clock goes on while the test runs, hence the half minute.
        shop.app.clock.advance_seconds(CONFIRMED_MINUTES * 60 - 30);
        let made: Value = make().await.expect(201);
        shop.app.clock.advance_seconds(31);
        make().await.problem(403, "confirmation_needed");
        // A program is held by its scopes, however old its key is.
        let key = made["key"].as_str().expect("a key");
        shop.app.post("/v1/keys", key, &json!({ "name": "program's" })).await.expect(201);
    }
);
