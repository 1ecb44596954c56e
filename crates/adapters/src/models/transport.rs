//! What both kinds of API share: one connection pool, time-outs, and retries of what may pass by itself.

use std::time::Duration;

use domain::ports::{ModelAnswer, ModelError, ModelFailure, PortError, Tokens};
use reqwest::{Client, RequestBuilder, Response, StatusCode};
use tokio::time::{Instant, sleep, timeout};
use url::Url;

use super::sse::{Event, Events};

/// Attempts at one question.
const ATTEMPTS: u32 = 3;
/// Time for one question with all its attempts.
const WHOLE: Duration = Duration::from_secs(300);
/// Silence after which a stream counts as broken; APIs send pings in between.
const SILENCE: Duration = Duration::from_secs(60);
/// Longer waits are the owner's to wait, not the platform's.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
const FIRST_PAUSE: Duration = Duration::from_millis(500);
/// Bytes of an error that go to the log.
const LOGGED: usize = 600;

/// A client for one API.
pub struct Transport {
    client: Client,
}

/// Why an attempt failed.
pub enum Attempt {
    /// Another attempt may do better, after this time at the earliest.
    Again(ModelFailure, Option<Duration>),
    Final(ModelFailure),
}

impl Attempt {
    /// Another attempt may do better at once.
    pub fn again(why: ModelError) -> Self {
        Self::Again(why.into(), None)
    }

    /// The same failure of an attempt that had cost this much when it failed.
    pub fn at_the_cost_of(mut self, tokens: Tokens) -> Self {
        let (Self::Again(failure, _) | Self::Final(failure)) = &mut self;
        failure.tokens = tokens;
        self
    }
}

impl From<ModelFailure> for Attempt {
    fn from(failure: ModelFailure) -> Self {
        Self::Final(failure)
    }
}

impl Transport {
    pub fn new(base: &Url) -> Result<Self, PortError> {
        egress::install_ring();
        let builder = Client::builder().redirect(reqwest::redirect::Policy::none()).connect_timeout(Duration::from_secs(10)).read_timeout(SILENCE);
        // A model on this machine is not asked through a proxy.
        let is_local = base.host_str().is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"));
        let builder = if is_local { builder.no_proxy() } else { builder };
        let client = builder.user_agent(concat!("bmm/", env!("CARGO_PKG_VERSION"))).build().map_err(|error| PortError(error.to_string()))?;
        Ok(Self { client })
    }

    pub fn post(&self, url: Url) -> RequestBuilder {
        self.client.post(url)
    }

    /// Makes attempts until one answers, the time is over, or another one would be pointless. What every attempt cost is added up.
    pub async fn with_retries<F>(&self, attempt: impl Fn() -> F) -> Result<ModelAnswer, ModelFailure>
    where
        F: Future<Output = Result<ModelAnswer, Attempt>>,
    {
        let end = Instant::now() + WHOLE;
        let mut pause = FIRST_PAUSE;
        let mut number = 1;
        let mut spent = Tokens::default();
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let (error, wait) = match timeout(left, attempt()).await {
                Err(_) => return Err(ModelFailure { why: ModelError::TimedOut, tokens: spent }),
                Ok(Ok(mut answer)) => {
                    answer.tokens += spent;
                    return Ok(answer);
                }
                Ok(Err(Attempt::Final(mut failure))) => {
                    failure.tokens += spent;
                    return Err(failure);
                }
                Ok(Err(Attempt::Again(failure, wait))) => {
                    spent += failure.tokens;
                    (failure.why, wait)
                }
            };
            let wait = wait.unwrap_or_default().max(pause);
            if number == ATTEMPTS || wait > LONGEST_WAIT || Instant::now() + wait >= end {
                return Err(ModelFailure { why: error, tokens: spent });
            }
            tracing::info!(%error, attempt = number, wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX), "a model is asked again");
            sleep(wait).await;
            number += 1;
            pause *= 2;
        }
    }
}

/// Sends a request; what is no success becomes an error. `about_key`: nothing that an API says about its key is repeated.
pub async fn send(request: RequestBuilder, model: &str, key: &str) -> Result<Response, Attempt> {
    let response = match request.send().await {
        Ok(response) => response,
        Err(error) if error.is_timeout() => return Err(Attempt::again(ModelError::TimedOut)),
        Err(error) => return Err(Attempt::again(ModelError::Unreachable(error.without_url().to_string()))),
    };
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let retry_after = retry_after(&response);
    let text = response.text().await.unwrap_or_default();
    let text = cleaned(&text, key);
    tracing::warn!(%status, body = text, "a model's API answered with an error");
    Err(match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Attempt::Final(ModelError::KeyRefused.into()),
        StatusCode::PAYMENT_REQUIRED => Attempt::Final(ModelError::NoCredit.into()),
        StatusCode::NOT_FOUND => Attempt::Final(ModelError::UnknownModel(model.to_owned()).into()),
        StatusCode::TOO_MANY_REQUESTS => Attempt::Again(ModelError::Busy(retry_after.unwrap_or(Duration::from_secs(60))).into(), retry_after),
        StatusCode::REQUEST_TIMEOUT => Attempt::again(ModelError::TimedOut),
        // 529 is Anthropic's own: overloaded.
        status if status.as_u16() == 529 || status.is_server_error() => Attempt::Again(ModelError::Overloaded.into(), retry_after),
        _ if text.contains("credit balance") => Attempt::Final(ModelError::NoCredit.into()),
        _ => Attempt::Final(ModelError::Refused(text).into()),
    })
}

/// RFC 9110 section 10.2.3, in seconds.
fn retry_after(response: &Response) -> Option<Duration> {
    let seconds: f64 = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    (0.0..=86_400.0).contains(&seconds).then(|| Duration::from_secs_f64(seconds))
}

/// Without the key, cut to size.
fn cleaned(text: &str, key: &str) -> String {
    let text = if key.len() >= 8 { text.replace(key, "…") } else { text.to_owned() };
    text[..text.floor_char_boundary(LOGGED)].replace(['\n', '\r'], " ")
}

/// Reads a stream to its end. `each` says whether it was the last event.
pub async fn read(mut response: Response, mut each: impl FnMut(Event) -> Result<bool, Attempt>) -> Result<(), Attempt> {
    let mut events = Events::default();
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => return Err(Attempt::again(ModelError::BrokenOff)),
            Err(error) if error.is_timeout() => return Err(Attempt::again(ModelError::TimedOut)),
            Err(_) => return Err(Attempt::again(ModelError::BrokenOff)),
        };
        let Some(found) = events.push(&chunk) else { return Err(Attempt::Final(ModelError::Malformed("an event is too long".to_owned()).into())) };
        for event in found {
            if each(event)? {
                return Ok(());
            }
        }
    }
}
