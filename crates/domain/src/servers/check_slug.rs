//! Whether a slug can be had.

use contract::{AppError, FieldError, Permission, Slug, dto::SlugAnswer};
use store::servers;

use crate::{Ctx, Result};

/// Names tried before giving up on a suggestion.
const TRIES: u32 = 50;

/// Says whether a slug can be had; an empty `slug` asks for one made from the name.
pub async fn check_slug(ctx: &Ctx, name: &str, slug: &str) -> Result<SlugAnswer> {
    ctx.require(Permission::ViewServers)?;
    let wanted = if slug.trim().is_empty() { Ok(Slug::suggest(name)) } else { Slug::parse(slug) };
    match wanted {
        Err(error) => {
            let suggestion = free_slug(ctx, &Slug::suggest(slug)).await?;
            Ok(SlugAnswer { slug: slug.to_owned(), available: false, reason: Some(error.message), suggestion })
        }
        Ok(wanted) if servers::slug_is_taken(ctx.db.connection(), ctx.org.id, &wanted).await? => {
            let suggestion = free_slug(ctx, &wanted).await?;
            Ok(SlugAnswer { slug: wanted.to_string(), available: false, reason: Some(message(&wanted)), suggestion })
        }
        Ok(wanted) => Ok(SlugAnswer { slug: wanted.to_string(), available: true, reason: None, suggestion: None }),
    }
}

/// The conflict of a slug that was given out before.
pub(crate) fn taken(slug: &Slug) -> AppError {
    AppError { errors: vec![FieldError::new("slug", message(slug))], ..AppError::conflict(message(slug)) }
}

fn message(slug: &Slug) -> String {
    format!("“{slug}” is taken. Addresses are never given out twice, not even after a server was deleted. Please choose another.")
}

/// The slug itself, or the same with a number, whichever is free first.
async fn free_slug(ctx: &Ctx, wanted: &Slug) -> Result<Option<String>> {
    for number in 1..=TRIES {
        let Some(candidate) = numbered(wanted, number) else { continue };
        if !servers::slug_is_taken(ctx.db.connection(), ctx.org.id, &candidate).await? {
            return Ok(Some(candidate.to_string()));
        }
    }
    Ok(None)
}

fn numbered(slug: &Slug, number: u32) -> Option<Slug> {
    if number == 1 {
        return Some(slug.clone());
    }
    let tail = format!("-{number}");
    let head: String = slug.as_str().chars().take(Slug::LONGEST - tail.len()).collect();
    Slug::parse(&format!("{}{tail}", head.trim_end_matches('-'))).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fit_into_the_longest_slug() {
        let longest = Slug::parse(&format!("{}-b", "a".repeat(38))).expect("valid");
        assert_eq!(numbered(&longest, 12).expect("valid").as_str(), format!("{}-12", "a".repeat(37)));
        let hyphen = Slug::parse(&format!("{}-{}", "a".repeat(37), "bc")).expect("valid");
        assert_eq!(numbered(&hyphen, 2).expect("valid").as_str(), format!("{}-2", "a".repeat(37)));
    }
}
