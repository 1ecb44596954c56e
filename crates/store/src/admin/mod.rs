//! Queries over everybody's rows, for the people who run the platform. `domain::admin` is their only caller.

pub mod builds;
pub mod events;
pub mod orgs;
pub mod tickets;
pub mod users;

use sea_orm::{
    Condition,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Func, LikeExpr},
};

/// What a list is asked for. Lists are sorted by id, newest first.
#[derive(Clone, Debug, Default)]
pub struct Wanted<'a> {
    /// A part of any of the list's texts, in any case.
    pub search: Option<&'a str>,
    /// The value of the list's one filter: a plan, a state, a status.
    pub only: Option<&'a str>,
    /// Rows before this id.
    pub before: Option<&'a str>,
    pub limit: u64,
}

/// Any of these columns holds the text. Case is ignored (on SQLite for ASCII letters only).
pub(crate) fn holds<C: ColumnTrait>(text: &str, columns: &[C]) -> Condition {
    let escaped = text.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    let pattern = format!("%{escaped}%");
    columns.iter().fold(Condition::any(), |any, column| {
        any.add(Expr::expr(Func::lower(Expr::col(column.as_column_ref()))).like(LikeExpr::new(pattern.clone()).escape('\\')))
    })
}
