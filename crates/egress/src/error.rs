//! Why a request did not go out, or brought nothing back. Every text is meant for the person who called the tool.

use std::{net::IpAddr, time::Duration};

/// A request that ended without an answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A required credential has not been entered.
    #[error("The credential “{label}” ({name}) is missing. The owner of this server can enter it on the server's page.")]
    MissingCredential { name: String, label: String },
    /// A credential is stored but cannot be opened or placed.
    #[error("The credential “{label}” ({name}) cannot be used: {reason} The owner of this server can enter it again on the server's page.")]
    UnusableCredential { name: String, label: String, reason: String },
    #[error("{host} could not be reached: {reason}")]
    Unreachable { host: String, reason: String },
    #[error("{host} did not answer within {} seconds.", .limit.as_secs_f32())]
    TimedOut { host: String, limit: Duration },
    #[error("The answer of {host} is larger than {limit} bytes. Ask for less at a time.")]
    TooLarge { host: String, limit: usize },
    /// A document that authors asked for came back as something else.
    #[error("{host} did not give the document: {reason}")]
    Document { host: String, reason: String },
}

/// The gate's refusals.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("“{0}” is not an absolute http or https address.")]
    NotAnAddress(String),
    #[error("An address must not contain a user name or password.")]
    Userinfo,
    #[error("An address must not contain a fragment (the part after #).")]
    Fragment,
    #[error("{0} is not among the origins that this tool may talk to.")]
    Origin(String),
    #[error("{0} is plain http. Only https is allowed here.")]
    PlainHttp(String),
    #[error("Port {0} belongs to another protocol than http.")]
    Port(u16),
    #[error("{host} is not a public address ({reason}). An operator can allow it with BMM_EGRESS_ALLOW.")]
    Host { host: String, reason: &'static str },
    #[error("{host} resolves to {address}, which is not a public address ({reason}). An operator can allow it with BMM_EGRESS_ALLOW.")]
    Address { host: String, address: IpAddr, reason: &'static str },
    #[error("{0} is this platform itself. A tool cannot call the platform that it runs on.")]
    SelfCall(String),
    #[error("The tool “{tool}” does not make this request: {reason}")]
    Tool { tool: String, reason: String },
    #[error("The request header “{0}” cannot be set by a tool.")]
    Header(String),
    #[error("The value of the request header “{0}” contains characters that a header cannot have.")]
    HeaderValue(String),
    #[error("The request has too many headers, or they are too long.")]
    Headers,
    #[error("The request's body is larger than {0} bytes.")]
    Body(usize),
    #[error("The tool sets {place} “{name}”, which belongs to a credential of this server.")]
    CredentialClash { place: &'static str, name: String },
    #[error("The credential “{label}” would travel to {origin} without encryption. The owner of this server can confirm that, or change the address to https.")]
    CredentialInClear { label: String, origin: String },
    #[error("The upstream redirected more than {0} times.")]
    Redirects(usize),
    #[error("The upstream redirected to {0}, which is not an address that can be followed.")]
    RedirectTarget(String),
    #[error("The upstream redirected from https to plain http ({0}).")]
    RedirectDowngrade(String),
}
