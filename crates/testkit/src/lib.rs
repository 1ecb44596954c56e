//! Development only: the whole product on a loopback port, with a database of its own, an adjustable clock and a mock
//! upstream. Everything here panics when it fails: it is called by tests.

mod answer;
mod anthropic;
mod app;
mod clock;
mod mcp;
mod postgres;
mod process;
mod sign_in;
mod socket;
pub mod stripe;
mod unsealed;
mod upstream;

pub use answer::Answer;
pub use anthropic::{FakeAnthropic, Scripted};
pub use app::{Database, TestApp};
pub use clock::TestClock;
pub use mcp::{Mcp, modern};
pub use postgres::server as postgres_server;
pub use process::{BmmProcess, binary, free_port};
pub use sign_in::Browser;
pub use socket::{Events, follow};
pub use upstream::{Seen, Upstream};

/// Runs one test on SQLite and on PostgreSQL: `on_both_databases!(async fn name(app: TestApp) { … })`.
#[macro_export]
macro_rules! on_both_databases {
    // The same with billing switched on: `on_both_databases!(async fn name(shop: Shop) { … })`.
    ($(#[$meta:meta])* async fn $name:ident($shop:ident: Shop) $body:block) => {
        mod $name {
            #[expect(unused_imports, reason = "a test needs some of what its file imports")]
            use super::*;

            async fn scenario($shop: $crate::stripe::Shop) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                scenario($crate::stripe::Shop::open($crate::Database::Sqlite).await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                scenario($crate::stripe::Shop::open($crate::Database::Postgres).await).await;
            }
        }
    };
    ($(#[$meta:meta])* async fn $name:ident($app:ident: TestApp) $body:block) => {
        mod $name {
            #[expect(unused_imports, reason = "a test needs some of what its file imports")]
            use super::*;

            async fn scenario($app: $crate::TestApp) $body

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_sqlite() {
                scenario($crate::TestApp::new().await).await;
            }

            $(#[$meta])*
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn on_postgres() {
                scenario($crate::TestApp::postgres().await).await;
            }
        }
    };
}
