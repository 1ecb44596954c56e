//! Moments: absolute, and once the page is alive, relative beside it.

use contract::dto::Timestamp;
use leptos::prelude::*;

use super::{effect, text};
use crate::browser;

/// The moment at which a served page is rendered: it says by itself how long ago something was.
#[derive(Clone, Copy)]
pub struct Now(pub Timestamp);

#[component]
pub fn Time(at: Timestamp, #[prop(optional)] short: bool) -> impl IntoView {
    let now = use_context::<Now>().map_or_else(String::new, |now| ago(now.0.millis() - at.millis()));
    let relative = RwSignal::new(now);
    effect(move || relative.set(ago(browser::now_millis() - at.millis())));
    let absolute = at.for_people();
    let title = absolute.clone();
    view! {
        <time class="time" datetime=at.rfc3339() title=title>
            {text(move || match relative.get() {
                text if text.is_empty() => absolute.clone(),
                text if short => text,
                text => format!("{absolute} ({text})"),
            })}
        </time>
    }
}

/// `just now`, `5 minutes ago`, `in 3 days`; empty for what is more than a month away.
fn ago(millis: i64) -> String {
    let minutes = millis.unsigned_abs() / 60_000;
    let (number, unit) = match minutes {
        0 => return "just now".to_owned(),
        1..60 => (minutes, "minute"),
        60..1_440 => (minutes / 60, "hour"),
        1_440..46_080 => (minutes / 1_440, "day"),
        _ => return String::new(),
    };
    let amount = format!("{number} {unit}{}", if number == 1 { "" } else { "s" });
    if millis < 0 { format!("in {amount}") } else { format!("{amount} ago") }
}
