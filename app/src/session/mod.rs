//! What every page knows: who is signed in, the theme, and what the last form had to say.

pub mod api;

use contract::dto::Trouble;
use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Deserialize, Serialize};

use crate::{
    Failure,
    flash::Flash,
    ui::{Summary, later, nothing},
    wire::{Answer, fetch_all},
};

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::System => "System",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|theme| theme.as_str() == name)
    }
}

/// Who is signed in, as the header shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    pub email: String,
    pub name: String,
    pub org: String,
    /// The organisation's id: every form carries it.
    pub org_id: String,
    /// Id and name of the other organisations of the person.
    pub others: Vec<(String, String)>,
    /// The organisation's part of addresses.
    pub handle: String,
    pub plan: String,
    /// Nothing confines scripts on this machine, and the operator has accepted it.
    pub insecure_sandbox: bool,
    /// Runs the platform: the user menu leads to the administration.
    pub admin: bool,
    /// May read the audit log: the header leads to it.
    pub audit: bool,
    /// Why nothing new can be made, or soon cannot.
    pub trouble: Option<Trouble>,
}

impl From<contract::dto::SessionView> for SignedIn {
    fn from(session: contract::dto::SessionView) -> Self {
        Self {
            email: session.user.email.into(),
            name: session.user.name,
            org_id: session.org.id.to_string(),
            others: Vec::new(),
            org: session.org.name.into(),
            handle: session.org.handle.into(),
            plan: session.org.plan.label().to_owned(),
            insecure_sandbox: session.insecure_sandbox,
            admin: false,
            audit: false,
            trouble: None,
        }
    }
}

/// Loaded once per document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PageInfo {
    pub session: Option<SignedIn>,
    pub flash: Option<Flash>,
    pub theme: Theme,
}

/// The page's state, shared by header and pages.
#[derive(Clone, Copy)]
pub struct Page {
    info: Answer,
}

impl Page {
    /// Loads the state and offers it to every component below.
    pub fn provide() -> Self {
        let page = Self { info: fetch_all(api::page_state) };
        provide_context(page);
        page
    }

    /// The state of this document; read it under `Suspense` only.
    pub async fn info(self) -> Result<PageInfo, Failure> {
        self.info.await?.open()
    }
}

/// The page's state.
pub fn use_page() -> Page {
    use_context::<Page>().unwrap_or_else(Page::provide)
}

/// The message for a form, if the last form was this one and nobody has navigated since.
pub async fn flash_for(page: Page, form: &str) -> Option<Flash> {
    page.info().await.ok()?.flash.filter(|flash| flash.form == form)
}

/// Where the visitor is: path and query, for `next` fields.
pub fn here() -> Memo<String> {
    let location = use_location();
    Memo::new(move |_| {
        let (path, query) = (location.pathname.get(), location.search.get());
        match query.trim_start_matches('?') {
            "" => path,
            query => format!("{path}?{query}"),
        }
    })
}

/// Names the organisation that a form was made for, so that it never writes into another one that was opened meanwhile.
pub fn org_field() -> AnyView {
    let page = use_page();
    later(nothing, move || async move {
        let org = page.info().await.ok().and_then(|info| info.session).map(|session| session.org_id);
        view! { <input type="hidden" name="org" value=org /> }.into_any()
    })
}

/// What was wrong with the last attempt of a form, with the focus on it.
pub fn refused(form: &'static str) -> AnyView {
    let page = use_page();
    later(nothing, move || async move {
        let error = flash_for(page, form).await.and_then(|flash| flash.error);
        error.map(|error| view! { <Summary error=error /> }).into_any()
    })
}
