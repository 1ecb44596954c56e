//! Requests to Stripe: form-encoded, versioned, tried again where that is safe, with errors that say what kind they are.

use std::{sync::Arc, time::Duration};

use domain::billing::payments::{Outcome, PaymentError};
use reqwest::{Client, Method, Response, StatusCode, header, redirect};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, de::DeserializeOwned};
use url::Url;

/// The release of Stripe's interface that every request names, and that the webhook endpoint is to be made with.
pub const API_VERSION: &str = "2026-09-30.endive";
/// Stripe.js of the same train.
pub const SCRIPT_URL: &str = "https://js.stripe.com/endive/stripe.js";
const API: &str = "https://api.stripe.com/";

/// One attempt that takes longer is given up.
const PATIENCE: Duration = Duration::from_secs(6);
const ATTEMPTS: u32 = 2;
const PAUSE: Duration = Duration::from_millis(250);
/// Bytes of one answer.
const LARGEST_ANSWER: usize = 8 * 1024 * 1024;

/// The client cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum StripeConfigError {
    #[error("STRIPE_API_BASE is not an address")]
    Base,
    #[error("the HTTP client cannot be made: {0}")]
    Client(String),
}

/// Stripe behind the domain's port.
pub struct StripePayments {
    api: Client,
    /// For PDFs: follows redirects, and never carries the key.
    files: Client,
    key: SecretString,
    base: Url,
}

impl StripePayments {
    /// `base` is where a stand-in listens; Stripe itself otherwise.
    ///
    /// # Errors
    /// When the address is none, or TLS cannot be set up.
    pub fn new(key: SecretString, base: Option<&Url>) -> Result<Self, StripeConfigError> {
        egress::install_ring();
        let stand_in = base.is_some();
        let base = base.cloned().map_or_else(|| Url::parse(API), Ok).map_err(|_| StripeConfigError::Base)?;
        let tls = egress::client_config().map_err(|cause| StripeConfigError::Client(cause.to_string()))?;
        let build = |redirects: redirect::Policy| {
            let builder = Client::builder().tls_backend_preconfigured(tls.clone()).redirect(redirects).connect_timeout(Duration::from_secs(3));
            let builder = builder.timeout(PATIENCE).user_agent(concat!("build-my-mcp/", env!("CARGO_PKG_VERSION")));
            // A stand-in listens on this machine: a proxy of the environment leads elsewhere.
            let builder = if stand_in { builder.no_proxy() } else { builder };
            builder.build().map_err(|cause| StripeConfigError::Client(cause.to_string()))
        };
        let own = Arc::new(base.clone());
        let files =
            redirect::Policy::custom(
                move |attempt| {
                    if attempt.previous().len() > 4 || !may_hold_files(&own, attempt.url()) { attempt.stop() } else { attempt.follow() }
                },
            );
        Ok(Self { api: build(redirect::Policy::none())?, files: build(files)?, key, base })
    }

    /// Reads one object or list.
    pub(super) async fn get<T: DeserializeOwned>(&self, path: &str, query: &[(&str, &str)]) -> Outcome<T> {
        self.send(Method::GET, path, query, None).await
    }

    /// Changes something. With a key, Stripe carries it out once however often it is sent.
    pub(super) async fn post<T: DeserializeOwned>(&self, path: &str, form: &[(&str, &str)], key: Option<&str>) -> Outcome<T> {
        self.send(Method::POST, path, form, key).await
    }

    pub(super) async fn delete<T: DeserializeOwned>(&self, path: &str) -> Outcome<T> {
        self.send(Method::DELETE, path, &[], None).await
    }

    async fn send<T: DeserializeOwned>(&self, method: Method, path: &str, pairs: &[(&str, &str)], key: Option<&str>) -> Outcome<T> {
        // A POST without a key sets values and is the same when it is repeated; one that makes something has a key.
        let mut attempt = 1;
        loop {
            match self.once(method.clone(), path, pairs, key).await {
                Err(Failure { again: true, error }) if attempt < ATTEMPTS => {
                    tracing::info!(path, %error, "a request to Stripe is tried again");
                    tokio::time::sleep(PAUSE * attempt).await;
                    attempt += 1;
                }
                Err(failure) => return Err(failure.error),
                Ok(answer) => return Ok(answer),
            }
        }
    }

    async fn once<T: DeserializeOwned>(&self, method: Method, path: &str, pairs: &[(&str, &str)], key: Option<&str>) -> Result<T, Failure> {
        let url = self.base.join(&format!("v1/{path}")).map_err(|cause| Failure::last(PaymentError::Refused(format!("{path}: {cause}"))))?;
        let mut request = self.api.request(method.clone(), url).bearer_auth(self.key.expose_secret()).header("stripe-version", API_VERSION);
        request = if method == Method::POST { request.form(pairs) } else { request.query(pairs) };
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let response = request.send().await.map_err(|cause| Failure::unanswered(path, cause.without_url()))?;
        let (status, obeys) = (response.status(), should_retry(&response));
        let body = read(response, LARGEST_ANSWER).await.map_err(|cause| Failure::unanswered(path, cause))?;
        if status.is_success() {
            return serde_json::from_slice(&body)
                .map_err(|cause| Failure::last(PaymentError::Unavailable(format!("{path}: the answer cannot be read: {cause}"))));
        }
        Err(refusal(path, status, obeys, &body))
    }

    /// Where an invoice's PDF lies. The key stays here.
    pub(super) async fn file(&self, url: &str) -> Outcome<Response> {
        let url = Url::parse(url).ok().filter(|url| may_hold_files(&self.base, url));
        let url = url.ok_or_else(|| PaymentError::Refused("an invoice's PDF lies at an address that is not Stripe's".into()))?;
        let response = self.files.get(url).send().await.map_err(|cause| PaymentError::Unavailable(cause.without_url().to_string()))?;
        if response.status().is_success() { Ok(response) } else { Err(PaymentError::Unavailable(format!("the PDF answered {}", response.status()))) }
    }
}

/// Stripe's own hosts over https, or where the stand-in listens.
fn may_hold_files(base: &Url, url: &Url) -> bool {
    let stripes = url.scheme() == "https" && url.host_str().is_some_and(|host| host == "stripe.com" || host.ends_with(".stripe.com"));
    stripes || url.origin() == base.origin()
}

async fn read(mut response: Response, limit: usize) -> Result<Vec<u8>, reqwest::Error> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await? {
        body.extend_from_slice(&chunk);
        if body.len() > limit {
            break;
        }
    }
    Ok(body)
}

/// What Stripe itself says about trying again.
fn should_retry(response: &Response) -> Option<bool> {
    match response.headers().get("stripe-should-retry")?.to_str().ok()? {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

struct Failure {
    error: PaymentError,
    again: bool,
}

impl Failure {
    const fn last(error: PaymentError) -> Self {
        Self { error, again: false }
    }

    fn unanswered(path: &str, cause: reqwest::Error) -> Self {
        Self { error: PaymentError::Unavailable(format!("{path}: {cause}")), again: true }
    }
}

#[derive(Deserialize)]
struct Refusal {
    error: Details,
}

#[derive(Deserialize)]
struct Details {
    #[serde(default)]
    r#type: String,
    code: Option<String>,
    param: Option<String>,
    #[serde(default)]
    message: String,
}

fn refusal(path: &str, status: StatusCode, obeys: Option<bool>, body: &[u8]) -> Failure {
    let Ok(Refusal { error: details }) = serde_json::from_slice(body) else {
        // A proxy in between, or a page of an outage.
        let again = status.is_server_error() && obeys != Some(false);
        return Failure { error: PaymentError::Unavailable(format!("{path}: status {status} without an error that can be read")), again };
    };
    let code = details.code.as_deref().unwrap_or_default();
    let whole = format!("{path}: {status} {code} {}: {}", details.param.as_deref().unwrap_or_default(), details.message);
    let busy = status == StatusCode::TOO_MANY_REQUESTS || status.is_server_error() || code == "lock_timeout" || code == "idempotency_key_in_use";
    let error = match () {
        () if busy => PaymentError::Unavailable(whole),
        () if status == StatusCode::NOT_FOUND || code == "resource_missing" => PaymentError::Missing(whole),
        () if status == StatusCode::PAYMENT_REQUIRED || details.r#type == "card_error" => PaymentError::Declined(details.message),
        () => PaymentError::Refused(whole),
    };
    Failure { again: busy && obeys != Some(false), error }
}

/// `Content-Length`, if the other side said it.
pub(super) fn length(response: &Response) -> Option<u64> {
    response.headers().get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, body: &str) -> (PaymentError, bool) {
        let failure = refusal("subscriptions", StatusCode::from_u16(status).expect("a status"), None, body.as_bytes());
        (failure.error, failure.again)
    }

    #[test]
    fn errors_are_told_apart() {
        assert!(matches!(
            kind(400, r#"{"error":{"type":"invalid_request_error","code":"resource_missing","message":"No such price"}}"#),
            (PaymentError::Missing(_), false)
        ));
        assert!(matches!(kind(400, r#"{"error":{"type":"invalid_request_error","message":"bad"}}"#), (PaymentError::Refused(_), false)));
        assert!(
            matches!(kind(402, r#"{"error":{"type":"card_error","message":"Declined."}}"#), (PaymentError::Declined(message), false) if message == "Declined.")
        );
        assert!(matches!(kind(429, r#"{"error":{"type":"invalid_request_error","message":"slow down"}}"#), (PaymentError::Unavailable(_), true)));
        assert!(matches!(kind(409, r#"{"error":{"type":"idempotency_error","message":"other parameters"}}"#), (PaymentError::Refused(_), false)));
        assert!(matches!(kind(502, "<html>bad gateway</html>"), (PaymentError::Unavailable(_), true)));
    }

    #[test]
    fn files_come_from_stripe_or_the_stand_in_and_from_nowhere_else() {
        let base = Url::parse("http://127.0.0.1:12111/").expect("an address");
        let may = |url: &str| may_hold_files(&base, &Url::parse(url).expect("an address"));
        assert!(may("https://pay.stripe.com/invoice/x/pdf") && may("http://127.0.0.1:12111/pdf/in_1"));
        assert!(!may("http://pay.stripe.com/x") && !may("https://stripe.com.evil.example/x") && !may("http://169.254.169.254/x"));
    }
}
