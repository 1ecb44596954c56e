//! A stand-in for Stripe that speaks HTTP: as strict as the original, with state, signed webhooks, and a control
//! interface to complete, advance, fail, delay, repeat, reorder and drop.
//!
//! `/v1/…` is Stripe's interface, `/endive/stripe.js` its script, `/embedded`, `/portal`, `/invoice` and `/pdf` its pages,
//! `/_control/…` ours.

mod api;
mod control;
mod deliver;
mod form;
mod life;
mod pages;
mod proration;
mod shop;

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, OnceLock},
    time::{SystemTime, UNIX_EPOCH},
};

use domain::ports::Clock;
use serde_json::{Value, json};
use tokio::net::TcpListener;

pub use deliver::{Delivery, Sent};
pub use shop::{OPERATOR, Shop};

/// The release that requests must name.
pub const VERSION: &str = "2026-09-30.endive";
pub const SECRET_KEY: &str = "sk_test_stand_in";
pub const PUBLISHABLE_KEY: &str = "pk_test_stand_in";
pub const WEBHOOK_SECRET: &str = "whsec_stand_in_one";

/// Price ids with interval and cents.
pub const PRICES: [(&str, &str, i64); 4] = [
    ("price_pro_monthly", "month", 1_900),
    ("price_pro_yearly", "year", 19_000),
    ("price_team_monthly", "month", 7_900),
    ("price_team_yearly", "year", 79_000),
];

/// What the next payments do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Card {
    #[default]
    Pays,
    Declines,
    /// Wants its owner to confirm; nothing is taken yet.
    NeedsAction,
}

impl Card {
    /// `declines`, `needs_action`; any other name is a card that pays.
    fn named(name: &str) -> Self {
        match name {
            "declines" => Self::Declines,
            "needs_action" => Self::NeedsAction,
            _ => Self::Pays,
        }
    }
}

/// What goes wrong with the next requests.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fault {
    /// Answered instead of the truth, for so many requests.
    pub status: u16,
    pub times: u32,
    /// Milliseconds before every answer.
    pub delay_ms: u64,
}

/// A running stand-in; ends with the test. Cheap to clone.
#[derive(Clone)]
pub struct FakeStripe {
    /// `http://127.0.0.1:PORT/`.
    pub url: String,
    shared: Arc<Shared>,
}

pub(crate) struct Shared {
    state: Mutex<State>,
    clock: OnceLock<Arc<dyn Clock>>,
    http: reqwest::Client,
}

#[derive(Default)]
pub(crate) struct State {
    /// Where this stand-in listens.
    pub base: String,
    pub customers: BTreeMap<String, Value>,
    pub sessions: BTreeMap<String, Value>,
    pub subscriptions: BTreeMap<String, Value>,
    pub invoices: BTreeMap<String, Value>,
    pub portals: BTreeMap<String, Value>,
    /// Idempotency key → request, status, answer.
    pub replays: BTreeMap<String, (String, u16, Value)>,
    pub card: Card,
    pub fault: Fault,
    /// When this world began, where it does not begin now.
    pub epoch: Option<i64>,
    /// Seconds that this world is ahead of the clock.
    pub ahead: i64,
    pub count: u64,
    /// What happened, in order.
    pub events: Vec<Value>,
    pub delivery: Delivery,
    pub sent: Vec<Sent>,
    /// Requests that were answered, as `POST subscriptions`.
    pub requests: Vec<String>,
}

impl FakeStripe {
    /// On a free port of this machine.
    pub async fn start() -> Self {
        Self::on("127.0.0.1:0".parse().expect("an address")).await
    }

    /// On a chosen address.
    pub async fn on(address: SocketAddr) -> Self {
        let listener = TcpListener::bind(address).await.expect("a port");
        let url = format!("http://{}/", listener.local_addr().expect("an address"));
        let shared =
            Arc::new(Shared { state: Mutex::new(State { base: url.clone(), ..State::default() }), clock: OnceLock::new(), http: crate::app::client() });
        let router = api::guarded(api::router(), &shared).merge(pages::router()).merge(control::router()).with_state(Arc::clone(&shared));
        tokio::spawn(async move { axum::serve(listener, router).await });
        tokio::spawn(deliver::work(Arc::downgrade(&shared)));
        Self { url, shared }
    }

    /// Goes by the product's clock, where it is in this process.
    pub fn use_clock(&self, clock: Arc<dyn Clock>) {
        assert!(self.shared.clock.set(clock).is_ok(), "a clock is set once");
    }

    /// The settings with which the product talks to this stand-in.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut all = vec![
            ("STRIPE_SECRET_KEY", SECRET_KEY.to_owned()),
            ("STRIPE_PUBLISHABLE_KEY", PUBLISHABLE_KEY.to_owned()),
            ("STRIPE_WEBHOOK_SECRET", WEBHOOK_SECRET.to_owned()),
            ("STRIPE_API_BASE", self.url.clone()),
            ("STRIPE_JS_URL", format!("{}endive/stripe.js", self.url)),
        ];
        let names = ["STRIPE_PRICE_PRO_MONTHLY", "STRIPE_PRICE_PRO_YEARLY", "STRIPE_PRICE_TEAM_MONTHLY", "STRIPE_PRICE_TEAM_YEARLY"];
        all.extend(names.into_iter().zip(PRICES).map(|(name, (price, ..))| (name, price.to_owned())));
        all
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }

    /// Where events go to, and whether by themselves.
    pub fn deliver_to(&self, endpoint: &str, automatic: bool) {
        let mut state = self.state();
        state.delivery.endpoint = Some(endpoint.to_owned());
        state.delivery.automatic = automatic;
    }

    /// Sets what the next payments do.
    pub fn card(&self, card: Card) {
        self.state().card = card;
    }

    pub fn fault(&self, fault: Fault) {
        self.state().fault = fault;
    }

    /// Completes the embedded checkout, as the person would. `method`: `card` or `sepa_debit`.
    pub fn complete(&self, session: &str, method: &str) -> Result<String, String> {
        let now = self.shared.now();
        life::complete(&mut self.state(), session, method, now)
    }

    /// A completed checkout of which the product knows nothing yet; `debit`: by SEPA, and whether it arrives.
    pub fn buy_directly(&self, customer: &str, org: &str, price: &str, debit: Option<bool>) {
        let now = self.shared.now();
        let mut state = self.state();
        let id = state.id("cs_test");
        let session = json!({
            "id": id, "object": "checkout.session", "status": "open", "customer": customer, "client_reference_id": org, "livemode": false,
            "metadata": { "org": org }, "_price": price, "_subscription_metadata": { "org": org },
        });
        state.sessions.insert(id.clone(), session);
        let card = std::mem::take(&mut state.card);
        let method = if debit.is_some() { "sepa_debit" } else { "card" };
        life::complete(&mut state, &id, method, now).expect("an open session");
        if let Some(paid) = debit {
            life::settle_debit(&mut state, &id, paid, now);
        }
        state.card = card;
    }

    /// Whether every event has been taken.
    pub fn is_quiet(&self) -> bool {
        let state = self.state();
        state.delivery.waiting.is_empty() && state.delivery.seen == state.events.len() && !state.delivery.busy
    }

    /// Whose invoice it is.
    pub fn customer_of(&self, invoice: &str) -> Option<String> {
        self.state().invoices.get(invoice)?["customer"].as_str().map(str::to_owned)
    }

    /// Lets time pass: periods end, payments are tried again.
    pub fn advance(&self, seconds: i64) {
        let mut state = self.state();
        let until = state.epoch.unwrap_or_else(|| self.shared.base_now()) + state.ahead + seconds;
        life::advance(&mut state, until);
        state.ahead += seconds;
    }

    /// A world that begins anew, with its clock standing at `epoch`; where events go to stays.
    pub fn begin_anew(&self, epoch: i64) {
        let mut state = self.state();
        let (base, mut delivery) = (std::mem::take(&mut state.base), std::mem::take(&mut state.delivery));
        (delivery.seen, delivery.waiting) = (0, Vec::new());
        *state = State { base, delivery, epoch: Some(epoch), ..State::default() };
    }

    /// Changes the price, as the product's own request would.
    pub fn change(&self, subscription: &str, price: &str) {
        let now = self.shared.now();
        // A declined change leaves everything as it was.
        let _declined = life::change(&mut self.state(), subscription, price, now, now).is_err();
    }

    /// Sets or clears the flag that ends a subscription with its period.
    pub fn flag_cancel(&self, subscription: &str, cancelled: bool) {
        let now = self.shared.now();
        let mut state = self.state();
        let end = state.subscriptions[subscription]["items"]["data"][0]["current_period_end"].clone();
        let fields = json!({ "cancel_at_period_end": cancelled, "cancel_at": if cancelled { end } else { Value::Null } });
        life::set(&mut state, subscription, &fields);
        life::tell(&mut state, "customer.subscription.updated", "subscriptions", subscription, now);
    }

    /// The newest subscription of a customer.
    pub fn subscription_of(&self, customer: &str) -> Option<Value> {
        let state = self.state();
        let newest = state.subscriptions.values().filter(|it| it["customer"] == customer).max_by_key(|it| it["id"].as_str().map(str::to_owned));
        newest.cloned()
    }

    /// All subscriptions of a customer.
    pub fn subscriptions(&self, customer: &str) -> Vec<Value> {
        self.state().subscriptions.values().filter(|it| it["customer"] == customer).cloned().collect()
    }

    /// Invoices of a customer, oldest first.
    pub fn invoices(&self, customer: &str) -> Vec<Value> {
        self.state().invoices.values().filter(|it| it["customer"] == customer).cloned().collect()
    }

    /// Cancels in the portal: a date, and no flag.
    pub fn portal_cancel(&self, subscription: &str) {
        let now = self.shared.now();
        life::portal_cancel(&mut self.state(), subscription, now);
    }

    /// Tries the open invoices of a subscription again.
    pub fn retry(&self, subscription: &str) {
        let now = self.shared.now();
        life::retry(&mut self.state(), subscription, now);
    }

    /// Pays an open invoice by hand.
    pub fn pay(&self, invoice: &str) {
        let now = self.shared.now();
        life::pay(&mut self.state(), invoice, now);
    }

    /// Ends a subscription at once.
    pub fn end(&self, subscription: &str) {
        let now = self.shared.now();
        life::end(&mut self.state(), subscription, now);
    }

    /// The debit of a SEPA checkout arrives, or comes back.
    pub fn settle_debit(&self, session: &str, paid: bool) {
        let now = self.shared.now();
        life::settle_debit(&mut self.state(), session, paid, now);
    }

    /// Everything that happened, as events.
    pub fn events(&self) -> Vec<Value> {
        self.state().events.clone()
    }

    /// Requests that were answered since the last look.
    pub fn take_requests(&self) -> Vec<String> {
        std::mem::take(&mut self.state().requests)
    }

    /// Body and signature of an event, as they are delivered.
    pub fn signed(&self, event: &Value) -> (String, String) {
        let body = event.to_string();
        let header = domain::billing::webhook::signature::sign(body.as_bytes(), &[WEBHOOK_SECRET], self.shared.base_now());
        (body, header)
    }

    /// Delivers one event once; answers the status.
    pub async fn deliver(&self, event: &Value) -> u16 {
        let endpoint = self.state().delivery.endpoint.clone().expect("an endpoint");
        deliver::once(&self.shared, &endpoint, event).await
    }
}

impl Shared {
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Seconds on the product's clock: what signatures are dated with.
    pub fn base_now(&self) -> i64 {
        #[expect(clippy::disallowed_methods, reason = "where no clock was given, this stand-in has its own")]
        let real = || i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs()).expect("before 294000");
        self.clock.get().map_or_else(real, |clock| clock.now().millis() / 1_000)
    }

    /// Seconds in this world.
    pub fn now(&self) -> i64 {
        let state = self.state();
        state.epoch.unwrap_or_else(|| self.base_now()) + state.ahead
    }
}

impl State {
    /// A new id; ids of one kind sort by age.
    pub fn id(&mut self, prefix: &str) -> String {
        self.count += 1;
        format!("{prefix}_{:08}{}", self.count, self.random())
    }

    fn random(&self) -> String {
        let mut bytes = [0_u8; 6];
        domain::ports::Random::fill(&crate::stripe::Dice, &mut bytes);
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Something happened.
    pub fn emit(&mut self, kind: &str, object: &Value, now: i64) {
        let id = self.id("evt");
        self.events.push(json!({
            "id": id, "object": "event", "api_version": VERSION, "created": now, "livemode": false, "pending_webhooks": 1, "type": kind,
            "request": { "id": null, "idempotency_key": null }, "data": { "object": object },
        }));
    }
}

/// Randomness of the machine.
pub(crate) struct Dice;

impl domain::ports::Random for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        adapters::system::SystemRandom.fill(bytes);
    }
}

/// What a price costs and how often.
pub(crate) fn price(id: &str) -> Option<(&'static str, &'static str, i64)> {
    PRICES.into_iter().find(|(price, ..)| *price == id)
}
