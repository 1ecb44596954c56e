//! Through every form.

use testkit::{Answer, Browser};

use super::watch::{ANN, BOB, OPERATOR, Watch, cookies_of, id};

/// Somebody who needs help.
const CID: &str = "cid@example.com";

pub async fn walk(watch: &mut Watch<'_>) {
    let ann = watch.app.sign_in(ANN).await;
    servers(watch, &ann).await;
    keys(watch, &ann).await;
    organisations(watch, &ann).await;
    members(watch, &ann).await;
    signing_in(watch).await;
    let ann = confirming(watch, ann).await;
    help(watch).await;
    account(watch, &ann).await;
}

impl Watch<'_> {
    /// Sends a form whose door is its path.
    async fn send(&mut self, who: &Browser, door: &'static str, fields: &[(&str, &str)]) -> Answer {
        self.send_to(who, door, door, fields).await
    }

    async fn send_to(&mut self, who: &Browser, door: &'static str, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.form(who, path, fields).await;
        self.through(door, request).await
    }

    async fn at_pets(&mut self, who: &Browser, door: &'static str, fields: &[(&str, &str)]) -> Answer {
        self.send_to(who, door, &door.replace("{slug}", "pets"), fields).await
    }
}

/// What stands behind `mark` in the address that an answer leads to.
fn leads_to(answer: &Answer, mark: &str) -> String {
    let rest = answer.header("location").split_once(mark).unwrap_or_else(|| panic!("no {mark}: {answer:?}")).1;
    rest.split(['&', '?', '#']).next().unwrap_or_default().to_owned()
}

async fn servers(watch: &mut Watch<'_>, ann: &Browser) {
    const CURL: &str = "curl http://127.0.0.1:9/pets -H 'Authorization: Bearer abc'";
    let key = watch.app.key(ANN).await;
    let spec = watch.app.preview(&key, "curl", CURL).await.expect(200)["spec"].clone();
    let name = |list: &str| spec[list][0]["name"].as_str().expect("a name").to_owned();
    let (tool, slot) = (name("tools"), name("secrets"));

    let source = [("kind", "curl"), ("name", "Pets"), ("slug", "pets"), ("text_curl", CURL)];
    let thrown_away = leads_to(&watch.send(ann, "/forms/drafts/describe", &source).await, "draft=");
    watch.send(ann, "/forms/drafts/delete", &[("draft", &thrown_away)]).await;
    let draft = leads_to(&watch.send(ann, "/forms/drafts/describe", &source).await, "draft=");
    let checked = [("draft", draft.as_str()), ("tool", &tool), ("allow_plain_http", "on")];
    let secret = format!("secret:{slot}");
    watch.send(ann, "/forms/drafts/check", &[&checked[..], &[(&secret, "s3cr3t-value")]].concat()).await;
    let build = leads_to(&watch.send(ann, "/forms/drafts/check", &[&checked[..], &[("action", "run")]].concat()).await, "build=");
    watch.app.wait_for_build(&key, &build).await;

    watch.at_pets(ann, "/forms/servers/{slug}/rename", &[("name", "Cats")]).await;
    watch.at_pets(ann, "/forms/servers/{slug}/visibility", &[("public", "true"), ("understood", "on")]).await;
    watch.at_pets(ann, "/forms/servers/{slug}/mock", &[("mock", "true")]).await;
    watch.at_pets(ann, "/forms/servers/{slug}/pause", &[("paused", "true")]).await;
    watch.at_pets(ann, "/forms/servers/{slug}/secret", &[("slot", &slot), ("value", "an0ther-value")]).await;
    watch.fail_build("pets").await;
    let build = leads_to(&watch.at_pets(ann, "/forms/servers/{slug}/build", &[]).await, "/builds/");
    watch.app.wait_for_build(&key, &build).await;
    watch.at_pets(ann, "/forms/servers/{slug}/delete", &[("confirm", "pets")]).await;
    let log = watch.app.get("/v1/audit/export", &key).await.text;
    assert!(!log.contains("s3cr3t-value") && !log.contains("an0ther-value"), "no secret in the log");
}

async fn keys(watch: &mut Watch<'_>, ann: &Browser) {
    watch.send(ann, "/forms/keys/create", &[("name", "laptop"), ("scope", "tools:call")]).await;
    let key = watch.listed(ann, "/v1/keys", "name", "laptop").await;
    watch.send(ann, "/forms/keys/revoke", &[("key", &key)]).await;
}

async fn organisations(watch: &mut Watch<'_>, ann: &Browser) {
    let first = id(&watch.get(ann, "/v1/me/org").await);
    watch.send(ann, "/forms/orgs/create", &[("name", "Second")]).await;
    watch.send(ann, "/forms/orgs/switch", &[("to", &first)]).await;
    watch.send(ann, "/forms/orgs/rename", &[("org_name", "First")]).await;
    watch.send(ann, "/forms/orgs/rotate-key", &[]).await;
    let operator = watch.app.sign_in(OPERATOR).await;
    for (door, fields) in [
        ("/forms/admin/organisations/{id}/plan", ("plan", "team")),
        ("/forms/admin/organisations/{id}/suspend", ("reason", "An unpaid bill.")),
        ("/forms/admin/organisations/{id}/lift", ("reason", "")),
    ] {
        watch.send_to(&operator, door, &door.replace("{id}", &first), &[fields]).await;
    }
    watch.send(&operator, "/forms/status/incidents", &[("title", "Builds are slow"), ("text", "We are looking.")]).await;
    let incident = watch.incident().await;
    let note = [("state", "resolved"), ("text", "They are fast again.")];
    watch.send_to(&operator, "/forms/status/incidents/{id}", &format!("/forms/status/incidents/{incident}"), &note).await;
}

async fn invite(watch: &mut Watch<'_>, ann: &Browser) -> String {
    watch.send(ann, "/forms/invitations/create", &[("email", BOB), ("role", "member")]).await;
    watch.listed(ann, "/v1/invitations", "email", BOB).await
}

/// Bob joins the organisation that Ann looks at.
async fn join(watch: &mut Watch<'_>, ann: &Browser, bob: &Browser) -> String {
    let invitation = invite(watch, ann).await;
    watch.mails().await;
    watch.send(ann, "/forms/invitations/resend", &[("invitation", &invitation)]).await;
    let token = watch.mailed(BOB, "/invitations/").await;
    watch.send(bob, "/forms/invitations/accept", &[("token", &token)]).await;
    watch.listed(ann, "/v1/members", "email", BOB).await
}

async fn members(watch: &mut Watch<'_>, ann: &Browser) {
    let bob = watch.app.sign_in(BOB).await;
    let member = join(watch, ann, &bob).await;
    watch.send(ann, "/forms/members/role", &[("member", &member), ("role", "admin")]).await;
    watch.send(&bob, "/forms/orgs/leave", &[]).await;
    join(watch, ann, &bob).await;
    watch.send(ann, "/forms/members/remove", &[("member", &member)]).await;

    invite(watch, ann).await;
    let token = watch.mailed(BOB, "/invitations/").await;
    watch.send(&nobody(), "/forms/invitations/decline", &[("token", &token)]).await;
    let invitation = invite(watch, ann).await;
    watch.send(ann, "/forms/invitations/revoke", &[("invitation", &invitation)]).await;

    join(watch, ann, &bob).await;
    watch.send(ann, "/forms/orgs/transfer", &[("member", &member)]).await;
}

fn nobody() -> Browser {
    Browser { cookies: String::new() }
}

/// The fields of the two ways to answer the newest mail.
async fn answers(watch: &Watch<'_>, to: &str) -> [(&'static str, [(&'static str, String); 1]); 2] {
    let (token, code) = (watch.mailed(to, "token=").await, watch.mailed(to, "which you asked:").await);
    [("/forms/login/confirm", [("token", token)]), ("/forms/login/code", [("code", code)])]
}

/// Cid signs in by link and by code, and out again.
async fn signing_in(watch: &mut Watch<'_>) {
    watch.app.sign_in(CID).await;
    for way in 0..2 {
        let asked = watch.send(&nobody(), "/forms/login", &[("email", CID)]).await;
        let attempt = Browser { cookies: cookies_of(&asked) };
        let (door, [(field, value)]) = answers(watch, CID).await[way].clone();
        let welcome = watch.send(&attempt, door, &[(field, &value)]).await;
        watch.send(&Browser { cookies: cookies_of(&welcome) }, "/forms/sign-out", &[]).await;
    }
    watch.send(&nobody(), "/forms/theme", &[("theme", "dark")]).await;
    watch.send(&nobody(), "/forms/passkeys/challenge/sign-in", &[]).await;
}

/// Ann confirms by link and by code that it is her; answers her newest session.
async fn confirming(watch: &mut Watch<'_>, mut ann: Browser) -> Browser {
    for way in 0..2 {
        let asked = watch.send(&ann, "/forms/step-up", &[("next", "/servers")]).await;
        let both = Browser { cookies: format!("{}; {}", ann.cookies, cookies_of(&asked)) };
        let (door, [(field, value)]) = answers(watch, ANN).await[way].clone();
        let confirmed = watch.send(&both, door, &[(field, &value)]).await;
        ann = Browser { cookies: cookies_of(&confirmed) };
    }
    ann
}

/// Cid asks for help and gets it, with a new number and a new address.
async fn help(watch: &mut Watch<'_>) {
    let (cid, operator) = (watch.app.sign_in(CID).await, watch.app.sign_in(OPERATOR).await);
    let made = watch.send(&cid, "/forms/tickets/create", &[("subject", "My address"), ("text", "It has changed.")]).await;
    let ticket = leads_to(&made, "/support/");
    watch.send_to(&cid, "/forms/tickets/{id}/reply", &format!("/forms/tickets/{ticket}/reply"), &[("text", "And my number.")]).await;
    let answer = format!("/forms/admin/tickets/{ticket}/answer");
    watch.send_to(&operator, "/forms/admin/tickets/{id}/answer", &answer, &[("text", "We are on it.")]).await;
    watch.send_to(&cid, "/forms/tickets/{id}/state", &format!("/forms/tickets/{ticket}/state"), &[("state", "solved")]).await;
    for email in [CID, "cid@elsewhere.example"] {
        let contact = [("email", email), ("phone", "+4930123456")];
        watch.send_to(&operator, "/forms/admin/tickets/{id}/contact", &format!("/forms/admin/tickets/{ticket}/contact"), &contact).await;
    }
}

async fn account(watch: &mut Watch<'_>, ann: &Browser) {
    watch.send(ann, "/forms/profile", &[("name", "Ann B.")]).await;
    watch.app.sign_in(ANN).await;
    let other = watch.listed(ann, "/v1/account/sessions", "current", false).await;
    watch.send(ann, "/forms/sessions/revoke", &[("session", &other)]).await;
    watch.app.sign_in(ANN).await;
    watch.send(ann, "/forms/sessions/revoke-others", &[]).await;

    watch.send(ann, "/forms/passkeys/challenge/register", &[]).await;
    let passkey = watch.passkey(&watch.listed(ann, "/v1/members", "email", ANN).await).await;
    watch.send(ann, "/forms/passkeys/rename", &[("passkey", &passkey), ("name", "Phone")]).await;
    watch.send(ann, "/forms/passkeys/remove", &[("passkey", &passkey)]).await;

    watch.send(ann, "/forms/account/delete", &[("confirm", ANN)]).await;
    watch.send(ann, "/forms/account/keep", &[]).await;
}
