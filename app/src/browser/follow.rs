//! Served pages on which something goes on: a list marked `data-follow` grows by the lines that the server has added, and
//! when the list is followed no more, the page is loaded anew. Without script such a page reloads itself.

use std::time::Duration;

use gloo_net::http::Request;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::pause;

const LOOK_EVERY: Duration = Duration::from_millis(700);
/// How the server writes such a list, and its end.
const LIST: (&str, &str) = ("<ol data-follow", "</ol>");

/// Follows the list of the page, if it has one.
pub fn follow_list() {
    spawn_local(async {
        while let Some(list) = document().query_selector("[data-follow]").ok().flatten() {
            pause(LOOK_EVERY).await;
            // While the server restarts there is no answer, or none of this page.
            let Some(page) = page().await else { continue };
            let Some((_, rest)) = page.split_once(LIST.0) else {
                // Reloading a page is always allowed.
                let _ = window().location().reload();
                return;
            };
            let lines = rest.split_once(LIST.1).map_or("", |(lines, _)| lines);
            let lines = lines.split_once('>').map_or("", |(_, lines)| lines);
            let known = usize::try_from(list.child_element_count()).unwrap_or_default();
            for line in lines.split_inclusive("</li>").skip(known) {
                // The server wrote it, escaped, as it wrote the page.
                let _ = list.insert_adjacent_html("beforeend", line);
            }
        }
    });
}

async fn page() -> Option<String> {
    let answer = Request::get(&window().location().href().ok()?).send().await.ok()?;
    if answer.ok() { answer.text().await.ok() } else { None }
}
