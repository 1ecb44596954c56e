//! A clock that goes on by itself and can be moved.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::{SystemTime, UNIX_EPOCH},
};

use contract::dto::Timestamp;
use domain::ports::Clock;

/// Real time, moved forward by what a test asks for.
#[derive(Debug, Default)]
pub struct TestClock {
    ahead_micros: AtomicI64,
}

impl TestClock {
    pub fn advance_seconds(&self, seconds: i64) {
        self.ahead_micros.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is a clock")]
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970");
        Timestamp(i64::try_from(now.as_micros()).expect("before 294000") + self.ahead_micros.load(Ordering::SeqCst))
    }
}
