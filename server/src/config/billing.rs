//! `STRIPE_*`: plans that are sold. Without `STRIPE_SECRET_KEY` billing is off and every limit is open.

use contract::plan::{Cycle, Plan};
use secrecy::SecretString;
use url::Url;

use super::{Env, InvalidSetting, is_loopback_url};

/// The variables of the four prices.
const PRICES: [(&str, Plan, Cycle); 4] = [
    ("STRIPE_PRICE_PRO_MONTHLY", Plan::Pro, Cycle::Monthly),
    ("STRIPE_PRICE_PRO_YEARLY", Plan::Pro, Cycle::Yearly),
    ("STRIPE_PRICE_TEAM_MONTHLY", Plan::Team, Cycle::Monthly),
    ("STRIPE_PRICE_TEAM_YEARLY", Plan::Team, Cycle::Yearly),
];

/// The price of each plan and cycle that is sold.
pub type PriceIds = Vec<((Plan, Cycle), String)>;

/// What billing is set up with.
#[derive(Clone, Debug)]
pub struct BillingConfig {
    pub secret_key: SecretString,
    pub publishable_key: String,
    /// Several while one is being replaced.
    pub webhook_secrets: Vec<SecretString>,
    /// Prices that can be sold: product ids and repeated prices are left out.
    pub prices: PriceIds,
    pub live: bool,
    /// A stand-in for Stripe; loopback only.
    pub api_base: Option<Url>,
    /// A stand-in for Stripe.js; loopback only.
    pub script_url: Option<Url>,
    /// What does not stop the platform from running and should be looked at.
    pub warnings: Vec<String>,
}

/// `STRIPE_SECRET_KEY`, `STRIPE_PUBLISHABLE_KEY`, `STRIPE_WEBHOOK_SECRET` (comma-separated), `STRIPE_PRICE_{PRO,TEAM}_{MONTHLY,YEARLY}`;
/// for tests on this machine `STRIPE_API_BASE` and `STRIPE_JS_URL`.
pub fn read(env: &Env, public_url: Option<&Url>) -> Result<Option<BillingConfig>, InvalidSetting> {
    let Some(secret_key) = env.get("STRIPE_SECRET_KEY") else { return Ok(None) };
    let live =
        mode(secret_key, &["sk_", "rk_"]).ok_or_else(|| invalid("STRIPE_SECRET_KEY", "write the secret key: sk_live_…, sk_test_… or a restricted rk_…"))?;
    let publishable_key = env.get("STRIPE_PUBLISHABLE_KEY").unwrap_or_default();
    match mode(publishable_key, &["pk_"]) {
        None => return Err(invalid("STRIPE_PUBLISHABLE_KEY", "write the publishable key, pk_live_… or pk_test_…; the checkout needs it.")),
        Some(other) if other != live => return Err(invalid("STRIPE_PUBLISHABLE_KEY", "it is of the other mode, live or test, than STRIPE_SECRET_KEY.")),
        Some(_) => {}
    }
    let webhook_secrets = secrets(env)?;
    let api_base = stand_in(env, "STRIPE_API_BASE", live, public_url)?;
    let script_url = stand_in(env, "STRIPE_JS_URL", live, public_url)?;
    let (prices, mut warnings) = prices(env);
    if !live && public_url.is_some_and(|url| !is_loopback_url(url)) {
        warnings.push("STRIPE_SECRET_KEY is a test key, but this platform has a public address: nobody is really charged.".into());
    }
    Ok(Some(BillingConfig {
        secret_key: secret_key.into(),
        publishable_key: publishable_key.to_owned(),
        webhook_secrets,
        prices,
        live,
        api_base,
        script_url,
        warnings,
    }))
}

fn invalid(variable: &'static str, message: &str) -> InvalidSetting {
    InvalidSetting::new(variable, message)
}

/// Whether a key is a live one; `None` when it is no key at all.
fn mode(key: &str, kinds: &[&str]) -> Option<bool> {
    let rest = kinds.iter().find_map(|kind| key.strip_prefix(kind))?;
    let (mode, secret) = rest.split_once('_')?;
    match mode {
        _ if secret.is_empty() => None,
        "live" => Some(true),
        "test" => Some(false),
        _ => None,
    }
}

/// A blank secret would be a key that everybody has.
fn secrets(env: &Env) -> Result<Vec<SecretString>, InvalidSetting> {
    const HINT: &str = "write the endpoint's signing secret, whsec_…; several with a comma between while one is being replaced.";
    let all: Vec<&str> = env.get("STRIPE_WEBHOOK_SECRET").unwrap_or_default().split(',').map(str::trim).collect();
    if all.iter().any(|secret| secret.len() < 8) { Err(invalid("STRIPE_WEBHOOK_SECRET", HINT)) } else { Ok(all.into_iter().map(SecretString::from).collect()) }
}

/// The address of a stand-in: it gets to see everything, so it stays on this machine and away from real money.
fn stand_in(env: &Env, variable: &'static str, live: bool, public_url: Option<&Url>) -> Result<Option<Url>, InvalidSetting> {
    let Some(text) = env.get(variable) else { return Ok(None) };
    let url = Url::parse(text).map_err(|_| invalid(variable, "write an address such as http://127.0.0.1:12111/"))?;
    if live {
        return Err(invalid(variable, "cannot be used with a live key. Leave it out."));
    }
    if !is_loopback_url(&url) || public_url.is_some_and(|public| !is_loopback_url(public)) {
        return Err(invalid(variable, "is for tests on this machine only: both it and BMM_PUBLIC_URL must be loopback. Leave it out."));
    }
    Ok(Some(url))
}

fn prices(env: &Env) -> (PriceIds, Vec<String>) {
    let (mut prices, mut warnings) = (PriceIds::new(), Vec::new());
    for (variable, plan, cycle) in PRICES {
        let sold = format!("the {} plan cannot be bought {} until it is set", plan.label(), cycle.as_str());
        match env.get(variable) {
            None => warnings.push(format!("{variable} is empty: {sold}.")),
            Some(product) if product.starts_with("prod_") => {
                warnings.push(format!("{variable} holds a product ({product}), not a price. Copy the price's id, price_…, from the product's page: {sold}."));
            }
            Some(price) if !price.starts_with("price_") => warnings.push(format!("{variable} does not hold the id of a price (price_…): {sold}.")),
            Some(price) => match prices.iter().find(|(_, known)| known == price) {
                Some(((plan, cycle), _)) => {
                    warnings.push(format!("{variable} holds the same price as {} {}: {sold}.", plan.label(), cycle.as_str()));
                }
                None => prices.push(((plan, cycle), price.to_owned())),
            },
        }
    }
    (prices, warnings)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(&str, &str); 3] = [("STRIPE_SECRET_KEY", "sk_test_1"), ("STRIPE_PUBLISHABLE_KEY", "pk_test_1"), ("STRIPE_WEBHOOK_SECRET", "whsec_12345678")];

    fn with(more: &[(&str, &str)], public_url: &str) -> Result<Option<BillingConfig>, InvalidSetting> {
        let mut all = KEYS.to_vec();
        all.extend_from_slice(more);
        read(&Env::of(&all), Some(&Url::parse(public_url).expect("an address")))
    }

    fn refused(more: &[(&str, &str)], public_url: &str) -> &'static str {
        with(more, public_url).expect_err("wrong on purpose").variable
    }

    const LOCAL: &str = "http://localhost:3000";
    const PUBLIC: &str = "https://mcp.example.com";

    #[test]
    fn without_a_key_billing_is_off() {
        assert!(read(&Env::of(&[("STRIPE_PRICE_PRO_MONTHLY", "price_1")]), None).expect("fine").is_none());
    }

    #[test]
    fn a_blank_webhook_secret_is_refused() {
        for blank in ["", " ", "whsec_12345678,", ","] {
            assert_eq!(refused(&[("STRIPE_WEBHOOK_SECRET", blank)], LOCAL), "STRIPE_WEBHOOK_SECRET", "{blank:?}");
        }
        let two = with(&[("STRIPE_WEBHOOK_SECRET", "whsec_12345678, whsec_87654321")], LOCAL).expect("fine").expect("on");
        assert_eq!(two.webhook_secrets.len(), 2);
    }

    #[test]
    fn keys_of_different_modes_are_refused() {
        assert_eq!(refused(&[("STRIPE_PUBLISHABLE_KEY", "pk_live_1")], LOCAL), "STRIPE_PUBLISHABLE_KEY");
        assert_eq!(refused(&[("STRIPE_SECRET_KEY", "hello")], LOCAL), "STRIPE_SECRET_KEY");
    }

    #[test]
    fn a_stand_in_is_refused_with_a_live_key_or_a_public_address() {
        let live = [("STRIPE_SECRET_KEY", "sk_live_1"), ("STRIPE_PUBLISHABLE_KEY", "pk_live_1")];
        for variable in ["STRIPE_API_BASE", "STRIPE_JS_URL"] {
            let loopback = (variable, "http://127.0.0.1:9/");
            assert!(with(&[loopback], LOCAL).is_ok());
            assert_eq!(refused(&[loopback], PUBLIC), variable);
            assert_eq!(refused(&[live[0], live[1], loopback], LOCAL), variable);
            assert_eq!(refused(&[(variable, "https://stand-in.example/")], LOCAL), variable);
        }
    }

    #[test]
    fn prices_that_cannot_be_right_are_said_and_not_sold() {
        let config = with(&[("STRIPE_PRICE_PRO_MONTHLY", "prod_1"), ("STRIPE_PRICE_PRO_YEARLY", "price_1"), ("STRIPE_PRICE_TEAM_MONTHLY", "price_1")], PUBLIC);
        let config = config.expect("fine").expect("on");
        assert_eq!(config.prices, [((Plan::Pro, Cycle::Yearly), "price_1".to_owned())]);
        let said = config.warnings.join("\n");
        for part in
            ["STRIPE_PRICE_PRO_MONTHLY holds a product", "STRIPE_PRICE_TEAM_MONTHLY holds the same price", "STRIPE_PRICE_TEAM_YEARLY is empty", "test key"]
        {
            assert!(said.contains(part), "{part}: {said}");
        }
    }
}
