//! Mail over SMTP: `BMM_SMTP_URL` and `BMM_MAIL_FROM`.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{Mail, Mailer, PortError};
use lettre::{
    Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, header::ContentType},
    transport::smtp::AsyncSmtpTransportBuilder,
};
use secrecy::{ExposeSecret, SecretString};
use url::{Host, Url};

use crate::system;

/// A mail server that takes longer counts as failed.
const PATIENCE: Duration = Duration::from_secs(20);

/// The settings cannot be used; shown at start-up, without the password that they may hold.
#[derive(Debug, thiserror::Error)]
pub enum SmtpConfigError {
    #[error("BMM_SMTP_URL cannot be read. Write smtps://user:password@host, or smtp://user:password@host:587?tls=required")]
    Url,
    #[error("BMM_SMTP_URL would send the password without encryption. Write smtps://…, or add ?tls=required")]
    PasswordInClear,
    #[error("BMM_MAIL_FROM is not an address such as `Build My MCP <mail@example.com>`")]
    From,
}

/// Sends through one mail server. Every mail has a connection of its own: mails are few, and a kept connection would
/// need a runtime wherever this value is made and dropped.
pub struct SmtpMailer {
    transport: AsyncSmtpTransportBuilder,
    from: Mailbox,
}

impl SmtpMailer {
    /// `url` is `smtps://`, `smtp://…?tls=required` or, for a relay without a password, plain `smtp://`.
    ///
    /// # Errors
    /// When one of the two settings cannot be used.
    pub fn new(url: &SecretString, from: &str) -> Result<Self, SmtpConfigError> {
        let from = from.parse::<Mailbox>().map_err(|_| SmtpConfigError::From)?;
        refuse_password_in_clear(url)?;
        let builder = AsyncSmtpTransport::<Tokio1Executor>::from_url(url.expose_secret()).map_err(|_| SmtpConfigError::Url)?;
        Ok(Self { transport: builder.timeout(Some(PATIENCE)), from })
    }

    fn message(&self, mail: Mail) -> Result<Message, PortError> {
        let to = mail.to.as_str().parse::<Address>().map_err(|cause| PortError(format!("a mail has an address that SMTP cannot carry: {cause}")))?;
        // A subject is one line; what would begin another header becomes a space.
        let subject: String = mail.subject.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let id = format!("<{}@{}>", system::token(), self.from.email.domain());
        let builder = Message::builder().from(self.from.clone()).to(Mailbox::new(None, to)).subject(subject).message_id(Some(id));
        builder.header(ContentType::TEXT_PLAIN).body(mail.text).map_err(|cause| PortError(format!("a mail could not be written: {cause}")))
    }
}

#[async_trait]
impl Mailer for SmtpMailer {
    async fn send(&self, mail: Mail) -> Result<(), PortError> {
        let message = self.message(mail)?;
        let transport = self.transport.clone().build::<Tokio1Executor>();
        transport.send(message).await.map(drop).map_err(|cause| PortError(format!("the mail server did not take a mail: {cause}")))
    }

    async fn check(&self) -> Result<(), PortError> {
        let transport = self.transport.clone().build::<Tokio1Executor>();
        match transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err(PortError("The mail server broke the connection off.".into())),
            Err(cause) => Err(PortError(format!("The mail server cannot be used: {cause}"))),
        }
    }
}

/// A password travels encrypted, or stays on this machine.
fn refuse_password_in_clear(url: &SecretString) -> Result<(), SmtpConfigError> {
    let url = Url::parse(url.expose_secret()).map_err(|_| SmtpConfigError::Url)?;
    let encrypted = url.scheme() == "smtps" || url.query_pairs().any(|(name, value)| name == "tls" && value == "required");
    let loopback = match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        // The scheme is not one that the URL standard knows, so that addresses arrive as names.
        Some(Host::Domain(name)) => name == "localhost" || name.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback()),
        None => return Err(SmtpConfigError::Url),
    };
    if url.password().is_some() && !encrypted && !loopback { Err(SmtpConfigError::PasswordInClear) } else { Ok(()) }
}

#[cfg(test)]
#[path = "smtp_tests.rs"]
mod tests;
