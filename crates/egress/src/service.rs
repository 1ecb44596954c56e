//! The way of a request through this crate, from a tool's wish to a masked answer.

use std::{future::Future, sync::Arc};

use bytes::Bytes;
use contract::spec::{Origin, SecretSlot, ServerSpec, Tool};
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use rustls::ClientConfig;
use url::Url;

use crate::{
    client::{self, Client, Hop, Limits, SetupError},
    error::{Error, Refusal},
    gate::{Gate, Scope, Target},
    headers,
    inject::{self, Opened, Secrets},
    mask::Mask,
    resolve::{Lookup, SystemLookup},
    template, tls,
};

/// Headers of a request that survive a redirect to another origin.
const HARMLESS: [HeaderName; 4] = [header::ACCEPT, header::ACCEPT_LANGUAGE, header::CONTENT_TYPE, header::USER_AGENT];

/// Headers of an answer that speak of the connection, not of the answer.
const HOP_BY_HOP: &[&str] = &["alt-svc", "connection", "keep-alive", "proxy-authenticate", "trailer", "transfer-encoding", "upgrade"];

/// An open call: whose request this is.
pub struct Call<'a> {
    pub spec: &'a ServerSpec,
    pub tool: &'a Tool,
    pub secrets: &'a dyn Secrets,
    /// The owner has confirmed that credentials may travel over plain http.
    pub allow_plain_http: bool,
}

/// What a tool wants to send.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// What the upstream answered. Credentials that it echoed are masked.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    /// Names in lower case.
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// A request that may go out.
struct Checked<'c> {
    target: Target,
    wish: Wish,
    slots: Vec<&'c SecretSlot>,
}

/// The only way out.
pub struct Egress {
    gate: Arc<Gate>,
    client: Client,
    limits: Limits,
}

impl Egress {
    pub fn new(gate: Gate, limits: Limits) -> Result<Self, SetupError> {
        Self::with_lookup(gate, limits, Arc::new(SystemLookup))
    }

    /// With a name service of one's own.
    pub fn with_lookup(gate: Gate, limits: Limits, lookup: Arc<dyn Lookup>) -> Result<Self, SetupError> {
        let tls = tls::client_config().map_err(|cause| SetupError(cause.to_string()))?;
        Self::with_lookup_and_tls(gate, limits, lookup, &tls)
    }

    /// With a name service and roots of trust of one's own.
    pub fn with_lookup_and_tls(gate: Gate, limits: Limits, lookup: Arc<dyn Lookup>, tls: &ClientConfig) -> Result<Self, SetupError> {
        let gate = Arc::new(gate);
        let client = Client::new(Arc::clone(&gate), &lookup, &limits, tls)?;
        Ok(Self { gate, client, limits })
    }

    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Whether a tool's request would be sent: everything that can be said without asking a name service and without opening a
    /// credential.
    pub fn rehearse(&self, call: &Call<'_>, request: Request) -> Result<(), Error> {
        self.check(call, request).map(drop)
    }

    /// Sends a tool's request, with the tool's credentials, and answers what came back.
    pub async fn send(&self, call: &Call<'_>, request: Request) -> Result<Response, Error> {
        let Checked { target, wish, slots } = self.check(call, request)?;
        self.within_time(&target, async {
            let opened = inject::open(slots, call.secrets).await?;
            let mask = Mask::new(&opened);
            let origins = redirect_origins(call);
            let (last, response) = self.follow(target.clone(), wish, &opened, Scope::Origins(&origins)).await?;
            let (status, headers) = (response.status().as_u16(), shown_headers(response.headers(), &mask));
            let body = client::read(&last, response, self.limits.response_bytes).await?;
            Ok(Response { status, headers, body: mask.apply(body) })
        })
        .await
    }

    fn check<'c>(&self, call: &Call<'c>, request: Request) -> Result<Checked<'c>, Error> {
        if request.body.len() > self.limits.request_bytes {
            return Err(Refusal::Body(self.limits.request_bytes).into());
        }
        let headers = headers::check(&request.headers)?;
        let target = self.gate.check(&request.url, Scope::Origins(&template::origins(call.tool)))?;
        template::check_against_tool(call.tool, &request.method, &request.url, &target.url, &headers, &request.body)?;
        let slots = inject::slots_for(call.spec, call.tool, &target.origin);
        inject::check_clashes(&slots, &target.url, &headers)?;
        inject::check_transport(&slots, &target, call.allow_plain_http)?;
        let method = Method::from_bytes(request.method.as_bytes()).map_err(|_| Refusal::NotAnAddress(request.method.clone()))?;
        let wish = Wish { method, headers, body: request.body };
        Ok(Checked { target, wish, slots })
    }

    /// Fetches a document over https (or from where the operator allows) as text in UTF-8.
    pub async fn fetch_document(&self, url: &str) -> Result<String, Error> {
        let target = self.gate.check(url.trim(), Scope::PublicHttps)?;
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, HeaderValue::from_static("application/json, application/yaml, text/yaml, text/plain;q=0.9, */*;q=0.5"));
        let wish = Wish { method: Method::GET, headers, body: Bytes::new() };
        self.within_time(&target, async {
            let (last, response) = self.follow(target.clone(), wish, &[], Scope::PublicHttps).await?;
            let failed = |reason: String| Error::Document { host: last.host().to_owned(), reason };
            if !response.status().is_success() {
                return Err(failed(format!("it answered “{}”.", response.status())));
            }
            let body = client::read(&last, response, self.limits.document_bytes).await?;
            let text = std::str::from_utf8(&body).map_err(|_| failed("it is not text in UTF-8.".into()))?;
            Ok(text.trim_start_matches('\u{feff}').to_owned())
        })
        .await
    }

    async fn within_time<T>(&self, target: &Target, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
        let limit = self.limits.total;
        tokio::time::timeout(limit, work).await.unwrap_or_else(|_| Err(Error::TimedOut { host: target.host().to_owned(), limit }))
    }

    /// Sends, and follows redirects. Credentials go to the first origin only: whoever it redirects to is somebody else.
    async fn follow(&self, first: Target, mut wish: Wish, opened: &[Opened<'_>], scope: Scope<'_>) -> Result<(Target, reqwest::Response), Error> {
        let home = first.origin.clone();
        let (mut target, mut left_home) = (first, false);
        for _ in 0..=self.limits.redirects {
            let hop = wish.hop(&target.url, if left_home { &[] } else { opened })?;
            let response = self.client.send(&target, hop).await?;
            let Some(location) = redirect_location(&response) else { return Ok((target, response)) };
            let next = self.redirect_target(&target, &location, scope)?;
            wish.change_for(response.status());
            if next.origin != home && !left_home {
                left_home = true;
                wish.headers = harmless(&wish.headers);
            }
            target = next;
        }
        Err(Refusal::Redirects(self.limits.redirects).into())
    }

    fn redirect_target(&self, from: &Target, location: &str, scope: Scope<'_>) -> Result<Target, Refusal> {
        let mut url = from.url.join(location).map_err(|_| Refusal::RedirectTarget("a malformed address".into()))?;
        url.set_fragment(None);
        if from.origin.is_https() && url.scheme() == "http" {
            return Err(Refusal::RedirectDowngrade(url.host_str().unwrap_or_default().to_owned()));
        }
        self.gate.check_url(url, scope)
    }
}

/// Redirects may lead to every origin of the server's specification; the first request only to the tool's own.
fn redirect_origins(call: &Call<'_>) -> Vec<Origin> {
    let mut origins = template::origins(call.tool);
    origins.extend(call.spec.origins.iter().cloned());
    origins
}

/// A request as the tool wants it, without credentials.
struct Wish {
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

impl Wish {
    fn hop(&self, url: &Url, opened: &[Opened<'_>]) -> Result<Hop, Error> {
        let mut hop = Hop { method: self.method.clone(), url: url.clone(), headers: self.headers.clone(), body: self.body.clone() };
        inject::place(opened, &mut hop.url, &mut hop.headers)?;
        Ok(hop)
    }

    /// Which redirects turn the request into a GET (Fetch standard, "HTTP-redirect fetch").
    fn change_for(&mut self, status: StatusCode) {
        let becomes_get = match status {
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND => self.method == Method::POST,
            StatusCode::SEE_OTHER => self.method != Method::GET && self.method != Method::HEAD,
            _ => false,
        };
        if becomes_get {
            self.method = Method::GET;
            self.body = Bytes::new();
            for name in [header::CONTENT_TYPE, header::CONTENT_ENCODING, header::CONTENT_LANGUAGE, header::CONTENT_LOCATION] {
                self.headers.remove(name);
            }
        }
    }
}

fn redirect_location(response: &reqwest::Response) -> Option<String> {
    let follows = matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308);
    let location = response.headers().get(header::LOCATION).filter(|_| follows)?;
    Some(String::from_utf8_lossy(location.as_bytes()).into_owned())
}

fn harmless(headers: &HeaderMap) -> HeaderMap {
    headers.iter().filter(|(name, _)| HARMLESS.contains(name)).map(|(name, value)| (name.clone(), value.clone())).collect()
}

fn shown_headers(headers: &HeaderMap, mask: &Mask) -> Vec<(String, String)> {
    let shown = headers.iter().filter(|(name, _)| !HOP_BY_HOP.contains(&name.as_str()));
    shown.map(|(name, value)| (name.to_string(), mask.apply_text(String::from_utf8_lossy(value.as_bytes()).into_owned()))).collect()
}
