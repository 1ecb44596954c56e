//! The egress service behind the domain's ports: requests of tools, and documents for authors.

use std::sync::Arc;

use async_trait::async_trait;
use contract::{AppError, spec::Origin, spec::SecretSlot};
use domain::ports::{Egress, EgressError, EgressErrorKind, EgressRequest, EgressResponse, Fetcher, RUN_REFUSED, RunTarget, SecretSource, WITHHELD};
use egress::{Call, Error, OpenError, Refusal, Request, Secrets};
use futures::future::BoxFuture;
use secrecy::SecretString;

/// The only way out.
#[derive(Clone)]
pub struct EgressService(Arc<egress::Egress>);

impl EgressService {
    pub fn new(egress: egress::Egress) -> Self {
        Self(Arc::new(egress))
    }
}

/// The domain's credentials, as the egress crate asks for them.
struct Opening<'a>(&'a dyn SecretSource);

impl Secrets for Opening<'_> {
    fn open<'a>(&'a self, slot: &'a SecretSlot) -> BoxFuture<'a, Result<Option<SecretString>, OpenError>> {
        Box::pin(async move { self.0.open(slot).await.map_err(|cause| OpenError(cause.0)) })
    }
}

#[async_trait]
impl Egress for EgressService {
    async fn send(&self, target: &RunTarget, request: EgressRequest) -> Result<EgressResponse, EgressError> {
        let tool = target.spec.tool(&request.tool).ok_or_else(|| refused("There is no such tool."))?;
        let secrets = Opening(&*target.secrets);
        let call = Call { spec: &target.spec, tool, secrets: &secrets, allow_plain_http: target.allow_plain_http };
        let request = Request { method: request.method, url: request.url, headers: request.headers, body: request.body };
        if target.withheld {
            self.0.rehearse(&call, request).map_err(|error| refused(&format!("{RUN_REFUSED}{error}")))?;
            return Err(EgressError { kind: EgressErrorKind::Withheld, message: WITHHELD.to_owned() });
        }
        let response = self.0.send(&call, request).await.map_err(shown)?;
        Ok(EgressResponse { status: response.status, headers: response.headers, body: response.body })
    }
}

#[async_trait]
impl Fetcher for EgressService {
    async fn fetch(&self, url: &str) -> Result<String, AppError> {
        self.0.fetch_document(url).await.map_err(|error| AppError::field("source.url", on_page(&error)))
    }

    fn allows(&self, origin: &Origin) -> bool {
        self.0.gate().allows_origin(origin)
    }

    fn trusts(&self, origin: &Origin) -> bool {
        self.0.gate().trusts_origin(origin)
    }
}

fn refused(message: &str) -> EgressError {
    EgressError { kind: EgressErrorKind::Refused, message: message.to_owned() }
}

fn shown(error: Error) -> EgressError {
    let kind = match &error {
        Error::Refused(_) => EgressErrorKind::Refused,
        Error::MissingCredential { .. } | Error::UnusableCredential { .. } => EgressErrorKind::MissingCredential,
        Error::TimedOut { .. } => EgressErrorKind::TimedOut,
        Error::TooLarge { .. } => EgressErrorKind::TooLarge,
        Error::Unreachable { .. } | Error::Document { .. } => EgressErrorKind::Unreachable,
    };
    EgressError { kind, message: error.to_string() }
}

/// What to do next, for somebody who typed an address and has the document perhaps at hand.
fn on_page(error: &Error) -> String {
    match error {
        Error::Refused(Refusal::NotAnAddress(_)) => "Enter the document's full address, beginning with https://.".to_owned(),
        Error::Refused(_) => error.to_string(),
        _ => format!("{error} You can also upload the document as a file."),
    }
}
