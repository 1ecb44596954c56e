//! `/v1/recipes`.

use axum::Json;
use contract::dto::RecipeCard;

pub async fn list() -> Json<Vec<RecipeCard>> {
    Json(domain::authoring::recipes())
}
