//! A panic ends one request, not the process, and is told like every other failure.

use std::panic::AssertUnwindSafe;

use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;
use futures::FutureExt;

use super::client::Client;
use crate::http::problem::Problem;

pub async fn catch(request: Request, next: Next) -> Response {
    let reference = request.extensions().get::<Client>().map(|client| client.meta.id.to_string()).unwrap_or_default();
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(_) => {
            // The panic hook has written message and place already.
            tracing::error!(request.id = reference, "a request ended in a panic");
            Problem(AppError::internal().with_reference(reference)).into_response()
        }
    }
}
