//! What the plan gives and what is used of it, as bars.

use contract::dto::OrganizationView;
use leptos::prelude::*;

use crate::ui::{Badge, Tone, grouped};

/// Plan and usage.
pub fn section(org: &OrganizationView, may_change: bool) -> AnyView {
    let limits = org.org.limits;
    let members = org.members.len() as u64 + org.invitations.iter().filter(|invitation| !invitation.expired).count() as u64;
    let models = org.model_tokens.map(|tokens| bar("Model tokens this month", tokens.used, tokens.limit));
    let bars = [
        bar("Servers", u64::from(org.org.servers), limits.servers.map(u64::from)),
        bar("Calls this month", org.org.calls_this_month, limits.calls),
        bar("Members", members, limits.members.map(u64::from)),
    ];
    let billing = may_change.then(|| view! { <p><a class="button" href="/settings/billing">"Plan and billing"</a></p> });
    view! {
        <section class="section" aria-labelledby="usage">
            <h2 id="usage">"Plan and usage"</h2>
            <p>
                <Badge label=org.org.plan.label() tone=Tone::Accent />
                <span class="muted">{format!(" The call log is kept for {} days.", limits.log_days)}</span>
            </p>
            <ul class="usage">{bars.into_iter().chain(models).collect::<Vec<_>>()}</ul>
            {billing}
        </section>
    }
    .into_any()
}

/// One figure of the plan.
pub fn bar(label: &'static str, used: u64, limit: Option<u64>) -> AnyView {
    let id = format!("usage-{}", label.split(' ').next().unwrap_or_default().to_lowercase());
    let (figure, meter) = match limit {
        None => (format!("{} · unlimited", grouped(used)), None),
        Some(limit) => {
            let class = match used.saturating_mul(10) >= limit.saturating_mul(9) {
                // One of one is how it is meant to be.
                true if limit > 1 && used >= limit => "usage-bar is-full",
                true if limit > 1 => "usage-bar is-nearly-full",
                _ => "usage-bar",
            };
            let meter = view! { <progress class=class aria-labelledby=id.clone() value=used.min(limit).to_string() max=limit.to_string()></progress> };
            (format!("{} of {}", grouped(used), grouped(limit)), Some(meter))
        }
    };
    view! {
        <li>
            <span id=id>{label}</span>
            <span class="usage-figure">{figure}</span>
            {meter}
        </li>
    }
    .into_any()
}
