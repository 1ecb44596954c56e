//! One file per outside system behind a port of the domain.

pub mod disk;
pub mod egress;
pub mod head_log;
pub mod master_key;
pub mod memory;
pub mod models;
pub mod prober;
pub mod process;
pub mod redis;
pub mod smtp;
pub mod stripe;
pub mod system;
