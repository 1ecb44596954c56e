//! Reading forms as they stand in the page.

use wasm_bindgen::JsCast;
use web_sys::{Element, FormData, HtmlElement, HtmlFormElement, HtmlInputElement};

/// The text of a field; empty when it is missing.
pub fn text(form: &HtmlFormElement, name: &str) -> String {
    FormData::new_with_form(form).ok().and_then(|data| data.get(name).as_string()).unwrap_or_default()
}

/// Every value of a repeated field.
pub fn all(form: &HtmlFormElement, name: &str) -> Vec<String> {
    FormData::new_with_form(form).map(|data| data.get_all(name).iter().filter_map(|value| value.as_string()).collect()).unwrap_or_default()
}

/// Writes into an input that nobody is typing in.
pub fn set_value(form: &HtmlFormElement, name: &str, value: &str) {
    if let Some(input) = form.query_selector(&format!("[name='{name}']")).ok().flatten().and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value(value);
    }
}

/// Shows the rows whose text holds every word of `search`, in any case, and whose `data-tags` hold `tag`; says how many.
pub fn filter_rows(list: &Element, search: &str, tag: &str) -> u32 {
    let search = lower_case(search);
    let words: Vec<&str> = search.split_whitespace().collect();
    let mut shown = 0;
    let rows = list.children();
    for place in 0..rows.length() {
        let Some(row) = rows.item(place).and_then(|row| row.dyn_into::<HtmlElement>().ok()) else { continue };
        let text = lower_case(&row.text_content().unwrap_or_default());
        let tags = row.get_attribute("data-tags").unwrap_or_default();
        let matches = words.iter().all(|word| text.contains(word)) && (tag.is_empty() || tags.contains(&format!("\n{tag}\n")));
        row.set_hidden(!matches);
        shown += u32::from(matches);
    }
    shown
}

/// By the browser, so that the tables of all scripts need not stand in the wasm bundle.
fn lower_case(text: &str) -> String {
    js_sys::JsString::from(text).to_lower_case().into()
}

/// Ticks or clears the checkboxes called `name` in the rows that are shown.
pub fn tick_shown(list: &HtmlElement, name: &str, on: bool) {
    let Ok(boxes) = list.query_selector_all(&format!(":scope > :not([hidden]) input[name='{name}']")) else { return };
    for place in 0..boxes.length() {
        if let Some(tick) = boxes.get(place).and_then(|node| node.dyn_into::<HtmlInputElement>().ok()) {
            tick.set_checked(on);
        }
    }
}
