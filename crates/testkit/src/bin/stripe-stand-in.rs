//! `stripe-stand-in ADDRESS`: the stand-in for Stripe alone, for the browser tests.

use testkit::stripe::FakeStripe;

#[tokio::main]
async fn main() {
    let address = std::env::args().nth(1).and_then(|text| text.parse().ok()).expect("an address such as 127.0.0.1:12111");
    let stripe = FakeStripe::on(address).await;
    eprintln!("{}", stripe.url);
    std::future::pending::<()>().await;
}
