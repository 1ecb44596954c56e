//! Weather by Open-Meteo (open-meteo.com/en/docs): free for non-commercial use, without a key.

use serde_json::{Value, json};

use super::kit::{Http, Recipe, choice, text, text_like, whole};

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "weather",
        "Weather",
        "Current weather, forecasts and air quality for any place, from Open-Meteo. Needs no key.",
        &["weather", "forecast", "weather forecast", "temperature", "rain", "wind", "snow", "air quality", "open meteo", "climate", "sunrise"],
    )
    .tool(
        Http::get("find_place", "Finds places by name, with latitude, longitude and time zone. The other tools need latitude and longitude.", "https://geocoding-api.open-meteo.com/v1/search")
            .needed("name", "name", text_like("Name of a city or a postal code.", "Lisbon"))
            .query("count", whole("Most places to give; 10 when left out.", 1, 100))
            .query("language", text_like("Language of the names, as a two-letter code.", "en"))
            .select("{places: [(.results // [])[] | {name, latitude, longitude, country, admin1, timezone, population}]}")
            .done(),
    )
    .tool(
        at_place(Http::get("get_current_weather", "Current temperature, humidity, rain, clouds and wind of a place. weather_code is WMO's: 0 clear, 1-3 cloudy, 45 fog, 51-67 rain, 71-77 snow, 80-82 showers, 95 thunderstorm.", FORECAST))
            .constant("current", "temperature_2m,apparent_temperature,relative_humidity_2m,is_day,precipitation,weather_code,cloud_cover,pressure_msl,wind_speed_10m,wind_direction_10m,wind_gusts_10m")
            .constant("timezone", "auto")
            .query("temperature_unit", choice("celsius when left out.", &["celsius", "fahrenheit"]))
            .query("wind_speed_unit", choice("kmh when left out.", &["kmh", "ms", "mph", "kn"]))
            .select("{timezone, current, current_units}")
            .done(),
    )
    .tool(
        at_place(Http::get("get_daily_forecast", "Forecast of a place by day: highest and lowest temperature, rain, wind, sunrise and sunset.", FORECAST))
            .constant("daily", "weather_code,temperature_2m_max,temperature_2m_min,precipitation_sum,precipitation_probability_max,wind_speed_10m_max,sunrise,sunset")
            .constant("timezone", "auto")
            .renamed("forecast_days", "days", whole("Days to give, today included; 7 when left out.", 1, 16))
            .query("temperature_unit", choice("celsius when left out.", &["celsius", "fahrenheit"]))
            .select("{timezone, daily, daily_units}")
            .done(),
    )
    .tool(
        at_place(Http::get("get_air_quality", "Current air quality of a place: European and US index, fine dust, ozone and nitrogen dioxide.", "https://air-quality-api.open-meteo.com/v1/air-quality"))
            .constant("current", "european_aqi,us_aqi,pm10,pm2_5,nitrogen_dioxide,ozone")
            .constant("timezone", "auto")
            .select("{timezone, current, current_units}")
            .done(),
    )
    .tool(
        at_place(Http::get("get_past_weather", "Weather of a place on past days, from 1940 on: temperatures, rain and wind by day.", "https://archive-api.open-meteo.com/v1/archive"))
            .needed("start_date", "start_date", text("First day, as 2026-11-01."))
            .needed("end_date", "end_date", text("Last day, as 2026-11-07."))
            .constant("daily", "temperature_2m_max,temperature_2m_min,precipitation_sum,wind_speed_10m_max")
            .constant("timezone", "auto")
            .select("{timezone, daily, daily_units}")
            .done(),
    )
}

const FORECAST: &str = "https://api.open-meteo.com/v1/forecast";

fn at_place(tool: Http) -> Http {
    let degrees = |what: &str, most: i32| -> Value { json!({"type": "number", "minimum": -most, "maximum": most, "description": what}) };
    tool.needed("latitude", "latitude", degrees("Degrees north.", 90)).needed("longitude", "longitude", degrees("Degrees east.", 180))
}
