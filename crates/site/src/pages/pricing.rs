//! Plans side by side, from the table that quotas read, with the prices that billing charges.

use app::{
    ssr::Visit,
    ui::{Icon, grouped, icon},
};
use axum::response::Response;
use contract::{
    dto::{Money, PriceView},
    plan::{Cycle, Plan},
};
use leptos::prelude::*;
use serde_json::{Value, json};

use crate::{
    frame::{self, Page},
    route::Public,
};

pub const TITLE: &str = "Plans that say what they cost";
const ABOUT: &str = "Free for three servers, Pro for what you use every day, Team for servers that colleagues depend on. Or run it yourself, without limits.";

/// What the cards show, for search engines: a free offer and each monthly price that can be bought. Nothing where nothing is sold.
fn offers(prices: &[PriceView]) -> Vec<Value> {
    let offer = |plan: Plan, amount: &Money| {
        let price = format!("{}.{:02}", amount.cents / 100, amount.cents % 100);
        json!({ "@type": "Offer", "name": plan.label(), "price": price, "priceCurrency": amount.currency.to_ascii_uppercase() })
    };
    let sold: Vec<_> = prices.iter().filter(|price| price.can_be_bought && price.cycle == Cycle::Monthly).collect();
    let free = sold.first().map(|price| offer(Plan::Free, &Money::new(0, price.amount.currency.clone())));
    free.into_iter().chain(sold.into_iter().map(|price| offer(price.tier, &price.amount))).collect()
}

/// A product without offers is nothing that search engines can read.
fn structured(prices: &[PriceView]) -> Vec<Value> {
    let offers = offers(prices);
    if offers.is_empty() {
        return Vec::new();
    }
    vec![json!({ "@context": "https://schema.org", "@type": "Product", "name": "Build My MCP", "description": ABOUT, "offers": offers })]
}

pub async fn show(public: &Public, visit: &Visit) -> Response {
    let prices = domain::billing::prices(&visit.platform).await;
    let page = Page {
        path: "/pricing".to_owned(),
        title: "Pricing".to_owned(),
        description: ABOUT.to_owned(),
        structured: structured(&prices),
        body: frame::html(body(&Shown { prices, signed_in: visit.ctx.is_some(), model: visit.platform.model.is_some() })),
    };
    frame::respond(public, visit, 200, &page)
}

/// What the page depends on.
struct Shown {
    prices: Vec<PriceView>,
    signed_in: bool,
    /// A model writes tools here, so its tokens are a limit.
    model: bool,
}

fn body(shown: &Shown) -> AnyView {
    let cards: Vec<_> = Plan::SOLD.into_iter().map(|plan| card(plan, shown)).collect();
    let sells = shown.prices.iter().any(|price| price.can_be_bought);
    let note = if sells {
        "Prices in euros, before tax. Tax is worked out from your billing address at checkout."
    } else {
        "These are the list prices. Billing is off on this platform, so every organisation is unlimited here and nothing is charged."
    };
    view! {
        <section class="pricing">
            <header class="pricing-head">
                <h1>{TITLE}</h1>
                <p class="lead">"All plans have every source, every client, sandboxing, sealed credentials and the audit log. They differ in numbers only."</p>
                <div class="cycle" role="radiogroup" aria-label="Billing cycle">
                    <label><input type="radio" name="cycle" value="monthly" checked=true /> "Monthly"</label>
                    <label><input type="radio" name="cycle" value="yearly" /> {yearly(&shown.prices)}</label>
                </div>
            </header>
            <ul class="plans">{cards}</ul>
            <p class="muted is-centred">{note}</p>
            {own()}
            {questions()}
        </section>
    }
    .into_any()
}

/// Says how many months a year costs less, where that is whole months and the same for every plan.
fn yearly(prices: &[PriceView]) -> String {
    let amount = |plan: Plan, cycle: Cycle| prices.iter().find(|price| (price.tier, price.cycle) == (plan, cycle)).map(|price| &price.amount);
    let months = |plan: Plan| {
        let (month, year) = (amount(plan, Cycle::Monthly)?, amount(plan, Cycle::Yearly)?);
        let saved = 12 * month.cents - year.cents;
        let comparable = month.currency == year.currency && month.cents > 0 && saved > 0 && saved % month.cents == 0;
        comparable.then(|| saved / month.cents)
    };
    let mut saved = Plan::PAID.into_iter().map(months);
    match saved.next().flatten().filter(|first| saved.all(|other| other == Some(*first))) {
        Some(1) => "Yearly, one month free".to_owned(),
        Some(count) => format!("Yearly, {} months free", if count == 2 { "two".to_owned() } else { count.to_string() }),
        None => "Yearly".to_owned(),
    }
}

fn about(plan: Plan) -> &'static str {
    match plan {
        Plan::Team => "For servers that colleagues depend on.",
        Plan::Pro => "For what you use every day.",
        Plan::Free | Plan::SelfHosted => "To try it with your own API.",
    }
}

fn card(plan: Plan, shown: &Shown) -> AnyView {
    let facts: Vec<_> = facts(plan, shown.model).into_iter().map(|fact| view! { <li>{icon(Icon::Check)} <span>{fact}</span></li> }.into_any()).collect();
    let featured = plan == Plan::Pro;
    let offers: Vec<_> = Cycle::ALL.into_iter().map(|cycle| offer(plan, cycle, &shown.prices, shown.signed_in)).collect();
    view! {
        <li class=if featured { "plan is-featured" } else { "plan" }>
            <h2>{plan.label()}</h2>
            <p class="muted">{about(plan)}</p>
            {offers}
            <ul class="plan-facts">{facts}</ul>
        </li>
    }
    .into_any()
}

/// One price with its button; the style sheet shows the cycle that was chosen.
fn offer(plan: Plan, cycle: Cycle, prices: &[PriceView], signed_in: bool) -> AnyView {
    let sold = prices.iter().find(|price| (price.tier, price.cycle) == (plan, cycle));
    let amount = sold.map_or_else(|| Money::euro(plan.list_price(cycle).into()), |price| price.amount.clone());
    let note = match (plan.is_paid(), cycle) {
        (false, _) => "For as long as you like".to_owned(),
        (true, Cycle::Monthly) => "Cancel at any time".to_owned(),
        (true, Cycle::Yearly) => format!("{} a month, billed once a year", Money::new(amount.cents / 12, amount.currency.clone())),
    };
    let (link, action) = if sold.is_some_and(|price| price.can_be_bought) {
        let path = format!("/settings/billing?tier={}&cycle={}", plan.as_str(), cycle.as_str());
        let link = if signed_in { path } else { format!("/login?next={}", app::ssr::encode(&path)) };
        (link, format!("Choose {}", plan.label()))
    } else {
        (if signed_in { "/servers" } else { "/login" }.to_owned(), if plan.is_paid() { "Start here".to_owned() } else { "Start free".to_owned() })
    };
    view! {
        <div class=format!("price is-{}", cycle.as_str())>
            <p class="price-line"><strong>{amount.to_string()}</strong><span class="muted">{format!("a {}", cycle.unit())}</span></p>
            <p class="muted">{note}</p>
            <a class=if plan == Plan::Pro { "button is-primary is-wide" } else { "button is-wide" } href=link>{action}</a>
        </div>
    }
    .into_any()
}

fn facts(plan: Plan, model: bool) -> Vec<String> {
    let limits = plan.limits();
    let number = |value: Option<u64>| value.map_or_else(|| "Unlimited".to_owned(), grouped);
    let members = match limits.members {
        Some(1) => "1 member".to_owned(),
        other => format!("{} members", number(other.map(u64::from))),
    };
    let mut facts = vec![
        format!("{} servers", number(limits.servers.map(u64::from))),
        format!("{} calls a month", number(limits.calls)),
        members,
        format!("{} days of call log", limits.log_days),
    ];
    if model {
        facts.push(format!("{} model tokens a month", number(plan.model_tokens())));
    }
    facts
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
            "Calls are answered with a sentence that says so, and nothing else stops: servers, settings and logs stay as they are. Counting starts anew with each month of your plan; the day is shown under Billing.",
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

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(can_be_bought: bool, monthly: i64, yearly: i64) -> Vec<PriceView> {
        let price = |tier, cycle, cents| PriceView { tier, cycle, amount: Money::new(cents, "chf"), can_be_bought };
        Plan::PAID.into_iter().flat_map(|tier| [price(tier, Cycle::Monthly, monthly), price(tier, Cycle::Yearly, yearly)]).collect()
    }

    #[test]
    fn search_engines_read_what_the_cards_show_and_nothing_where_nothing_is_sold() {
        let offers = offers(&prices(true, 2_150, 21_500));
        let read: Vec<_> = offers.iter().map(|offer| (offer["name"].as_str(), offer["price"].as_str(), offer["priceCurrency"].as_str())).collect();
        assert_eq!(read, [(Some("Free"), Some("0.00"), Some("CHF")), (Some("Pro"), Some("21.50"), Some("CHF")), (Some("Team"), Some("21.50"), Some("CHF"))]);
        assert!(structured(&prices(false, 1_900, 19_000)).is_empty());
    }

    #[test]
    fn free_months_are_counted_from_the_prices() {
        for (monthly, yearly, label) in
            [(1_900, 19_000, "Yearly, two months free"), (1_900, 20_900, "Yearly, one month free"), (1_900, 20_000, "Yearly"), (1_900, 22_800, "Yearly")]
        {
            assert_eq!(super::yearly(&prices(true, monthly, yearly)), label, "{monthly} {yearly}");
        }
    }

    #[test]
    fn tokens_are_a_limit_where_a_model_writes() {
        assert_eq!(facts(Plan::Pro, true).last().map(String::as_str), Some("5,000,000 model tokens a month"));
        assert_eq!(facts(Plan::Pro, false).len(), 4);
    }
}
