//! How often somebody may ask for a sign-in mail or try a code: so many times for each address, and for each network, whoever
//! has an account and whoever has none.

use std::time::Instant;

use app::{
    flash::Flash,
    ssr::{cookies, flash},
};
use contract::ErrorCode;
use reqwest::header;
use testkit::{Answer, Browser, Database, Mcp, TestApp};

const MAILS_PER_ADDRESS: u32 = 5;
const MAILS_PER_NETWORK: u32 = 60;
const CODES_PER_NETWORK: u32 = 30;

/// Nobody is let in who is not known, so that nothing but the mail tells them apart.
const SETTINGS: [(&str, &str); 2] = [("BMM_TRUSTED_PROXIES", "127.0.0.1"), ("BMM_SIGNUP", "invite")];

const KNOWN: &str = "ann@example.com";

/// Whoever asks, with the address of their network.
struct Client<'a> {
    app: &'a TestApp,
    ip: String,
    cookies: String,
}

impl<'a> Client<'a> {
    fn at(app: &'a TestApp, ip: impl Into<String>) -> Self {
        Self { app, ip: ip.into(), cookies: String::new() }
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let request = self.app.http.post(format!("{}{path}", self.app.url)).header("x-forwarded-for", &self.ip);
        Mcp::send(Browser { cookies: self.cookies.clone() }.on(request, &self.app.url).form(fields)).await
    }

    async fn ask(&self, email: &str) -> Answer {
        self.post("/forms/login", &[("email", email)]).await
    }

    async fn try_code(&self, code: &str) -> Answer {
        self.post("/forms/login/code", &[("code", code)]).await
    }
}

/// `name=value` of what an answer sets.
fn set(answer: &Answer) -> impl Iterator<Item = (&str, &str)> {
    let all = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok());
    all.filter_map(|cookie| cookie.split(';').next()?.split_once('='))
}

fn message(answer: &Answer) -> Flash {
    set(answer).find(|(name, _)| *name == cookies::FLASH).and_then(|(_, value)| flash::decode(value)).unwrap_or_else(|| panic!("no message: {answer:?}"))
}

/// The seconds to wait, if that is what the answer says.
fn wait(answer: &Answer) -> Option<u32> {
    let error = message(answer).error.filter(|error| error.code == ErrorCode::RateLimited)?;
    assert!(error.detail.contains("try again in"), "{error:?}");
    error.retry_after
}

fn was_sent(answer: &Answer) -> bool {
    (answer.status, answer.header("location")) == (303, "/login?sent=1") && message(answer).error.is_none()
}

/// What an answer says, without what it repeats, its number and how many seconds exactly are left.
fn alike(answer: &Answer) -> (u16, String, String) {
    let error = message(answer).error.expect("an error");
    let words = error.detail.split(' ').filter(|word| word.parse::<u32>().is_err()).collect();
    (answer.status, answer.header("location").to_owned(), words)
}

async fn mails(app: &TestApp) -> usize {
    domain::mailbox::list(&app.platform).await.expect("mails").len()
}

/// The page that a form leads back to.
async fn page_after(app: &TestApp, answer: &Answer) -> String {
    let cookies: Vec<_> = set(answer).map(|(name, value)| format!("{name}={value}")).collect();
    let request = app.http.get(format!("{}{}", app.url, answer.header("location"))).header("accept", "text/html");
    Mcp::send(request.header(header::COOKIE, cookies.join("; "))).await.text
}

/// Runs on both databases, behind a proxy that tells networks apart.
macro_rules! behind_a_proxy {
    (async fn $name:ident($app:ident: TestApp) $body:block) => {
        mod $name {
            use super::*;

            async fn scenario($app: TestApp) $body

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                scenario(TestApp::with(Database::Sqlite, &SETTINGS).await).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                scenario(TestApp::with(Database::Postgres, &SETTINGS).await).await;
            }
        }
    };
}

behind_a_proxy! {
    async fn an_address_gets_five_mails_an_hour_whether_it_is_known_or_not(app: TestApp) {
        app.key(KNOWN).await;
        let mut refusals = Vec::new();
        for (network, email) in [(1, KNOWN), (2, "nobody@example.com")] {
            // From a network of its own each time: it is the address that counts.
            for number in 0..MAILS_PER_ADDRESS {
                let answer = Client::at(&app, format!("10.{network}.{number}.1")).ask(email).await;
                assert!(was_sent(&answer), "mail {number} to {email}: {answer:?}");
            }
            let before = (mails(&app).await, app.rows("logins").await);
            let refused = Client::at(&app, format!("10.{network}.99.1")).ask(&email.to_uppercase()).await;
            let wait = wait(&refused).unwrap_or_else(|| panic!("one mail too many to {email}: {refused:?}"));
            assert!((1..=3_600 / MAILS_PER_ADDRESS).contains(&wait), "{wait} s");
            assert!(page_after(&app, &refused).await.contains("try again in"), "the page says it, too");
            assert_eq!((mails(&app).await, app.rows("logins").await), before, "nothing was sent to {email}");
            refusals.push(alike(&refused));
        }
        assert_eq!(refusals[0], refusals[1], "nobody learns who has an account");
        // Others are mailed as before, from wherever somebody was refused.
        assert!(was_sent(&Client::at(&app, "10.1.99.1").ask("bob@example.com").await));
    }
}

behind_a_proxy! {
    async fn a_network_gets_sixty_mails_an_hour(app: TestApp) {
        app.key(KNOWN).await;
        let (here, started) = (Client::at(&app, "10.0.0.1"), Instant::now());
        for number in 0..MAILS_PER_NETWORK {
            let answer = here.ask(&format!("person-{number}@example.com")).await;
            assert!(was_sent(&answer), "mail {number}: {answer:?}");
        }
        // Every full minute that this took has earned one more.
        let mut more = 0;
        let refused = loop {
            let answer = here.ask(&format!("further-{more}@example.com")).await;
            if wait(&answer).is_some() {
                break answer;
            }
            more += 1;
            assert!(more <= started.elapsed().as_secs() / 60, "{more} mails too many: {answer:?}");
        };
        assert!(wait(&refused).is_some_and(|wait| (1..=3_600 / MAILS_PER_NETWORK).contains(&wait)), "{refused:?}");
        let before = app.rows("logins").await;
        assert_eq!(alike(&here.ask(KNOWN).await), alike(&refused), "nobody learns who has an account");
        assert_eq!(app.rows("logins").await, before);
        assert!(was_sent(&Client::at(&app, "10.0.0.2").ask(KNOWN).await), "other networks are none of it");
    }
}

behind_a_proxy! {
    async fn a_network_may_try_thirty_codes_an_hour(app: TestApp) {
        app.key(KNOWN).await;
        let (guesser, started) = (Client::at(&app, "10.0.0.1"), Instant::now());
        for number in 0..CODES_PER_NETWORK {
            let answer = guesser.try_code("000000").await;
            assert!(message(&answer).error.is_some_and(|error| error.code == ErrorCode::Invalid), "code {number}: {answer:?}");
        }
        let mut more = 0;
        let refused = loop {
            let answer = guesser.try_code("000000").await;
            if wait(&answer).is_some() {
                break answer;
            }
            more += 1;
            assert!(more <= started.elapsed().as_secs() / 120, "{more} codes too many: {answer:?}");
        };
        assert!(wait(&refused).is_some_and(|wait| (1..=3_600 / CODES_PER_NETWORK).contains(&wait)), "{refused:?}");

        // Not even the right code counts from there, and it still counts from elsewhere.
        let asked = Client::at(&app, "10.0.0.2").ask(KNOWN).await;
        let cookies = set(&asked).map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let mails = domain::mailbox::list(&app.platform).await.expect("mails");
        let mail = mails.iter().find(|mail| mail.to.as_str() == KNOWN).expect("a mail");
        let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
        let code = mail.text.split_whitespace().find(is_code).unwrap_or_else(|| panic!("no code: {}", mail.text));
        let is_signed_in = |answer: &Answer| set(answer).any(|(name, value)| name.contains("session") && !value.is_empty());
        let from = |ip: &str| Client { cookies: cookies.clone(), ..Client::at(&app, ip) };
        let refused = from("10.0.0.1").try_code(code).await;
        assert!(wait(&refused).is_some() && !is_signed_in(&refused), "{refused:?}");
        let welcome = from("10.0.0.2").try_code(code).await;
        assert!(is_signed_in(&welcome), "{welcome:?}");
    }
}
