//! `demo-billing BMM_BINARY`: the product beside a stand-in for Stripe, so that anybody can click through billing without
//! an account. `BMM_ADDR` and `BMM_DATA` choose address and data folder; `BMM_DEMO_STRIPE` the stand-in's address.

use std::process::{Command, ExitCode};

use testkit::stripe::FakeStripe;

#[tokio::main]
async fn main() -> ExitCode {
    let Some(binary) = std::env::args().nth(1) else {
        eprintln!("usage: demo-billing BMM_BINARY");
        return ExitCode::FAILURE;
    };
    let setting = |name: &str, default: &str| std::env::var(name).unwrap_or_else(|_| default.to_owned());
    let address = setting("BMM_ADDR", "127.0.0.1:3000");
    let Ok(stand_in) = setting("BMM_DEMO_STRIPE", "127.0.0.1:12111").parse() else {
        eprintln!("BMM_DEMO_STRIPE is no address such as 127.0.0.1:12111");
        return ExitCode::FAILURE;
    };
    let stripe = FakeStripe::on(stand_in).await;
    let port = address.rsplit(':').next().unwrap_or("3000");
    stripe.deliver_to(&format!("http://localhost:{port}/v1/billing/webhook"), true);
    eprintln!(
        "\n  The stand-in for Stripe listens on {}\n  Let a month pass:   curl -X POST {}_control/advance -H 'content-type: application/json' -d '{{\"seconds\":2764800}}'\n  \
         Let payments fail:  curl -X POST {}_control/card -H 'content-type: application/json' -d '{{\"card\":\"declines\"}}'\n",
        stripe.url, stripe.url, stripe.url
    );
    let ended = tokio::task::spawn_blocking(move || Command::new(binary).arg("serve").envs(stripe.settings()).env("BMM_ADDR", address).status()).await;
    match ended {
        Ok(Ok(status)) if status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
