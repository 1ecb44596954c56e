//! API keys.

use axum::{
    http::header,
    response::{Html, IntoResponse, Response},
};
use contract::{KeyId, dto::CreateKey};

use super::{Posted, failed, local_path, see_with};
use crate::{
    features::keys::panel::NewKeyPage,
    flash::Flash,
    ssr::{parts::known, shell},
};

/// Makes a key. Its value stands in this one answer, which no cache keeps, and nowhere else.
pub async fn create(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let created = async { domain::keys::create(visit.signed_in()?, CreateKey { name: form.text("name").to_owned() }).await };
    match created.await {
        Ok(key) => {
            let page = shell::standalone(visit, "Your new API key", move || {
                NewKeyPage(crate::features::keys::panel::NewKeyPageProps { made: crate::features::keys::NewKey { name: key.view.name, key: key.key }, next })
            });
            ([(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, shell::STANDALONE_POLICY)], Html(page)).into_response()
        }
        Err(error) => failed(visit, &next, "keys", error),
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
