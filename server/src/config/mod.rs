//! Settings: one file per section, each names its variable. Everything that is wrong is said at once, before anything starts.

mod address;
mod admin_emails;
mod audit_heads;
mod billing;
mod data;
mod database;
mod egress_allow;
mod env;
mod log;
mod mail;
mod master_key;
mod model;
mod proxies;
mod public_url;
mod redis;
mod sandbox;
mod security_contact;
mod signup;
mod site;

use std::{net::SocketAddr, path::PathBuf};

use contract::Email;
use domain::Signup;
use egress::EgressAllow;
use secrecy::SecretString;
use url::Url;

pub use billing::BillingConfig;
pub use env::Env;
pub use log::start as start_log;
pub use mail::MailSettings;
pub use model::ModelSettings;
pub use proxies::TrustedProxies;
pub use public_url::{is_loopback_host, is_loopback_url};
pub use site::SiteSource;

/// One setting that cannot be used: its variable, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {message}")]
pub struct InvalidSetting {
    pub variable: &'static str,
    pub message: String,
}

impl InvalidSetting {
    pub fn new(variable: &'static str, message: impl Into<String>) -> Self {
        Self { variable, message: message.into() }
    }
}

/// Every setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvalidSettings(pub Vec<InvalidSetting>);

impl std::fmt::Display for InvalidSettings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "These settings cannot be used:")?;
        self.0.iter().try_for_each(|setting| writeln!(f, "  {setting}"))
    }
}

impl std::error::Error for InvalidSettings {}

/// Everything that can be set.
#[derive(Clone, Debug)]
pub struct Settings {
    pub listen: SocketAddr,
    /// Who runs this platform and sees `/admin`.
    pub admin_emails: Vec<Email>,
    /// Where heads of the audit log are kept outside the database.
    pub audit_heads: PathBuf,
    /// Plans are sold.
    pub billing: Option<BillingConfig>,
    pub data: PathBuf,
    pub public_url: Url,
    pub proxies: TrustedProxies,
    pub database_url: SecretString,
    pub redis_url: Option<SecretString>,
    pub mail: Option<MailSettings>,
    pub master_key: Option<SecretString>,
    /// Writes tools from words.
    pub model: Option<ModelSettings>,
    pub egress_allow: EgressAllow,
    /// Scripts run although nothing confines them.
    pub insecure_sandbox: bool,
    /// Where strangers report a vulnerability.
    pub security_contact: Option<Url>,
    /// Who may make an account.
    pub signup: Signup,
    pub site: SiteSource,
}

impl Settings {
    /// Reads every section.
    ///
    /// # Errors
    /// Names every variable that cannot be used, not only the first.
    pub fn read(env: &Env) -> Result<Self, InvalidSettings> {
        let mut wrong = Vec::new();
        let listen = keep(&mut wrong, address::read(env));
        let admin_emails = keep(&mut wrong, admin_emails::read(env));
        let data = data::read(env);
        let audit_heads = audit_heads::read(env, &data);
        let public_url = keep(&mut wrong, public_url::read(env, listen.unwrap_or(address::DEFAULT)));
        let billing = keep(&mut wrong, billing::read(env, public_url.as_ref()));
        let proxies = keep(&mut wrong, proxies::read(env));
        let database_url = keep(&mut wrong, database::read(env, &data));
        let redis_url = keep(&mut wrong, redis::read(env));
        let mail = keep(&mut wrong, mail::read(env));
        let master_key = keep(&mut wrong, master_key::read(env));
        let model = keep(&mut wrong, model::read(env));
        let egress_allow = keep(&mut wrong, egress_allow::read(env));
        let insecure_sandbox = keep(&mut wrong, sandbox::read(env));
        let security_contact = keep(&mut wrong, security_contact::read(env));
        let signup = keep(&mut wrong, signup::read(env));
        let site = keep(&mut wrong, site::read(env));
        keep(&mut wrong, log::read(env));
        let settings = || {
            Some(Self {
                listen: listen?,
                audit_heads,
                billing: billing?,
                data,
                public_url: public_url?,
                proxies: proxies?,
                database_url: database_url?,
                redis_url: redis_url?,
                mail: mail?,
                master_key: master_key?,
                model: model?,
                egress_allow: egress_allow?,
                insecure_sandbox: insecure_sandbox?,
                security_contact: security_contact?,
                signup: signup?,
                site: site?,
                admin_emails: admin_emails?,
            })
        };
        settings().filter(|_| wrong.is_empty()).ok_or(InvalidSettings(wrong))
    }

    /// Mail goes to the development mailbox.
    pub const fn development_mail(&self) -> bool {
        self.mail.is_none()
    }
}

fn keep<T>(wrong: &mut Vec<InvalidSetting>, read: Result<T, InvalidSetting>) -> Option<T> {
    read.map_err(|error| wrong.push(error)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_any_setting_everything_has_a_default() {
        let settings = Settings::read(&Env::of(&[])).expect("the defaults are valid");
        assert_eq!(settings.listen.to_string(), "127.0.0.1:3000");
        assert_eq!(settings.public_url.as_str(), "http://localhost:3000/");
        assert!(settings.development_mail());
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let env = Env::of(&[
            ("BMM_ADDR", "nowhere"),
            ("BMM_ADMIN_EMAILS", "nobody"),
            ("BMM_PUBLIC_URL", "ftp://example.com"),
            ("BMM_TRUSTED_PROXIES", "10.0.0.1/99"),
            ("DATABASE_URL", "mysql://x"),
            ("REDIS_URL", "http://x"),
            ("BMM_SMTP_URL", "mail.example.com"),
            ("BMM_MASTER_KEY", "short"),
            ("BMM_EGRESS_ALLOW", "http://x"),
            ("BMM_SANDBOX", "maybe"),
            ("BMM_SECURITY_CONTACT", "security@example.com"),
            ("BMM_SIGNUP", "maybe"),
            ("BMM_LOG", "=,="),
        ]);
        let wrong = Settings::read(&env).expect_err("all of it is wrong");
        let variables: Vec<_> = wrong.0.iter().map(|setting| setting.variable).collect();
        let expected = [
            "BMM_ADDR",
            "BMM_ADMIN_EMAILS",
            "BMM_PUBLIC_URL",
            "BMM_TRUSTED_PROXIES",
            "DATABASE_URL",
            "REDIS_URL",
            "BMM_SMTP_URL",
            "BMM_MASTER_KEY",
            "BMM_EGRESS_ALLOW",
            "BMM_SANDBOX",
            "BMM_SECURITY_CONTACT",
            "BMM_SIGNUP",
            "BMM_LOG",
        ];
        assert_eq!(variables, expected);
    }
}
