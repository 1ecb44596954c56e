//! What every list of the administration has: search, one filter, a table, the way to older rows.

use domain::admin::ListRequest;
use leptos::prelude::*;

use crate::{
    served::At,
    ssr::encode,
    ui::{Icon, icon},
};

/// What the address asks for.
pub fn request(at: &At) -> ListRequest {
    let text = |field: &str| at.query(field).map(str::to_owned);
    ListRequest { search: text("search"), only: text("only"), cursor: text("cursor") }
}

/// Heading and class of a column; `is-wide-only` is left out on phones.
pub type Column = (&'static str, &'static str);

/// A list with everything around it.
pub struct List {
    pub path: &'static str,
    /// What the list holds, for people who do not see it: `Organisations`.
    pub label: &'static str,
    /// Label of the filter, then value and label of each choice; nothing where the list has no filter.
    pub filter: Option<(&'static str, &'static [(&'static str, &'static str)])>,
    pub columns: &'static [Column],
    pub request: ListRequest,
    pub next: Option<String>,
    pub rows: Vec<AnyView>,
}

impl List {
    pub fn view(self) -> AnyView {
        let columns: Vec<_> = self.columns.iter().map(|(name, class)| view! { <th scope="col" class=*class>{*name}</th> }.into_any()).collect();
        let (bar, onwards) = (self.bar(), self.onwards());
        let body = if self.rows.is_empty() {
            view! { <p class="muted">"Nothing was found."</p> }.into_any()
        } else {
            view! {
                <div class="table-scroll" role="region" aria-label=self.label tabindex="0">
                    <table class="table">
                        <thead><tr>{columns}</tr></thead>
                        <tbody>{self.rows}</tbody>
                    </table>
                </div>
            }
            .into_any()
        };
        view! {
            {bar}
            {body}
            {onwards}
        }
        .into_any()
    }

    fn bar(&self) -> AnyView {
        let chosen = self.request.only.clone().unwrap_or_default();
        let filter = self.filter.map(|(label, choices)| {
            let choices: Vec<_> =
                choices.iter().map(|(value, text)| view! { <option value=*value selected=*value == chosen>{*text}</option> }.into_any()).collect();
            view! {
                <label class="visually-hidden" for="only">{label}</label>
                <select class="input is-short" id="only" name="only">
                    <option value="">{format!("{label}: all")}</option>
                    {choices}
                </select>
            }
        });
        view! {
            <form method="get" action=self.path class="row" role="search">
                <label class="visually-hidden" for="search">"Search"</label>
                <input
                    class="input is-short"
                    id="search"
                    name="search"
                    type="search"
                    maxlength="200"
                    placeholder="Search"
                    autocomplete="off"
                    data-search
                    value=self.request.search.clone().unwrap_or_default()
                />
                {filter}
                <button type="submit" class="button">{icon(Icon::Search)} "Search"</button>
            </form>
        }
        .into_any()
    }

    fn onwards(&self) -> AnyView {
        let to = |cursor: Option<&str>| {
            let fields = [("search", self.request.search.as_deref()), ("only", self.request.only.as_deref()), ("cursor", cursor)];
            let query: Vec<String> = fields.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", encode(value?)))).collect();
            format!("{}?{}", self.path, query.join("&"))
        };
        let newest = self.request.cursor.is_some().then(|| view! { <a class="button" href=to(None)>"Newest"</a> });
        let older = self.next.as_deref().map(|cursor| view! { <a class="button" href=to(Some(cursor))>"Older"</a> });
        view! { <p class="row">{newest} {older}</p> }.into_any()
    }
}
