//! A small chart of counts, one bar each, drawn on the server.

use leptos::prelude::*;

const WIDTH: usize = 5;
const HEIGHT: u64 = 20;

/// Bars from the oldest count to the newest. `label` says the same in words.
pub fn sparkline(counts: &[u64], label: String) -> AnyView {
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let bars: String = counts.iter().enumerate().map(|(place, count)| bar(place, *count, most)).collect();
    let view_box = format!("0 0 {} {HEIGHT}", counts.len() * WIDTH - 1);
    view! { <svg class="sparkline" viewBox=view_box role="img" aria-label=label inner_html=bars></svg> }.into_any()
}

/// Nothing is a thin line, and anything more is higher than that.
fn bar(place: usize, count: u64, most: u64) -> String {
    let height = if count == 0 { 1 } else { (count.saturating_mul(HEIGHT) / most).clamp(3, HEIGHT) };
    let class = if count == 0 { "is-none" } else { "is-some" };
    format!("<rect class='{class}' x='{}' y='{}' width='{}' height='{height}' rx='1'/>", place * WIDTH, HEIGHT - height, WIDTH - 1)
}
