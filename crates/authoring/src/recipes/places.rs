//! Addresses and places by Nominatim (nominatim.org/release-docs/latest/api), the search of OpenStreetMap. No key; its
//! usage policy allows one request per second and asks programs to say who they are.

use serde_json::json;

use super::kit::{Http, Recipe, text, text_like, whole};

const API: &str = "https://nominatim.openstreetmap.org";

pub(super) fn recipe() -> Recipe {
    let degrees = |what: &str, most: i32| json!({"type": "number", "minimum": -most, "maximum": most, "description": what});
    Recipe::new(
        "places",
        "Places and addresses",
        "Finds coordinates of addresses and addresses of coordinates in OpenStreetMap. Needs no key; at most one request per second.",
        &[
            "geocode",
            "geocoding",
            "address",
            "addresses",
            "coordinates",
            "latitude",
            "longitude",
            "openstreetmap",
            "nominatim",
            "map",
            "places",
            "reverse geocoding",
            "location",
        ],
    )
    .tool(
        polite(Http::get("search_places", "Finds places and addresses by name, with coordinates.", &format!("{API}/search")))
            .needed("q", "query", text_like("Name or address.", "10 Downing Street, London"))
            .renamed("countrycodes", "countries", text_like("Only in these countries: two-letter codes with commas between them.", "gb,ie"))
            .query("limit", whole("Most results; 10 when left out.", 1, 40))
            .constant("addressdetails", "1")
            .select("{places: [.[] | {name: .display_name, lat, lon, category, type, address}]}")
            .done(),
    )
    .tool(
        polite(Http::get("find_address", "Finds the address of a point.", &format!("{API}/reverse")))
            .needed("lat", "latitude", degrees("Degrees north.", 90))
            .needed("lon", "longitude", degrees("Degrees east.", 180))
            .query("zoom", whole("Detail: 3 country, 10 city, 16 street, 18 building (when left out).", 0, 18))
            .select("{name: .display_name, category, type, address, problem: .error}")
            .done(),
    )
    .tool(
        polite(Http::get("find_in_city", "Finds a street or a kind of place in a city.", &format!("{API}/search")))
            .needed("city", "city", text_like("The city.", "Porto"))
            .query("street", text("Number and street."))
            .query("amenity", text_like("Kind or name of a place.", "pharmacy"))
            .query("country", text("The country."))
            .query("limit", whole("Most results; 10 when left out.", 1, 40))
            .select("{places: [.[] | {name: .display_name, lat, lon, category, type}]}")
            .done(),
    )
}

fn polite(tool: Http) -> Http {
    tool.constant("format", "jsonv2").constant("accept-language", "en").header("User-Agent", "BuildMyMCP/0.1 (hosted MCP server)")
}
