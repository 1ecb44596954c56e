//! `bmm admin`: what operators do from a shell, beside a running server.

use clap::Subcommand;
use contract::Email;
use secrecy::ExposeSecret;

use super::audit;
use crate::{compose, config::Settings, lock};

#[derive(Debug, Subcommand)]
pub enum Admin {
    /// The audit log.
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Prints an API key, and nothing else, for the personal organisation of this address; makes both where they are missing.
    CreateKey {
        #[arg(long)]
        email: String,
    },
    /// Deletes the account of this address now, with everything that belongs to it alone. There is no way back.
    DeleteAccount {
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
    lock::prepare(&settings.data)?;
    let platform = compose::platform(settings, compose::Overrides::default()).await?;
    let printed = match command {
        Admin::Audit(command) => return audit::run(command, &platform).await,
        Admin::CreateKey { email } => domain::keys::create_for(&platform, &Email::parse(email)?).await?.expose_secret().to_owned(),
        Admin::DeleteAccount { email } => {
            anyhow::ensure!(domain::account::erase_now(&platform, &Email::parse(email)?).await?, "nobody has an account with this address");
            "The account is deleted.".to_owned()
        }
        Admin::LoginLink { email } => domain::identity::admin_link(&platform, &Email::parse(email)?).await?,
    };
    println!("{printed}");
    Ok(())
}
