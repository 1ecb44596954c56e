//! Which arguments page through a list, recognised by their usual names.

use contract::spec::{HttpAction, Method, Pagination, ParamIn, ValueFrom};

use super::{document::Resolver, node::Node};
use crate::schema::shape;

/// Arguments that carry a mark of the last page, then those that count.
const CURSORS: [&str; 16] = [
    "cursor",
    "page_token",
    "pagetoken",
    "next_token",
    "nexttoken",
    "starting_after",
    "start_cursor",
    "page[cursor]",
    "page[after]",
    "after",
    "continue",
    "continuation_token",
    "continuationtoken",
    "marker",
    "next_page_token",
    "pagination_token",
];
const COUNTERS: [&str; 13] =
    ["page", "page_number", "pagenumber", "page[number]", "pageindex", "page_index", "offset", "skip", "$skip", "start_at", "startat", "start", "startindex"];
const SIZES: [&str; 16] = [
    "per_page",
    "perpage",
    "page_size",
    "pagesize",
    "page[size]",
    "limit",
    "max_results",
    "maxresults",
    "max-results",
    "maxitems",
    "$top",
    "count",
    "size",
    "first",
    "items_per_page",
    "rows",
];
/// Members of answers that hold the mark of the next page, with their program.
const NEXT: [(&str, &str); 9] = [
    ("nextPageToken", ".nextPageToken // empty"),
    ("next_page_token", ".next_page_token // empty"),
    ("next_cursor", ".next_cursor // empty"),
    ("nextCursor", ".nextCursor // empty"),
    ("next_token", ".next_token // empty"),
    ("nextToken", ".nextToken // empty"),
    ("NextToken", ".NextToken // empty"),
    ("continuationToken", ".continuationToken // empty"),
    ("response_metadata", ".response_metadata.next_cursor // empty"),
];

/// The hint for one action; only reading operations are paged through.
pub fn hint<'d>(action: &HttpAction, resolver: &Resolver<'d>, answer: Option<&'d Node<'d>>) -> Option<Pagination> {
    if action.method != Method::Get {
        return None;
    }
    let arg = |names: &[&str]| {
        names.iter().find_map(|name| {
            let mut params = action.params.iter().filter(|param| param.place == ParamIn::Query);
            params.find(|param| param.name.eq_ignore_ascii_case(name)).and_then(|param| match &param.from {
                ValueFrom::Arg(arg) => Some(arg.clone()),
                ValueFrom::Value(_) => None,
            })
        })
    };
    let size_arg = arg(&SIZES);
    if let Some(cursor) = arg(&CURSORS) {
        let next = answer.and_then(|answer| next(resolver, answer, &cursor));
        return Some(Pagination { arg: cursor, size_arg, next });
    }
    let counter = arg(&COUNTERS)?;
    // `start` alone may be a time; a counter comes with a size.
    let sure = counter.to_ascii_lowercase().contains("page") || size_arg.is_some();
    sure.then_some(Pagination { arg: counter, size_arg, next: None })
}

fn next<'d>(resolver: &Resolver<'d>, answer: &'d Node<'d>, cursor: &str) -> Option<String> {
    let shape = shape(resolver, answer).ok().flatten()?;
    let has = |name: &str| shape.members.iter().any(|(known, _)| *known == name);
    if cursor == "starting_after" && has("has_more") && has("data") {
        return Some("if .has_more then (.data | last | .id // empty) else empty end".into());
    }
    NEXT.iter().find(|(name, _)| has(name)).map(|(_, program)| (*program).to_owned())
}
