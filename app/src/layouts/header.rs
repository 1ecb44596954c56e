//! The header: product mark, navigation, organisation, user menu.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::org_switcher::OrgSwitcher;
use crate::{
    session::{PageInfo, SignedIn as Who, Theme, here, use_page},
    ui::{Icon, attribute, flag, icon, later, nothing},
};

const MARK: &str = "<rect class='mark-tile' x='1' y='1' width='30' height='30' rx='8'/><path class='mark-line' d='M9 22V10.5l7 6.5 7-6.5V22'/><circle class='mark-dot' cx='16' cy='23' r='2'/>";

/// The product mark.
#[component]
pub fn Mark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 32 32" width="24" height="24" aria-hidden="true" focusable="false" inner_html=MARK></svg>
    }
}

#[component]
pub fn Header() -> impl IntoView {
    let page = use_page();
    view! {
        <header class="header">
            <div class="header-inner">
                <a class="brand" href="/" rel="external" aria-label="Build My MCP">
                    <Mark />
                    <span>"Build My MCP"</span>
                </a>
                {later(nothing, move || async move {
                        match page.info().await {
                            Ok(PageInfo { session: Some(session), theme, .. }) => view! { <SignedIn session=session theme=theme /> }.into_any(),
                            Ok(PageInfo { theme, .. }) => view! { <SignedOut theme=theme /> }.into_any(),
                            Err(_) => nothing(),
                        }
                })}
            </div>
        </header>
    }
}

/// Where the navigation leads beside servers. Constant markup, so that it costs the browser no code.
const AUDIT: &str = "<a href='/audit'>Audit</a>";
const PLACES: &str = "<a href='/settings'>Settings</a><a href='/support'>Support</a><a href='/docs'>Docs</a>";
/// What narrow screens find in the menu first.
const NEW_SERVER: &str = "<a href='/servers/new'>New server</a>";
pub const ACCOUNT: &str =
    "<a href='/settings/profile'>Profile</a><a href='/settings/billing'>Billing</a><a href='/support'>Support</a><a href='/settings/data'>Your data</a>";
pub const ADMINISTRATION: &str = "<a href='/admin'>Admin panel</a>";

/// What a person may open of these, with the place marked that the document was loaded for. All of them are full loads.
fn places(path: &str, audit: bool) -> String {
    let place = format!("href='/{}'", path.split('/').nth(1).unwrap_or_default());
    let all = if audit { [AUDIT, PLACES].concat() } else { PLACES.to_owned() };
    all.replace(&place, &format!("{place} aria-current='page'"))
}

#[component]
fn SignedIn(session: Who, theme: Theme) -> impl IntoView {
    let location = use_location();
    let current = move |of: &'static str| {
        let path = location.pathname.get();
        let here = if of == "/servers/new" { path == of } else { path != "/servers/new" && path.starts_with(of) };
        here.then_some("page")
    };
    let places = places(&location.pathname.get_untracked(), session.audit);
    view! {
        <nav class="nav" aria-label="Main">
            <a href="/servers" rel="external" aria-current=attribute(move || current("/servers"))>"Servers"</a>
            <a class="nav-new" href="/servers/new" aria-current=attribute(move || current("/servers/new"))>"New server"</a>
            <div class="nav-places" inner_html=places.clone()></div>
            <details class="menu nav-menu">
                <summary>"More" {icon(Icon::ChevronDown)}</summary>
                <div class="menu-body menu-links" inner_html=[NEW_SERVER, &places].concat()></div>
            </details>
        </nav>
        <div class="header-end">
            <OrgSwitcher session=session.clone() />
            <UserMenu session=session theme=theme />
        </div>
    }
}

#[component]
fn SignedOut(theme: Theme) -> impl IntoView {
    let location = use_location();
    let on_login = move || location.pathname.get().starts_with("/login");
    view! {
        <div class="header-end">
            <ThemeForm theme=theme />
            <a class="button is-small" href="/login" hidden=flag(on_login)>"Sign in"</a>
        </div>
    }
}

/// The letter of a person's avatar, and its class: the colour follows from the address.
pub fn avatar(shown: &str, email: &str) -> (String, String) {
    let letter = shown.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
    let hue = email.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte))) % 8;
    (letter, format!("avatar is-hue-{hue}"))
}

#[component]
fn UserMenu(session: Who, theme: Theme) -> impl IntoView {
    let (email, name, admin) = (session.email, session.name, session.admin);
    let shown = if name.is_empty() { email.clone() } else { name };
    let (letter, colour) = avatar(&shown, &email);
    view! {
        <details class="menu">
            <summary aria-label=format!("Your account, {email}")>
                <span class=colour aria-hidden="true">{letter}</span>
                {icon(Icon::ChevronDown)}
            </summary>
            <div class="menu-body">
                <div class="menu-head">
                    <strong dir="auto">{shown}</strong>
                    <span class="muted">{email}</span>
                    <span class="badge">{session.plan}</span>
                </div>
                <div class="menu-links" inner_html=if admin { [ACCOUNT, ADMINISTRATION].concat() } else { ACCOUNT.to_owned() }></div>
                <ThemeForm theme=theme />
                <form method="post" action="/forms/sign-out">
                    <button type="submit" class="menu-item">"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

#[component]
fn ThemeForm(theme: Theme) -> impl IntoView {
    let here = here();
    let buttons: Vec<_> = Theme::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <button type="submit" name="theme" value=choice.as_str() aria-pressed=if choice == theme { "true" } else { "false" }>
                    {choice.label()}
                </button>
            }
            .into_any()
        })
        .collect();
    view! {
        <form method="post" action="/forms/theme" class="theme" aria-label="Theme">
            <input type="hidden" name="next" prop:value=move || here.get() value=here.get_untracked() />
            {buttons}
        </form>
    }
}
