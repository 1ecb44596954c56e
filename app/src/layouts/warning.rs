//! What stands above every page: a sandbox that confines nothing, and what an organisation owes.

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
                let Some(session) = page.info().await.ok().and_then(|info| info.session) else { return nothing() };
                view! {
                    {session.insecure_sandbox.then(|| view! {
                        <div class="warning" role="alert">
                            <strong>"The sandbox is switched off."</strong>
                            " Scripts run without confinement on this machine, because the operator set BMM_SANDBOX=insecure. Run only tools that you trust."
                        </div>
                    })}
                    {session.trouble.map(|trouble| view! {
                        <div class="warning" role="status">
                            <span dir="auto">{trouble.text}</span> " "
                            <a href=trouble.path rel="external">{trouble.action}</a>
                        </div>
                    })}
                }
                .into_any()
        })}
    }
}
