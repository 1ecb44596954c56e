//! One folder per noun: pages and the server functions that they call.

pub mod builds;
pub mod errors;
pub mod keys;
pub mod servers;
pub mod wizard;
