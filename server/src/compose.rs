//! The composition root: which adapter stands behind which port.

use std::{path::PathBuf, sync::Arc};

use adapters::{
    disk::SystemDisk,
    egress::EgressService,
    head_log::FileHeadLog,
    master_key,
    memory::{MemoryClaims, MemoryLimiter},
    models::{AnthropicModel, OpenAiModel},
    prober::HttpProber,
    process::{ProcessConfig, ProcessRuntime},
    redis::{self, RedisClaims, RedisLimiter},
    smtp::SmtpMailer,
    stripe::{SCRIPT_URL, StripePayments},
    system::{SystemClock, SystemRandom},
};
use anyhow::Context;
use domain::{
    Config, Parts, Platform,
    billing::{Billing, BillingSettings, Prices},
    mailbox::DevelopmentMailer,
    ports::{Claims, Clock, Limiter, Mailer, Model, Random},
    vault::Sealer,
};
use egress::{Gate, Limits, Own};
use secrecy::{ExposeSecret, SecretString};

use crate::config::{BillingConfig, ModelSettings, Settings};

/// What a test replaces.
#[derive(Clone, Default)]
pub struct Overrides {
    pub clock: Option<Arc<dyn Clock>>,
    /// The program that is started as `PROGRAM runner`; this binary otherwise.
    pub runner_program: Option<PathBuf>,
    /// How credentials are sealed.
    pub sealer: Option<Arc<dyn Sealer>>,
}

/// Connects to the database and brings its schema up to date.
///
/// # Errors
/// When it does not answer, or is newer than this binary.
pub async fn database(settings: &Settings) -> anyhow::Result<store::Db> {
    let db = store::Db::connect(settings.database_url.expose_secret()).await.context("the database does not answer (DATABASE_URL)")?;
    db.migrate().await.context("the database's schema cannot be brought up to date")?;
    Ok(db)
}

/// Puts the platform together. Nothing runs yet.
///
/// # Errors
/// When database, Redis or master key cannot be used; the message names the setting.
pub async fn platform(settings: &Settings, overrides: Overrides) -> anyhow::Result<Arc<Platform>> {
    let db = database(settings).await?;
    let random: Arc<dyn Random> = Arc::new(SystemRandom);
    let clock = overrides.clock.unwrap_or_else(|| Arc::new(SystemClock));
    let mut vault = master_key::load(&settings.data, settings.master_key.as_ref(), &*random)?;
    if let Some(sealer) = overrides.sealer {
        vault = vault.sealing_with(sealer);
    }
    let mailer: Arc<dyn Mailer> = match &settings.mail {
        Some(mail) => Arc::new(SmtpMailer::new(&mail.url, &mail.from)?),
        None => Arc::new(DevelopmentMailer { db: db.clone(), clock: Arc::clone(&clock), random: Arc::clone(&random) }),
    };
    let (limiter, claims) = shared(settings.redis_url.as_ref()).await?;
    let egress = Arc::new(EgressService::new(egress::Egress::new(Gate::new(settings.egress_allow.clone(), own(settings)), Limits::default())?));
    let runtime = ProcessRuntime::new(process(settings, overrides.runner_program), egress.clone());
    let platform = Platform::new(Parts {
        config: Config {
            public_url: settings.public_url.clone(),
            data: settings.data.clone(),
            development_mail: settings.development_mail(),
            admin_emails: settings.admin_emails.clone(),
            signup: settings.signup.clone(),
            security_contact: settings.security_contact.clone(),
        },
        db,
        vault,
        clock,
        random,
        mailer,
        disk: Arc::new(SystemDisk),
        model: settings.model.as_ref().map(model).transpose()?,
        limiter,
        claims,
        fetcher: egress.clone(),
        head_log: Arc::new(FileHeadLog::new(settings.audit_heads.clone())),
        egress,
        runtime: Arc::new(runtime),
        prober: Arc::new(HttpProber::new(settings.listen, &settings.public_url)?),
        billing: settings.billing.as_ref().map(billing).transpose()?,
    });
    domain::audit::sign_older_chains(&platform).await?;
    domain::billing::begin(&platform).await.context("billing could not begin")?;
    Ok(platform)
}

/// Stripe, or its stand-in.
fn billing(config: &BillingConfig) -> anyhow::Result<Billing> {
    config.warnings.iter().for_each(|warning| tracing::warn!("{warning}"));
    let payments = StripePayments::new(config.secret_key.clone(), config.api_base.as_ref())?;
    let settings = BillingSettings {
        publishable_key: config.publishable_key.clone(),
        webhook_secrets: config.webhook_secrets.clone(),
        prices: Prices::new(config.prices.clone()),
        live: config.live,
        demo: config.api_base.is_some(),
        script_url: config.script_url.as_ref().map_or_else(|| SCRIPT_URL.to_owned(), ToString::to_string),
    };
    Ok(Billing::new(Arc::new(payments), settings))
}

/// The model that writes tools.
fn model(settings: &ModelSettings) -> anyhow::Result<Arc<dyn Model>> {
    Ok(match settings {
        ModelSettings::Anthropic { base, key, model } => Arc::new(AnthropicModel::new(base, key.clone(), model)?),
        ModelSettings::OpenAi { base, key, model } => Arc::new(OpenAiModel::new(base, key.clone(), model)?),
    })
}

/// Limits and claims: in Redis where it is configured, in memory otherwise.
async fn shared(redis_url: Option<&SecretString>) -> anyhow::Result<(Arc<dyn Limiter>, Arc<dyn Claims>)> {
    let Some(url) = redis_url else { return Ok((Arc::new(MemoryLimiter::default()), Arc::new(MemoryClaims::default()))) };
    let client = redis::connect(url).await?;
    Ok((Arc::new(RedisLimiter::new(client.clone())), Arc::new(RedisClaims::new(client))))
}

/// What tools can never call: the platform itself.
fn own(settings: &Settings) -> Own {
    let hosts = settings.public_url.host_str().map(str::to_owned).into_iter().collect();
    let addresses = Some(settings.listen.ip()).filter(|ip| !ip.is_unspecified()).into_iter().collect();
    Own { hosts, addresses }
}

fn process(settings: &Settings, program: Option<PathBuf>) -> ProcessConfig {
    let defaults = ProcessConfig { allow_insecure: settings.insecure_sandbox, ..ProcessConfig::default() };
    match program {
        Some(program) => ProcessConfig { program, ..defaults },
        None => defaults,
    }
}
