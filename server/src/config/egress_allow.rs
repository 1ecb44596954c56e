//! `BMM_EGRESS_ALLOW`: private upstreams.

use egress::EgressAllow;

use super::{Env, InvalidSetting};

/// `BMM_EGRESS_ALLOW`: comma list of `host[:port]` or networks that tools may reach although they are not public.
pub fn read(env: &Env) -> Result<EgressAllow, InvalidSetting> {
    env.get("BMM_EGRESS_ALLOW").unwrap_or_default().parse().map_err(|error| {
        let text = format!("{error}");
        InvalidSetting::new("BMM_EGRESS_ALLOW", text.strip_prefix("BMM_EGRESS_ALLOW: ").unwrap_or(&text))
    })
}
