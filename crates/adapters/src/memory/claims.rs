//! Short exclusive claims, for one process.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::ports::{Claims, PortError};

use crate::system;

/// Claims that are held at once before those that have ended are looked for.
const TIDY_AT: usize = 1_024;

struct Held {
    token: String,
    until: Instant,
}

/// Who holds what, until when.
#[derive(Default)]
pub struct MemoryClaims {
    held: Mutex<HashMap<String, Held>>,
}

#[async_trait]
impl Claims for MemoryClaims {
    async fn claim(&self, key: &str, hold: Duration) -> Result<Option<String>, PortError> {
        let now = Instant::now();
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.get(key).is_some_and(|claim| claim.until > now) {
            return Ok(None);
        }
        if held.len() >= TIDY_AT {
            held.retain(|_, claim| claim.until > now);
        }
        let token = system::token();
        held.insert(key.to_owned(), Held { token: token.clone(), until: now + hold });
        Ok(Some(token))
    }

    async fn release(&self, key: &str, token: &str) -> Result<(), PortError> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if held.get(key).is_some_and(|claim| claim.token == token) {
            held.remove(key);
        }
        Ok(())
    }
}
