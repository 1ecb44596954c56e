//! `bmm admin audit`: whether the audit log is what the platform wrote.

use anyhow::bail;
use clap::Subcommand;
use domain::Platform;

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Checks every link, signature and guard of the audit log, beside a running server. Exit code 1 when something is
    /// broken; the first broken event of each organisation is named.
    Verify,
}

pub async fn run(command: &Audit, platform: &Platform) -> anyhow::Result<()> {
    let Audit::Verify = command;
    let (events, broken) = domain::audit::verify_everything(platform).await?;
    for found in &broken {
        match found.organization.as_str() {
            "" => println!("{}", found.what),
            organization => println!("{organization} event {}: {}", found.seq, found.what),
        }
    }
    if !broken.is_empty() {
        bail!("the audit log is not what the platform wrote; what is broken stands above");
    }
    println!("The audit log is whole: {events} events.");
    Ok(())
}
