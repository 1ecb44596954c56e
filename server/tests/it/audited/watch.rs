//! Counts events around each door, and the people who go through them.

use std::collections::BTreeSet;

use app::ssr::{cookies, flash};
use contract::{PasskeyId, dto::MailView};
use domain::audit::Action;
use reqwest::{Method, RequestBuilder, header};
use serde_json::Value;
use store::{ConnectionTrait, Statement, admin::events::PLATFORM};
use testkit::{Answer, Browser, Mcp, TestApp};

use super::doors::Writes;

pub const ANN: &str = "ann@example.com";
pub const BOB: &str = "bob@example.com";
/// Runs the platform.
pub const OPERATOR: &str = "operator@example.com";

/// What was written into which log.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Event {
    log: String,
    action: String,
}

type Doors = &'static [(&'static str, Writes)];

pub struct Watch<'a> {
    pub app: &'a TestApp,
    doors: Doors,
    /// Doors that were gone through, with what each wrote.
    seen: BTreeSet<(&'static str, Option<Action>)>,
    /// What they did not say of themselves.
    wrong: Vec<String>,
}

impl<'a> Watch<'a> {
    pub const fn new(app: &'a TestApp, doors: Doors) -> Self {
        Self { app, doors, seen: BTreeSet::new(), wrong: Vec::new() }
    }

    /// Goes through a door: it works, and writes what it says.
    pub async fn through(&mut self, door: &'static str, request: RequestBuilder) -> Answer {
        let (_, writes) = self.doors.iter().find(|(name, _)| *name == door).unwrap_or_else(|| panic!("{door} is no door"));
        let before = self.events().await;
        let answer = Mcp::send(request).await;
        assert!(has_worked(&answer), "{door}: {answer:?}, after {:#?}", self.wrong);
        let new: Vec<_> = self.events().await.difference(&before).map(|(_, event)| event.clone()).collect();
        match written(writes, &new) {
            Ok(written) => {
                self.seen.insert((door, written));
            }
            Err(why) => self.wrong.push(format!("{door} wrote {new:?}, but {why}")),
        }
        answer
    }

    /// Everybody's events by their ids, without those that builds write in the background.
    async fn events(&self) -> BTreeSet<(String, Event)> {
        let sql = "SELECT id, org_id || ' ' || action AS what FROM audit_events WHERE action NOT IN ('server.published', 'build.failed')";
        let event = |what: &str| what.split_once(' ').map(|(log, action)| Event { log: log.to_owned(), action: action.to_owned() }).expect("two words");
        self.pairs(sql).await.into_iter().map(|(id, what)| (id, event(&what))).collect()
    }

    /// The columns `id` and `what` of some rows.
    async fn pairs(&self, sql: &str) -> Vec<(String, String)> {
        let db = self.app.platform.db.connection();
        let rows = db.query_all_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
        rows.iter().map(|row| (row.try_get("", "id").expect("text"), row.try_get("", "what").expect("text"))).collect()
    }

    /// Every door was gone through, in each of its ways, and none wrote anything else.
    pub fn nothing_was_left_out(&self) {
        let expected = self.doors.iter().flat_map(|(door, writes)| match writes {
            Writes::One(actions) | Writes::InBothLogs(actions) => actions.iter().map(|action| (*door, Some(*action))).collect(),
            Writes::Nothing(_) => vec![(*door, None)],
            Writes::Elsewhere(..) => Vec::new(),
        });
        let missing: Vec<_> = expected.filter(|way| !self.seen.contains(way)).collect();
        assert!(missing.is_empty() && self.wrong.is_empty(), "nobody went through {missing:?}, and {:#?}", self.wrong);
    }

    pub fn rest(&self, who: &Browser, method: Method, path: &str, body: Value) -> RequestBuilder {
        let request = who.on(self.app.http.request(method, format!("{}{path}", self.app.url)), &self.app.url);
        if body.is_null() { request } else { request.json(&body) }
    }

    /// A form as its page sends it: with the organisation that is open.
    pub async fn form(&self, who: &Browser, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let org = if who.cookies.contains("session=") { id(&self.get(who, "/v1/me/org").await) } else { String::new() };
        let fields = [&[("org", org.as_str())], fields].concat();
        who.on(self.app.http.post(format!("{}{path}", self.app.url)), &self.app.url).form(&fields)
    }

    pub async fn get(&self, who: &Browser, path: &str) -> Value {
        Mcp::send(self.rest(who, Method::GET, path, Value::Null)).await.expect(200)
    }

    /// The id of the one entry of a list of which a field has this value.
    pub async fn listed(&self, who: &Browser, path: &str, field: &str, value: impl Into<Value>) -> String {
        let (list, value) = (self.get(who, path).await, value.into());
        let found = list.as_array().into_iter().flatten().find(|one| one[field] == value);
        id(found.unwrap_or_else(|| panic!("{field} is nowhere {value} in {list}")))
    }

    /// Every mail has arrived, and whatever is sent from now on is newer.
    pub async fn mails(&self) -> Vec<MailView> {
        let mails = domain::mailbox::list(&self.app.platform).await.expect("mails");
        self.app.clock.advance_seconds(1);
        mails
    }

    /// What stands behind `mark` in the newest mail to somebody that has it, up to the next space.
    pub async fn mailed(&self, to: &str, mark: &str) -> String {
        let mails = self.mails().await;
        let mail = mails.iter().find(|mail| mail.to.as_str() == to && mail.text.contains(mark)).expect("a mail");
        mail.text.split(mark).nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a word").to_owned()
    }

    /// A passkey that nothing can sign in with.
    pub async fn passkey(&self, user: &str) -> String {
        let platform = &self.app.platform;
        let (id, user) = (platform.id(PasskeyId::new), user.parse().expect("an id"));
        let (credential_id, static_state, dynamic_state) = ("A".repeat(43), String::new(), String::new());
        let new = store::passkeys::NewPasskey { id, user, name: "Laptop", credential_id, static_state, dynamic_state, now: platform.now() };
        store::passkeys::insert(platform.db.connection(), new).await.expect("a row");
        id.to_string()
    }

    /// The server as one whose build has failed.
    pub async fn fail_build(&self, slug: &str) {
        let sql = format!("UPDATE servers SET state = 'failed' WHERE slug = '{slug}'");
        self.app.platform.db.connection().execute_unprepared(&sql).await.expect("a server");
    }

    pub async fn incident(&self) -> String {
        let (id, _) = self.pairs("SELECT id, title AS what FROM status_incidents").await.pop().expect("an incident");
        id
    }
}

/// The one action that was written, if that is what the door says of itself.
fn written(writes: &Writes, new: &[Event]) -> Result<Option<Action>, String> {
    let is_own = |event: &Event| event.log == PLATFORM.to_string();
    let one = match (writes, new) {
        (Writes::Nothing(_), []) => return Ok(None),
        (Writes::One(_), [one]) => one,
        (Writes::InBothLogs(_), [one, other]) if one.action == other.action && is_own(one) != is_own(other) => one,
        (Writes::One(_), _) => return Err("it writes one event".into()),
        (Writes::InBothLogs(_), _) => return Err("it writes one event in each of two logs".into()),
        (Writes::Nothing(why), _) => return Err(format!("it writes none: {why}")),
        (Writes::Elsewhere(_, test), _) => return Err(format!("is gone through elsewhere: {test}")),
    };
    let known = writes.actions().iter().find(|action| action.as_str() == one.action);
    known.copied().map(Some).ok_or_else(|| "this is not among its actions".into())
}

pub fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// `name=value; …` of everything that an answer sets.
pub fn cookies_of(answer: &Answer) -> String {
    set(answer).filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

fn set(answer: &Answer) -> impl Iterator<Item = &str> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    all.filter_map(|cookie| cookie.split(';').next())
}

/// A form that failed leads on, too, with a message that says what is wrong, to the sign-in or to the confirmation.
fn has_worked(answer: &Answer) -> bool {
    let message = set(answer).filter_map(|cookie| cookie.strip_prefix(cookies::FLASH)?.strip_prefix('=')).find_map(flash::decode);
    let leads_elsewhere = ["/login?next=", "/settings/step-up?next="].iter().any(|page| answer.header("location").starts_with(page));
    answer.status < 400 && !leads_elsewhere && message.is_none_or(|message| message.error.is_none())
}
