//! Exchange rates by Frankfurter (frankfurter.dev/v1): reference rates of the European Central Bank, without a key.

use serde_json::{Value, json};

use super::kit::{Http, Recipe, text_like};

const API: &str = "https://api.frankfurter.dev/v1";

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "exchange-rates",
        "Exchange rates",
        "Reference rates of the European Central Bank for about 30 currencies, today and back to 1999. Needs no key.",
        &[
            "exchange rate",
            "exchange rates",
            "currency",
            "currencies",
            "currency conversion",
            "convert currency",
            "euro",
            "dollar",
            "forex",
            "frankfurter",
            "ecb",
            "european central bank",
        ],
    )
    .tool(
        pair(Http::get(
            "get_latest_rates",
            "Latest exchange rates: what one unit of the base currency is worth in others. Published on working days around 16:00 CET.",
            &format!("{API}/latest"),
        ))
        .done(),
    )
    .tool(
        pair(Http::get(
            "get_rates_on_day",
            "Exchange rates of a past day, from 1999-01-04 on. On days without rates those of the working day before are given.",
            &format!("{API}/{{date}}"),
        ))
        .path("date", date("The day."))
        .done(),
    )
    .tool(
        pair(Http::get(
            "get_rates_over_time",
            "Exchange rates of every working day between two dates. Choose currencies, or the answer becomes long.",
            &format!("{API}/{{from}}..{{to}}"),
        ))
        .path("from", date("The first day."))
        .path("to", date("The last day."))
        .done(),
    )
    .tool(Http::get("list_currencies", "Currencies that have rates, with their names.", &format!("{API}/currencies")).done())
}

fn pair(tool: Http) -> Http {
    let currencies: Value = json!({"type": "array", "items": {"type": "string", "pattern": "^[A-Z]{3}$"}, "description": "Currencies to give, like [\"USD\", \"CHF\"]; all when left out."});
    tool.query("base", text_like("The base currency; EUR when left out.", "EUR")).renamed("symbols", "currencies", currencies)
}

fn date(what: &str) -> Value {
    json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": format!("{what} As 2026-11-20."), "examples": ["2026-11-20"]})
}
