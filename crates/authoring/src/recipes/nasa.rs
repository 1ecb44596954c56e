//! NASA's open APIs (api.nasa.gov). They take a free key.

use contract::spec::SecretIn;
use serde_json::{Value, json};

use super::kit::{Http, Recipe, slot, switch, text_like, whole};

const KEY: &str = "NASA_API_KEY";

pub(super) fn recipe() -> Recipe {
    let day = |what: &str| -> Value { json!({"type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$", "description": what}) };
    Recipe::new(
        "nasa",
        "NASA pictures and asteroids",
        "Astronomy picture of the day, asteroids near Earth, and NASA's archive of pictures and videos.",
        &["nasa", "apod", "astronomy", "astronomy picture", "picture of the day", "asteroid", "asteroids", "space", "near earth object"],
    )
    .secret(slot(KEY, "NASA API key", ("Free and at once, by e-mail. DEMO_KEY works for 30 requests an hour.", "https://api.nasa.gov/#signUp"), SecretIn::Query, "api_key", ""))
    .tool(
        Http::get("get_picture_of_the_day", "Astronomy picture of a day, with its explanation.", "https://api.nasa.gov/planetary/apod")
            .query("date", day("The day, from 1995-06-16 on; today when left out."))
            .query("thumbs", switch("Give a preview picture when it is a video."))
            .secret(KEY)
            .done(),
    )
    .tool(
        Http::get("list_asteroids", "Asteroids that pass Earth on up to 7 days, with size, speed and distance.", "https://api.nasa.gov/neo/rest/v1/feed")
            .needed("start_date", "start_date", day("The first day."))
            .query("end_date", day("The last day, at most 7 days later."))
            .secret(KEY)
            .select("{count: .element_count, asteroids: [.near_earth_objects | to_entries[] | .key as $day | .value[] | {day: $day, id, name, hazardous: .is_potentially_hazardous_asteroid, metres: .estimated_diameter.meters, approach: (.close_approach_data[0] | {time: .close_approach_date_full, km_per_second: .relative_velocity.kilometers_per_second, km: .miss_distance.kilometers})}]}")
            .done(),
    )
    .tool(
        Http::get("search_media", "Searches NASA's archive of pictures, videos and sounds.", "https://images-api.nasa.gov/search")
            .needed("q", "query", text_like("Words to look for.", "apollo 11"))
            .renamed("media_type", "kind", text_like("image, video or audio, with commas between them.", "image"))
            .query("page_size", whole("Results per page; 100 when left out.", 1, 100))
            .query("page", whole("The page; 1 when left out.", 1, 100))
            .select("{total: .collection.metadata.total_hits, items: [.collection.items[] | {id: .data[0].nasa_id, title: .data[0].title, date: .data[0].date_created, kind: .data[0].media_type, preview: (.links[0].href // null), description: (.data[0].description // \"\" | .[0:300])}]}")
            .pages("page", Some("page_size"))
            .done(),
    )
}
