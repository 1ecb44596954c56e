//! Signing in: `/login` and `/login/confirm`.

mod ask;
mod confirm;
mod sent;

use contract::AppError;
use domain::Signup;
use leptos::prelude::*;

use super::{At, PageRight, Served, ServedPage, page};
use crate::{
    served::passkey,
    ssr::{cookies, forms::local_path},
    ui::{Banner, Tone},
};

pub fn pages() -> Vec<ServedPage> {
    vec![page("/login", PageRight::Everybody, login), page("/login/confirm", PageRight::Everybody, confirm::confirm)]
}

/// What the page for the address knows.
struct Asking {
    next: String,
    email: String,
    error: Option<AppError>,
    notice: Option<&'static str>,
    /// Strangers get an account by signing in.
    open: bool,
    passkeys: bool,
}

async fn login(at: At) -> domain::Result<Served> {
    let platform = &at.visit.platform;
    let next = local_path(at.query("next"));
    if at.visit.ctx.is_some() {
        return Ok(Served::elsewhere(next));
    }
    if !cookies::may_sign_in(platform) {
        return Ok(Served::new("Sign in", {
            let address = platform.url("");
            move || refused(address)
        }));
    }
    if at.query("sent").is_some() {
        return Ok(sent::page(&at, "/forms/login/code", "/login"));
    }
    let flash = at.flash_for("login").or_else(|| at.flash_for("passkey"));
    let asking = Asking {
        next,
        email: flash.and_then(|flash| flash.typed.get("email")).cloned().unwrap_or_default(),
        error: flash.and_then(|flash| flash.error.clone()),
        notice: flash.filter(|flash| flash.notice.as_deref() == Some("signed-out")).map(|_| "You are signed out."),
        open: matches!(platform.config.signup, Signup::Open),
        passkeys: domain::identity::passkeys::are_possible(platform),
    };
    Ok(Served::new("Sign in", move || ask::form(asking)).head({
        let build = at.visit.build.to_string();
        move || passkey::script(&build)
    }))
}

/// Session cookies would travel in the clear.
fn refused(address: String) -> AnyView {
    view! {
        <section class="page is-form">
            <div class="card is-raised">
                <h1>"Sign-in is switched off"</h1>
                <Banner tone=Tone::Warn>
                    <p>
                        "This installation is reached at " <code>{address}</code>
                        ", without encryption. Anybody on the way could read your session, so nobody can sign in."
                    </p>
                </Banner>
                <p>"The operator can put a proxy with https in front and set " <code>"BMM_PUBLIC_URL"</code> " to its https address."</p>
            </div>
        </section>
    }
    .into_any()
}

pub(super) use sent::page as code_page;
