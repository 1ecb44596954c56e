//! API keys.

use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use contract::{AppError, KeyId, dto::CreateKey};

use super::{Posted, failed, failed_with, local_path, see_with};
use crate::{
    features::keys::panel::NewKeyPage,
    flash::Flash,
    ssr::{parts::known, shell},
};

/// Makes a key. Its value stands in this one answer, which no cache keeps, and nowhere else.
pub async fn create(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let created = async {
        let scopes = form.all("scope").map(|scope| scope.parse().map_err(|_| AppError::field("scopes", "Choose what the key may do from the list.")));
        let days = form.filled("expires_in_days").map(|days| days.trim().parse().map_err(|_| AppError::field("expires_in_days", "Choose when the key ends.")));
        let request =
            CreateKey { name: form.text("name").to_owned(), scopes: Some(scopes.collect::<Result<_, AppError>>()?), expires_in_days: days.transpose()? };
        domain::keys::create(visit.signed_in()?, request).await
    };
    match created.await {
        Ok(key) => {
            let page = shell::standalone(visit, "Your new API key", move || {
                NewKeyPage(crate::features::keys::panel::NewKeyPageProps { made: crate::features::keys::NewKey { name: key.view.name, key: key.key }, next })
            });
            ([(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, shell::STANDALONE_POLICY)], Html(page)).into_response()
        }
        Err(error) => failed_with(visit, &next, Flash::failed("keys", error.into_shown(visit.meta.id)).with("name", form.text("name"))),
    }
}

/// Revokes a key; clients that use it are refused from now on.
pub async fn revoke(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let revoked = async {
        let id: KeyId = known(form.text("key"), "key")?;
        domain::keys::revoke(visit.signed_in()?, id).await
    };
    match revoked.await {
        Ok(()) => see_with(visit, &next, &Flash::done("page", "The key is revoked. Clients that use it are refused from now on.")),
        Err(error) => failed(visit, &next, "keys", error),
    }
}
