//! Hacker News, by the search API of Algolia (hn.algolia.com/api) and the official API (github.com/HackerNews/API). No key.

use serde_json::Value;

use super::kit::{Http, Recipe, choice, text, text_like, whole};

const SEARCH: &str = "https://hn.algolia.com/api/v1";
const OFFICIAL: &str = "https://hacker-news.firebaseio.com/v0";

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "hacker-news",
        "Hacker News",
        "Searches stories and comments of Hacker News, and reads threads, users and the front page. Needs no key.",
        &["hacker news", "hackernews", "hn", "ycombinator", "tech news", "news", "front page", "stories"],
    )
    .tool(search("search_stories", "Searches stories and comments, best match first.", "search"))
    .tool(search("search_newest", "Searches stories and comments, newest first.", "search_by_date"))
    .tool(
        Http::get("get_front_page", "Stories on the front page now.", &format!("{SEARCH}/search"))
            .constant("tags", "front_page")
            .renamed("hitsPerPage", "limit", whole("Most stories; 20 when left out.", 1, 50))
            .select(HITS)
            .done(),
    )
    .tool(
        Http::get("get_thread", "A story or comment with all comments below it.", &format!("{SEARCH}/items/{{id}}"))
            .path("id", id("Number of the story or comment."))
            .select("def short: {id, author, text, children: [(.children // [])[] | short]}; {id, title, url, author, points, text, created_at, comments: [(.children // [])[] | short]}")
            .done(),
    )
    .tool(Http::get("get_item", "One story, comment, job or poll as the official API knows it.", &format!("{OFFICIAL}/item/{{id}}.json")).path("id", id("Its number.")).done())
    .tool(
        Http::get("get_user", "A user's karma, age and description.", &format!("{OFFICIAL}/user/{{name}}.json"))
            .path("name", text_like("The user's name; upper and lower case matter.", "pg"))
            .select("if . == null then {found: false} else {found: true, id, karma, created, about, submissions: ((.submitted // []) | length)} end")
            .done(),
    )
}

const HITS: &str = "{total: .nbHits, page, pages: .nbPages, hits: [.hits[] | {id: .objectID, title: (.title // .story_title), url, author, points, comments: .num_comments, created_at, text: (.story_text // .comment_text)}]}";

fn search(name: &str, description: &str, path: &str) -> contract::spec::Tool {
    Http::get(name, description, &format!("{SEARCH}/{path}"))
        .query("query", text("Words to look for."))
        .renamed("tags", "kind", choice("Everything when left out.", &["story", "comment", "ask_hn", "show_hn", "poll"]))
        .renamed("numericFilters", "filter", text_like("Limits with commas between them; times in seconds since 1970.", "points>100,num_comments>50"))
        .renamed("hitsPerPage", "limit", whole("Results per page; 20 when left out.", 1, 100))
        .query("page", whole("The page, from 0 on.", 0, 1_000))
        .select(HITS)
        .pages("page", Some("limit"))
        .done()
}

fn id(what: &str) -> Value {
    whole(what, 1, i64::from(u32::MAX))
}
