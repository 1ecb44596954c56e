//! Tool calls: who may call, what is counted, what is logged.

mod cache;
mod call;
mod log;
mod mock;
mod open;
mod playground;

use std::sync::Arc;

use contract::{Slug, spec::ServerSpec};

pub use cache::SpecCache;
pub use call::call;
pub use log::log;
pub use mock::NOTE as MOCK_NOTE;
pub use open::open;
pub use playground::playground;

use crate::{Org, ports::RunTarget};

/// How a call came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Via {
    Mcp,
    Playground,
}

impl Via {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mcp => "mcp",
            Self::Playground => "playground",
        }
    }
}

/// A server that somebody may call: authenticated, not paused, with its specification at hand.
#[derive(Clone)]
pub struct LiveServer {
    pub org: Org,
    pub slug: Slug,
    pub target: RunTarget,
}

impl LiveServer {
    pub fn spec(&self) -> &Arc<ServerSpec> {
        &self.target.spec
    }
}
