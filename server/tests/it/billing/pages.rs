//! Billing as a person with a browser sees it, without script: served pages and plain forms.

use reqwest::header;
use serde_json::{Value, json};
use testkit::{Answer, Browser, TestApp, on_both_databases, stripe::Card};

const DAY: i64 = 86_400;
const PATH: &str = "/settings/billing";

async fn look(app: &TestApp, browser: &Browser, path: &str) -> Answer {
    plain(app.browse(browser, app.http.get(format!("{}{path}", app.url)).header(header::ACCEPT, "text/html")).await)
}

async fn submit(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    plain(browser.submit(app, path, fields).await)
}

/// Without the marks between texts.
fn plain(answer: Answer) -> Answer {
    Answer { text: answer.text.replace("<!>", ""), ..answer }
}

/// Posts a form as its page would; answers what came, without following it.
async fn post(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    let org = app.browse(browser, app.http.get(format!("{}/v1/me/org", app.url))).await.expect(200);
    let fields = [&[("org", org["id"].as_str().expect("an id"))], fields].concat();
    app.browse(browser, app.http.post(format!("{}{path}", app.url)).form(&fields)).await
}

/// The value of a hidden field.
fn field<'a>(page: &'a Answer, name: &str) -> &'a str {
    let after = page.text.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap_or_else(|| panic!("no field {name}: {}", page.text));
    after.split('"').next().expect("a value")
}

on_both_databases!(
    async fn a_plan_is_bought_changed_cancelled_and_kept(shop: Shop) {
        let app = &shop.app;
        let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
        let free = look(app, &ann, PATH).await;
        assert!(free.text.contains("Free plan") && free.text.contains("Choose Pro, paid monthly") && free.text.contains("stand-in"), "{}", free.text);

        let opened = post(app, &ann, "/forms/billing/checkout", &[("tier", "pro"), ("cycle", "monthly")]).await;
        assert_eq!(opened.header("cache-control"), "no-store");
        let session = opened.expect(200)["id"].as_str().expect("an id").to_owned();
        shop.stripe.complete(&session, "card").expect("paid");
        shop.until(&key, |status| status["plan"] == "pro").await;
        shop.settled().await;
        let returned = look(app, &ann, &format!("{PATH}/return?session_id={session}&since=0")).await;
        assert!(returned.status == 200 && returned.text.contains("You are on the") && returned.text.contains("<span class=\"badge\">Pro"), "{}", returned.text);

        // Whoever comes with the address of a plan that they have, or of another one, is led to where it makes sense.
        assert_eq!(look(app, &ann, &format!("{PATH}?tier=pro&cycle=monthly")).await.header("location"), PATH);
        let change = format!("{PATH}/change?tier=team&cycle=yearly");
        assert_eq!(look(app, &ann, &format!("{PATH}?tier=team&cycle=yearly")).await.header("location"), change);
        let preview = look(app, &ann, &change).await;
        let due = preview.text.split("data-due=\"\">").nth(1).and_then(|rest| rest.split('<').next()).expect("an amount").to_owned();
        let fields = [("tier", "team"), ("cycle", "yearly"), ("from", field(&preview, "from"))];
        let changed = submit(app, &ann, "/forms/billing/change", &fields).await;
        assert!(changed.text.contains("You are on the Team plan, paid yearly."), "{}", changed.text);
        assert!(changed.text.contains(&format!("<td class=\"is-number\">{due}</td>")), "the newest invoice says {due}: {}", changed.text);

        let cancelled = submit(app, &ann, "/forms/billing/cancel", &[("reason", "Too many 🐾")]).await;
        assert!(
            cancelled.text.contains("The plan ends on") && cancelled.text.contains("Keep the plan") && !cancelled.text.contains("Renews"),
            "{}",
            cancelled.text
        );
        let kept = submit(app, &ann, "/forms/billing/reactivate", &[]).await;
        assert!(kept.text.contains("The Team plan goes on.") && kept.text.contains("Renews"), "{}", kept.text);

        let leaving = post(app, &ann, "/forms/billing/portal", &[]).await;
        assert_eq!(leaving.status, 200);
        assert!(leaving.header("refresh").starts_with(&format!("0; url={}portal/", shop.stripe.url)), "{leaving:?}");
        let subscription = shop.stripe.subscription_of(&shop.customer()).expect("a subscription");
        shop.stripe.portal_cancel(subscription["id"].as_str().expect("an id"));
        shop.until(&key, |status| status["ends_at"].is_number()).await;
        assert!(look(app, &ann, PATH).await.text.contains("Cancelled"), "what was done on Stripe's pages is seen");
    }
);

on_both_databases!(
    async fn what_is_owed_stands_on_every_page_until_it_is_paid(shop: Shop) {
        let app = &shop.app;
        let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(32 * DAY);
        shop.until(&key, |status| status["past_due"]["attempts"] == 1).await;
        shop.settled().await;
        assert!(look(app, &ann, "/servers").await.text.contains("The last payment failed."));
        shop.stripe.advance(6 * DAY);
        shop.until(&key, |status| status["suspended"] == true).await;
        shop.settled().await;
        for path in ["/servers", "/audit", PATH, "/servers/new"] {
            let page = look(app, &ann, path).await;
            assert!(page.text.contains("The payment failed three times.") && page.text.contains("Settle it under Billing"), "{path}: {}", page.text);
        }
        let page = look(app, &ann, PATH).await;
        assert!(page.text.contains("Pay the open invoice") && page.text.contains("Change the payment method"), "{}", page.text);
        assert!(!page.text.contains("Switch to Team"), "nothing is sold to whoever owes something: {}", page.text);
        assert_eq!(look(app, &ann, &format!("{PATH}?tier=team&cycle=yearly")).await.header("location"), PATH);

        shop.stripe.card(Card::Pays);
        let open = shop.stripe.invoices(&shop.customer()).into_iter().find(|invoice| invoice["status"] == "open").expect("an open invoice");
        shop.stripe.pay(open["id"].as_str().expect("an id"));
        shop.until(&key, |status| status["suspended"] == false).await;
        shop.settled().await;
        assert!(!look(app, &ann, "/servers").await.text.contains("class=\"warning\""));
    }
);

on_both_databases!(
    async fn a_reason_of_the_platform_comes_first(shop: Shop) {
        let app = &shop.app;
        let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(40 * DAY);
        shop.until(&key, |status| status["suspended"] == true).await;
        let org = app.browse(&ann, app.http.get(format!("{}/v1/me/org", app.url))).await.expect(200);
        let org = org["id"].as_str().expect("an id").parse().expect("an id");
        let tx = app.platform.db.begin().await.expect("a transaction");
        store::suspensions::put(&tx, org, "It sends <b>unwanted</b> mail", app.platform.now()).await.expect("written");
        tx.commit().await.expect("written");
        let page = look(app, &ann, "/servers").await.text;
        assert!(page.contains("is suspended: It sends &lt;b&gt;unwanted&lt;/b&gt; mail.") && page.contains("Write to us"), "{page}");
        assert!(!page.contains("failed three times"), "one thing at a time: {page}");
    }
);

on_both_databases!(
    async fn members_see_the_plan_and_nobodys_invoices(shop: Shop) {
        let app = &shop.app;
        let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
        shop.buy(&key, "team", "monthly").await;
        let invited = app.post("/v1/invitations", &key, &json!({ "email": "bob@example.com" })).await;
        assert_eq!(invited.status, 201, "{invited:?}");
        let mails = domain::mailbox::list(&app.platform).await.expect("mails");
        let mail = mails.iter().find(|mail| mail.to.as_str() == "bob@example.com").expect("an invitation");
        let token = mail.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a token").to_owned();
        let bob = app.sign_in("bob@example.com").await;
        submit(app, &bob, "/forms/invitations/accept", &[("token", &token)]).await;
        let page = look(app, &bob, PATH).await;
        assert_eq!(page.status, 200);
        assert!(page.text.contains("Team") && page.text.contains("Who can change the plan") && page.text.contains("ann@example.com"), "{}", page.text);
        assert!(!page.text.contains("/v1/billing/invoices/") && !page.text.contains("/forms/billing/"), "{}", page.text);
        for path in ["/settings/billing/change?tier=pro&cycle=monthly", "/settings/billing/return?session_id=cs_test_1"] {
            assert_eq!(look(app, &bob, path).await.status, 403, "{path}");
        }
        assert!(look(app, &ann, PATH).await.text.contains("/v1/billing/invoices/"));
    }
);

#[tokio::test(flavor = "multi_thread")]
async fn only_the_page_with_a_checkout_reaches_stripe() {
    let shop = testkit::stripe::Shop::open(testkit::Database::Sqlite).await;
    let app = &shop.app;
    let ann = app.sign_in("ann@example.com").await;
    let stripe = shop.stripe.url.trim_end_matches('/');
    let checkout = look(app, &ann, &format!("{PATH}?tier=pro&cycle=yearly")).await;
    let policy = checkout.header("content-security-policy");
    for part in ["script-src 'self'", "connect-src 'self'", "frame-src"] {
        let directive = policy.split("; ").find(|directive| directive.starts_with(part)).unwrap_or_else(|| panic!("{part}: {policy}"));
        assert!(directive.contains(stripe), "{part}: {policy}");
    }
    assert!(!policy.contains("stripe.com") && policy.contains("form-action 'self';"), "{policy}");
    assert!(checkout.header("permissions-policy").contains(&format!("payment=(self \"{stripe}\")")), "{checkout:?}");
    assert_eq!(checkout.header("cross-origin-opener-policy"), "same-origin-allow-popups");
    assert!(checkout.text.contains("data-live") && checkout.text.contains(&format!("data-checkout=\"{stripe}/endive/stripe.js\"")), "{}", checkout.text);
    // Not sold, not for sale, and every other page.
    for path in [
        PATH,
        "/settings/billing?tier=free&cycle=monthly",
        "/settings/billing?tier=pro",
        "/settings/billing?tier=<b>&cycle=monthly",
        "/settings",
        "/servers/new",
    ] {
        let page = look(app, &ann, path).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.header("content-security-policy").contains("frame-src 'none'"), "{path}");
        assert!(!page.header("content-security-policy").contains(stripe) && !page.text.contains("data-checkout"), "{path}");
        assert!(page.header("permissions-policy").contains("payment=()"), "{path}");
        assert_eq!(page.header("cross-origin-opener-policy"), "same-origin", "{path}");
    }
}

on_both_databases!(
    async fn a_return_follows_the_webhook_and_belongs_to_one_organisation(shop: Shop) {
        let app = &shop.app;
        shop.stripe.deliver_to(&shop.webhook(), false);
        let (ann, key, bob) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await, app.sign_in("bob@example.com").await);
        let session = shop.checkout(&key, "pro", "monthly").await;
        let path = format!("{PATH}/return?session_id={session}");
        let first = look(app, &ann, &path).await;
        let since = first.header("location").to_owned();
        assert!(since.starts_with(&format!("{PATH}/return?session_id=")) && since.contains("&since="), "{first:?}");
        assert!(look(app, &ann, &since).await.text.contains("The checkout is not finished"));
        shop.stripe.complete(&session, "card").expect("paid");
        let waits = look(app, &ann, &since).await;
        assert!(waits.text.contains("data-follow") && waits.text.contains("http-equiv=\"refresh\""), "{}", waits.text);
        // The webhook stays away: Stripe itself is asked.
        app.clock.advance_seconds(5);
        let again = look(app, &ann, &since).await;
        let done = look(app, &ann, again.header("location")).await;
        assert!(done.text.contains("You are on the") && !done.text.contains("data-follow"), "{}", done.text);
        for foreign in [path.as_str(), "/settings/billing/return?session_id=../../customers"] {
            assert_eq!(look(app, &bob, &format!("{foreign}&since=0")).await.status, 404, "{foreign}");
        }
        assert_eq!(look(app, &bob, "/settings/billing/return").await.header("location"), PATH);
    }
);

#[tokio::test(flavor = "multi_thread")]
async fn the_page_says_what_cannot_be_done() {
    let shop = testkit::stripe::Shop::open(testkit::Database::Sqlite).await;
    let app = &shop.app;
    let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
    // Nothing to change, cancel or keep.
    for (path, fields) in [("cancel", &[][..]), ("reactivate", &[]), ("change", &[("tier", "team"), ("cycle", "yearly")])] {
        let page = submit(app, &ann, &format!("/forms/billing/{path}"), fields).await;
        assert!(page.text.contains("id=\"summary\""), "{path}: {}", page.text);
    }
    let refused = post(app, &ann, "/forms/billing/checkout", &[("tier", "free"), ("cycle", "monthly")]).await;
    assert_eq!((refused.status, &refused.json()["code"]), (422, &Value::from("invalid")));
    shop.buy(&key, "pro", "monthly").await;
    let long = "x".repeat(501);
    assert!(submit(app, &ann, "/forms/billing/cancel", &[("reason", &long)]).await.text.contains("at most 500 characters"));
    let preview = look(app, &ann, "/settings/billing/change?tier=pro&cycle=monthly").await;
    assert!(preview.status == 409 && preview.text.contains("already"), "{}", preview.text);
    // Confirmed long ago: whoever wants to spend money shows first that it is them, and comes back to the preview.
    app.clock.advance_seconds(3_600);
    let asked = post(app, &ann, "/forms/billing/change", &[("tier", "team"), ("cycle", "yearly")]).await;
    let back = "/settings/step-up?next=%2Fsettings%2Fbilling%2Fchange%3Ftier%3Dteam%26cycle%3Dyearly";
    assert_eq!((asked.status, asked.header("location")), (303, back));
    let asked = post(app, &ann, "/forms/billing/checkout", &[("tier", "team"), ("cycle", "yearly")]).await;
    assert_eq!(asked.json()["code"], "confirmation_needed", "{asked:?}");
    // The look of a moment ago counts for five seconds.
    tokio::time::sleep(std::time::Duration::from_millis(5_200)).await;
    // Stripe is down: the page is there, and says so.
    shop.stripe.fault(testkit::stripe::Fault { status: 500, times: 1_000, delay_ms: 0 });
    let down = look(app, &ann, PATH).await;
    assert!(down.status == 200 && down.text.contains("does not answer") && down.text.contains("Pro plan"), "{}", down.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_platform_without_billing_says_so() {
    let app = TestApp::new().await;
    let ann = app.sign_in("ann@example.com").await;
    let page = look(&app, &ann, &format!("{PATH}?tier=pro&cycle=monthly")).await;
    assert!(page.status == 200 && page.text.contains("nothing is charged, and every limit is open"), "{}", page.text);
    let docs = look(&app, &ann, "/docs/self-hosting").await;
    assert!(docs.text.contains("id=\"selling-plans-with-stripe\""), "the page's link leads somewhere");
    let refused = post(&app, &ann, "/forms/billing/checkout", &[("tier", "pro"), ("cycle", "monthly")]).await;
    assert_eq!((refused.status, &refused.json()["code"]), (404, &Value::from("not_found")));
}
