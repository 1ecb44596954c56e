//! The last 90 days as bars, and the last day's latency as a line: SVG made on the server.

use contract::dto::{DayView, LatencyView, StatusView};
use leptos::prelude::*;

use app::ui::count;

/// 99950 thousandths of a percent as `99.95 %`. Never rounded up.
fn percent(thousandths: u32) -> String {
    format!("{}.{:02} %", thousandths / 1_000, thousandths % 1_000 / 10)
}

/// One bar for each day; what it stands for is its title and the table for screen readers below.
pub fn days(status: &StatusView) -> AnyView {
    let bars: String = status.days.iter().enumerate().map(|(place, day)| bar(place, day)).collect();
    let known = status.days.iter().filter(|day| day.expected > 0).count();
    let uptime = status.uptime().map_or_else(
        || "Nothing has been measured yet".to_owned(),
        |uptime| format!("{} available in {}", percent(uptime), count(known as u64, "day", "days")),
    );
    let label = format!("{uptime}; days without measurements are grey");
    view! {
        <section class="section" aria-labelledby="days">
            <h2 id="days">"The last 90 days"</h2>
            <svg class="bars" viewBox="0 0 900 48" preserveAspectRatio="none" role="img" aria-label=label inner_html=bars></svg>
            <p class="bars-legend"><span>"90 days ago"</span><strong>{uptime}</strong><span>"Today"</span></p>
            <p class="muted">"The platform checks itself every ten seconds. A missed check counts as downtime. Grey days were before the first check."</p>
        </section>
    }
    .into_any()
}

fn bar(place: usize, day: &DayView) -> String {
    let share = (day.expected > 0).then(|| u64::from(day.good.min(day.expected)) * 100_000 / u64::from(day.expected));
    let class = match share {
        None => "is-unknown",
        Some(99_900..) => "is-full",
        Some(95_000..) => "is-some",
        Some(_) => "is-down",
    };
    let said = share.map_or_else(|| "not measured".to_owned(), |share| percent(u32::try_from(share).unwrap_or_default()));
    let date = day.day.rfc3339();
    let date = date.split('T').next().unwrap_or_default();
    format!("<rect class=\"{class}\" x=\"{}\" y=\"0\" width=\"7\" height=\"48\" rx=\"2\"><title>{date}: {said}</title></rect>", place * 10 + 1)
}

/// The slowest answer of every ten minutes of the last day.
pub fn latency(points: &[LatencyView]) -> AnyView {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return ().into_any() };
    let slowest = points.iter().map(|point| point.login_micros).max().unwrap_or_default().max(1);
    let span = (last.at.micros() - first.at.micros()).max(1);
    let place = |point: &LatencyView| {
        let x = (point.at.micros() - first.at.micros()) * 1_000 / span;
        let y = 100 - u64::from(point.login_micros) * 92 / u64::from(slowest);
        format!("{x},{y}")
    };
    let line = format!("<polyline points=\"{}\"/>", points.iter().map(place).collect::<Vec<_>>().join(" "));
    let typical = {
        let mut all: Vec<_> = points.iter().map(|point| point.login_micros).collect();
        all.sort_unstable();
        all.get(all.len() / 2).copied().unwrap_or_default()
    };
    let label = format!("Sign-in page: slowest answer of every ten minutes, typically {}, at most {}", millis(typical), millis(slowest));
    // One point makes no line.
    let drawing = (points.len() > 1).then(|| {
        view! { <svg class="latency" viewBox="0 0 1000 100" preserveAspectRatio="none" role="img" aria-label=label.clone() inner_html=line></svg> }
    });
    view! {
        <section class="section" aria-labelledby="latency">
            <h2 id="latency">"Latency of the last day"</h2>
            {drawing}
            <p class="muted">{label} ", measured by the platform itself, without the network between it and you."</p>
        </section>
    }
    .into_any()
}

fn millis(micros: u32) -> String {
    format!("{}.{} ms", micros / 1_000, micros % 1_000 / 100)
}

#[cfg(test)]
mod tests {
    use contract::dto::Timestamp;

    use super::*;

    #[test]
    fn days_are_coloured_by_what_was_missing() {
        let day = |expected, good| bar(0, &DayView { day: Timestamp(0), expected, good });
        assert!(day(0, 0).contains("is-unknown") && day(8_640, 8_640).contains("is-full"));
        assert!(day(8_640, 8_500).contains("is-some") && day(8_640, 0).contains("is-down"));
        assert!(day(8_640, 8_639).contains("99.98 %"), "{}", day(8_640, 8_639));
    }
}
