//! `bmm admin`: what operators do from a shell, beside a running server.

use clap::Subcommand;
use contract::Email;
use secrecy::ExposeSecret;

use crate::{compose, config::Settings, lock};

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// Prints an API key, and nothing else, for the personal organisation of this address; makes both where they are missing.
    CreateKey {
        #[arg(long)]
        email: String,
    },
    /// Prints a sign-in link that works once, for 15 minutes.
    LoginLink {
        #[arg(long)]
        email: String,
    },
}

pub async fn run(command: &Admin, settings: &Settings) -> anyhow::Result<()> {
    let (Admin::CreateKey { email } | Admin::LoginLink { email }) = command;
    let email = Email::parse(email)?;
    lock::prepare(&settings.data)?;
    let platform = compose::platform(settings, compose::Overrides::default()).await?;
    let printed = match command {
        Admin::CreateKey { .. } => domain::keys::create_for(&platform, &email).await?.expose_secret().to_owned(),
        Admin::LoginLink { .. } => domain::identity::admin_link(&platform, &email).await?,
    };
    println!("{printed}");
    Ok(())
}
