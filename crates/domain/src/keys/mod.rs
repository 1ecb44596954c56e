//! API keys: `bmm_`, 30 characters of base62, and 6 of checksum. Stored as SHA-256, shown once.
//!
//! A key acts with the role that its maker has at the moment, narrowed to the key's scopes. It stops when it is revoked,
//! when it expires, and when its maker leaves the organisation.

mod authenticate;
mod create;
mod list;
mod revoke;

pub use authenticate::authenticate;
pub use create::{create, create_for};
pub use list::list;
pub use revoke::revoke;

use contract::{
    Scope,
    dto::{KeyView, Timestamp},
};
use store::{keys, parse};

use crate::Result;

/// Scopes as their column holds them.
fn scopes_text(scopes: &[Scope]) -> String {
    scopes.iter().map(|scope| scope.as_str()).collect::<Vec<_>>().join(" ")
}

/// Scopes out of their column. One that this release does not know gives nothing.
fn scopes_of(row: &keys::Model) -> Vec<Scope> {
    row.scopes.split(' ').filter_map(|name| name.parse().ok()).collect()
}

fn view(row: keys::Model, made_by: String) -> Result<KeyView> {
    Ok(KeyView {
        id: parse(&row.id)?,
        scopes: scopes_of(&row),
        made_by,
        name: row.name,
        hint: row.hint,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
        expires_at: row.expires_at.map(Timestamp),
    })
}
