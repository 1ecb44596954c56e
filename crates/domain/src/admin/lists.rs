//! What every list of an admin takes: a search, one filter, a cursor.

use contract::{AppError, dto::Page};
use serde::Deserialize;
use store::admin::Wanted;

use crate::Result;

const PER_PAGE: u64 = 50;
const LONGEST_SEARCH: usize = 200;

/// The query of a list.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ListRequest {
    /// A part of a name, an address or an id, in any case.
    pub search: Option<String>,
    /// The value of the list's filter.
    pub only: Option<String>,
    /// `next` of the page before.
    pub cursor: Option<String>,
}

impl ListRequest {
    /// What the store is asked for: one row more than a page, to know whether there is another page.
    pub(super) fn wanted(&self, filter: &[&str]) -> Result<Wanted<'_>> {
        fn filled(text: &Option<String>) -> Option<&str> {
            text.as_deref().map(str::trim).filter(|text| !text.is_empty())
        }
        let (search, only) = (filled(&self.search), filled(&self.only));
        if search.is_some_and(|text| text.chars().count() > LONGEST_SEARCH) {
            return Err(AppError::field("search", format!("Search for at most {LONGEST_SEARCH} characters.")).into());
        }
        if let Some(unknown) = only.filter(|only| !filter.contains(only)) {
            let detail =
                if filter.is_empty() { "This list has no filter.".to_owned() } else { format!("“{unknown}” is not one of {}.", filter.join(", ")) };
            return Err(AppError::field("only", detail).into());
        }
        Ok(Wanted { search, only, before: filled(&self.cursor), limit: PER_PAGE + 1 })
    }
}

/// Cuts the surplus row off; `id` of the last row that is left leads to the next page.
pub(super) fn cut<T>(mut rows: Vec<T>, id: impl Fn(&T) -> String) -> (Vec<T>, Option<String>) {
    let more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let next = rows.last().filter(|_| more).map(id);
    (rows, next)
}

/// A page of views.
pub(super) fn page<T, V>(rows: Vec<T>, next: Option<String>, view: impl FnMut(T) -> Result<V>) -> Result<Page<V>> {
    Ok(Page { items: rows.into_iter().map(view).collect::<Result<_>>()?, next })
}
