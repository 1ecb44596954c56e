//! `BMM_SMTP_URL` and `BMM_MAIL_FROM`: how mail goes out.

use secrecy::SecretString;

use super::{Env, InvalidSetting};

/// An SMTP server and the sender's address.
#[derive(Clone, Debug)]
pub struct MailSettings {
    pub url: SecretString,
    /// `Build My MCP <mail@example.com>` or the bare address.
    pub from: String,
}

/// `BMM_SMTP_URL`: `smtps://user:password@host` or `smtp://host:587?tls=required`; without it mail goes to the
/// development mailbox at `/dev/mail`. `BMM_MAIL_FROM`: the sender, needed with it.
pub fn read(env: &Env) -> Result<Option<MailSettings>, InvalidSetting> {
    let Some(url) = env.get("BMM_SMTP_URL") else { return Ok(None) };
    if !url.starts_with("smtp://") && !url.starts_with("smtps://") {
        return Err(InvalidSetting::new("BMM_SMTP_URL", "write smtps://user:password@host or smtp://host:587?tls=required."));
    }
    match env.get("BMM_MAIL_FROM") {
        Some(from) if from.contains('@') => Ok(Some(MailSettings { url: url.into(), from: from.to_owned() })),
        _ => Err(InvalidSetting::new("BMM_MAIL_FROM", "name the sender of mails, such as Build My MCP <mail@example.com>.")),
    }
}
