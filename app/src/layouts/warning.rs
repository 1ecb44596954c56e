//! The red banner of an installation whose sandbox confines nothing.

use leptos::prelude::*;

use crate::{
    session::use_page,
    ui::{later, nothing},
};

#[component]
pub fn Warning() -> impl IntoView {
    let page = use_page();
    view! {
        {later(nothing, move || async move {
                let insecure = page.info().await.ok().and_then(|info| info.session).is_some_and(|session| session.insecure_sandbox);
                insecure
                    .then(|| {
                        view! {
                            <div class="warning" role="alert">
                                <strong>"The sandbox is switched off."</strong>
                                " Scripts run without confinement on this machine, because the operator set BMM_SANDBOX=insecure. Run only tools that you trust."
                            </div>
                        }
                    })
                    .into_any()
        })}
    }
}
