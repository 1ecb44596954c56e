//! The binary `bmm` as a library, so that tests can run the whole product in their own process.

pub mod commands;
pub mod compose;
pub mod config;
pub mod gateway;
pub mod http;
pub mod lock;
pub mod serve;
