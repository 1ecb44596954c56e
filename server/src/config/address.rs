//! `BMM_ADDR`: where the server listens.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use super::{Env, InvalidSetting};

/// Nobody but this machine.
pub const DEFAULT: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 3000);

/// `BMM_ADDR`: address and port, `127.0.0.1:3000` by default.
pub fn read(env: &Env) -> Result<SocketAddr, InvalidSetting> {
    let Some(text) = env.get("BMM_ADDR") else { return Ok(DEFAULT) };
    let text = text.replace("localhost:", "127.0.0.1:");
    text.parse().map_err(|_| {
        InvalidSetting::new("BMM_ADDR", format!("“{text}” is not an address with a port. Write 127.0.0.1:3000, or 0.0.0.0:3000 for every network."))
    })
}
