//! Plans side by side, from the table that quotas read, too.

use app::{
    ssr::Visit,
    ui::{Icon, grouped, icon},
};
use axum::response::Response;
use contract::plan::Plan;
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{
    frame::{self, Page},
    route::Public,
};

pub const TITLE: &str = "Plans that say what they cost";
const ABOUT: &str = "Free for three servers, Pro for 19 euros a month, Team for 79. Or run Build My MCP yourself, without limits. Prices, quotas and what happens at the limit.";

/// One plan as it is sold. Prices in euros, before tax.
struct Offer {
    plan: Plan,
    monthly: u32,
    yearly: u32,
    about: &'static str,
}

const OFFERS: [Offer; 3] = [
    Offer { plan: Plan::Free, monthly: 0, yearly: 0, about: "To try it with your own API." },
    Offer { plan: Plan::Pro, monthly: 19, yearly: 190, about: "For what you use every day." },
    Offer { plan: Plan::Team, monthly: 79, yearly: 790, about: "For servers that colleagues depend on." },
];

/// For search engines.
pub fn offers() -> Vec<Value> {
    OFFERS.iter().map(|offer| json!({ "@type": "Offer", "name": offer.plan.label(), "price": offer.monthly.to_string(), "priceCurrency": "EUR" })).collect()
}

pub fn show(public: &Public, visit: &Visit) -> Response {
    let page = Page {
        path: "/pricing".to_owned(),
        title: "Pricing".to_owned(),
        description: ABOUT.to_owned(),
        structured: vec![json!({ "@context": "https://schema.org", "@type": "Product", "name": "Build My MCP", "description": ABOUT, "offers": offers() })],
        body: frame::html(body(visit.ctx.is_some())),
    };
    frame::respond(public, visit, 200, &page)
}

fn body(signed_in: bool) -> AnyView {
    let cards: Vec<_> = OFFERS.iter().map(|offer| card(offer, signed_in)).collect();
    view! {
        <section class="pricing">
            <header class="pricing-head">
                <h1>{TITLE}</h1>
                <p class="lead">"All plans have every source, every client, sandboxing, sealed credentials and the audit log. They differ in numbers only."</p>
                <div class="cycle" role="radiogroup" aria-label="Billing cycle">
                    <label><input type="radio" name="cycle" value="monthly" checked=true /> "Monthly"</label>
                    <label><input type="radio" name="cycle" value="yearly" /> "Yearly, two months free"</label>
                </div>
            </header>
            <ul class="plans">{cards}</ul>
            <p class="muted is-centred">"Prices in euros, before tax. Tax is worked out from your billing address at checkout."</p>
            {own()}
            {questions()}
        </section>
    }
    .into_any()
}

fn card(offer: &Offer, signed_in: bool) -> AnyView {
    let limits = offer.plan.limits();
    let number = |value: Option<u64>| value.map_or_else(|| "Unlimited".to_owned(), grouped);
    let members = match limits.members {
        Some(1) => "1 member".to_owned(),
        other => format!("{} members", number(other.map(u64::from))),
    };
    let facts = [
        format!("{} servers", number(limits.servers.map(u64::from))),
        format!("{} calls a month", number(limits.calls)),
        members,
        format!("{} days of call log", limits.log_days),
    ];
    let facts: Vec<_> = facts.into_iter().map(|fact| view! { <li>{icon(Icon::Check)} <span>{fact}</span></li> }.into_any()).collect();
    let tier = offer.plan.label().to_lowercase();
    let (free, featured) = (offer.monthly == 0, offer.plan == Plan::Pro);
    let link = |cycle: &str| match (free, signed_in) {
        (true, true) => "/servers".to_owned(),
        (true, false) => "/login".to_owned(),
        (false, true) => format!("/settings/billing?tier={tier}&cycle={cycle}"),
        (false, false) => format!("/login?next=%2Fsettings%2Fbilling%3Ftier%3D{tier}%26cycle%3D{cycle}"),
    };
    let action = if free { "Start free".to_owned() } else { format!("Choose {}", offer.plan.label()) };
    let button = if featured { "button is-primary is-wide" } else { "button is-wide" };
    let price = |cycle: &'static str, amount: u32, per: &'static str, note: String| {
        view! {
            <div class=format!("price is-{cycle}")>
                <p class="price-line"><strong>{format!("€{amount}")}</strong><span class="muted">{per}</span></p>
                <p class="muted">{note}</p>
                <a class=button href=link(cycle)>{action.clone()}</a>
            </div>
        }
        .into_any()
    };
    let yearly_note = if free { "For as long as you like".to_owned() } else { format!("€{} a month, billed once a year", tenths(offer.yearly)) };
    let monthly_note = if free { "For as long as you like" } else { "Cancel at any time" };
    view! {
        <li class=if featured { "plan is-featured" } else { "plan" }>
            <h2>{offer.plan.label()}</h2>
            <p class="muted">{offer.about}</p>
            {price("monthly", offer.monthly, "a month", monthly_note.to_owned())}
            {price("yearly", offer.yearly, "a year", yearly_note)}
            <ul class="plan-facts">{facts}</ul>
        </li>
    }
    .into_any()
}

/// A twelfth of a yearly price, in euros and cents.
fn tenths(yearly: u32) -> String {
    let cents = yearly * 100 / 12;
    format!("{}.{:02}", cents / 100, cents % 100)
}

fn own() -> AnyView {
    view! {
        <section class="own">
            <div>
                <h2>"Self-hosted"</h2>
                <p>"The same product on your own machine, without limits and without a bill. MIT or Apache-2.0."</p>
            </div>
            <a class="button" href="/docs/self-hosting">"Run it yourself"</a>
        </section>
    }
    .into_any()
}

fn questions() -> AnyView {
    let list = [
        (
            "What counts as a call?",
            "One tools/call that reached a tool, from a client or from the playground. Listing tools, discovery and refused requests are free.",
        ),
        (
            "What happens at the limit?",
            "Calls are answered with a sentence that says so, and nothing else stops: servers, settings and logs stay as they are. Counting starts anew on the first day of the next month (UTC).",
        ),
        (
            "What happens when a payment fails?",
            "You are told, and Stripe tries again. After the third failed attempt no new servers can be made until it is settled; those that run keep running.",
        ),
        (
            "Can I change my mind?",
            "Yes. Plans can be changed or cancelled at any time; a change is charged or credited by the day, and the exact amount is shown before you confirm.",
        ),
        ("Is there a trial?", "The free plan is the trial. It does not end and asks for no card."),
    ];
    let list: Vec<_> = list.into_iter().map(|(question, answer)| view! { <div><dt>{question}</dt><dd>{answer}</dd></div> }.into_any()).collect();
    view! {
        <section class="questions" aria-labelledby="questions">
            <h2 id="questions">"Questions about money"</h2>
            <dl>{list}</dl>
        </section>
    }
    .into_any()
}
