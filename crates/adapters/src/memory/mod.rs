//! Counters and claims in this process's memory: the default without Redis, and its stand-in while Redis is away.

mod claims;
mod limiter;

pub use claims::MemoryClaims;
pub use limiter::MemoryLimiter;
