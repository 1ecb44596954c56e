//! From a source to a specification, with nothing stored.

use contract::dto::{PreviewRequest, PreviewResponse, RecipeCard};

use crate::{Ctx, Result};

/// Compiles a source in a confined child and lints the result. Stores nothing.
pub async fn preview(_ctx: &Ctx, _request: PreviewRequest) -> Result<PreviewResponse> {
    todo!()
}

/// The catalogue of ready recipes.
pub fn recipes() -> Vec<RecipeCard> {
    todo!()
}
