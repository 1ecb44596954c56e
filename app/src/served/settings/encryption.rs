//! How credentials are sealed, and since when.

use contract::{AppError, dto::EncryptionView};
use leptos::prelude::*;

use crate::ui::{Summary, Time, count};

/// Encryption status, with a new key for those who may make one.
pub fn section(status: EncryptionView, may_rotate: bool, error: Option<AppError>) -> AnyView {
    let rotate = may_rotate.then(|| {
        view! {
            <form method="post" action="/forms/orgs/rotate-key" class="stack">
                <p class="muted">"A new encryption key seals all credentials again, in one step or not at all. Servers keep running, and API keys stay as they are."</p>
                <button type="submit" class="button">"Replace the encryption key"</button>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="encryption">
            <h2 id="encryption">"Encryption"</h2>
            {error.map(|error| view! { <Summary error=error /> })}
            <dl class="facts">
                <div>
                    <dt>"Credentials"</dt>
                    <dd>{count(status.secrets.into(), "value is sealed", "values are sealed")} " with " {status.algorithm}</dd>
                </div>
                <div>
                    <dt>"Key version"</dt>
                    <dd>{status.key_version}</dd>
                </div>
                <div>
                    <dt>"Last rotation"</dt>
                    <dd><Time at=status.last_rotation /></dd>
                </div>
            </dl>
            {rotate}
        </section>
    }
    .into_any()
}
