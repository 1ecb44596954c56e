//! The list of forms: every one, once, with the right that it needs. Router and permission matrix come from it.

use std::convert::Infallible;

use axum::{
    Extension, Router,
    extract::DefaultBodyLimit,
    handler::Handler,
    routing::{MethodRouter, post},
};
use contract::Permission;

use super::{
    DOCUMENT_LIMIT, FORM_LIMIT, account, admin, authorings, billing, check, drafts, invitations, keys, login, members, orgs, passkeys, profile, servers,
    sessions, status, tickets,
};

/// Who may send a form. [`super::Posted`] checks it before a handler sees anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormRight {
    /// Everybody.
    Everybody,
    /// Whoever is signed in: it is about the person and about no organisation.
    Person,
    /// Whoever has this permission in the organisation that the form was made for. The field `org` says which that is.
    Needs(Permission),
    /// The people who run the platform; nothing is there for anybody else.
    PlatformAdmin,
}

/// One line of the list.
pub struct FormRoute<S> {
    /// As axum writes paths: `/forms/servers/{slug}/rename`.
    pub path: &'static str,
    pub right: FormRight,
    body_limit: usize,
    handler: MethodRouter<S>,
}

/// Lists a form.
pub fn form<S, H, T>(path: &'static str, right: FormRight, handler: H) -> FormRoute<S>
where
    S: Clone + Send + Sync + 'static,
    H: Handler<T, S>,
    T: 'static,
{
    FormRoute { path, right, body_limit: FORM_LIMIT, handler: post(handler) }
}

impl<S: Clone + Send + Sync + 'static> FormRoute<S> {
    /// With an uploaded document.
    fn with_document(self) -> Self {
        Self { body_limit: DOCUMENT_LIMIT, ..self }
    }

    pub(super) fn mount(router: Router<S>, form: Self) -> Router<S> {
        router.route(form.path, form.handler.layer::<_, Infallible>(Extension(form.right)).layer(DefaultBodyLimit::max(form.body_limit)))
    }
}

/// Every form, by noun.
pub fn list<S: Clone + Send + Sync + 'static>() -> Vec<FormRoute<S>> {
    use FormRight::{Everybody, Needs, Person, PlatformAdmin};
    use Permission::{ManageBilling, ManageKeys, ManageMembers, ManageOrganization, ManageServers, TransferOwnership, UseSupport};
    vec![
        form("/forms/account/delete", Person, account::delete),
        form("/forms/account/keep", Person, account::keep),
        form("/forms/admin/organisations/{id}/lift", PlatformAdmin, admin::lift),
        form("/forms/admin/organisations/{id}/plan", PlatformAdmin, admin::plan),
        form("/forms/admin/organisations/{id}/suspend", PlatformAdmin, admin::suspend),
        form("/forms/admin/tickets/{id}/answer", PlatformAdmin, admin::answer),
        form("/forms/admin/tickets/{id}/contact", PlatformAdmin, admin::contact),
        form("/forms/authorings/allow", Needs(ManageServers), authorings::allow),
        form("/forms/authorings/refine", Needs(ManageServers), authorings::refine),
        form("/forms/authorings/take", Needs(ManageServers), authorings::take),
        form("/forms/billing/cancel", Needs(ManageBilling), billing::cancel),
        form("/forms/billing/change", Needs(ManageBilling), billing::change),
        form("/forms/billing/checkout", Needs(ManageBilling), billing::checkout),
        form("/forms/billing/portal", Needs(ManageBilling), billing::portal),
        form("/forms/billing/reactivate", Needs(ManageBilling), billing::reactivate),
        form("/forms/drafts/check", Needs(ManageServers), check::check),
        form("/forms/drafts/delete", Needs(ManageServers), drafts::delete),
        form("/forms/drafts/describe", Needs(ManageServers), drafts::describe).with_document(),
        form("/forms/invitations/accept", Person, invitations::accept),
        form("/forms/invitations/create", Needs(ManageMembers), invitations::create),
        form("/forms/invitations/decline", Everybody, invitations::decline),
        form("/forms/invitations/resend", Needs(ManageMembers), invitations::resend),
        form("/forms/invitations/revoke", Needs(ManageMembers), invitations::revoke),
        form("/forms/keys/create", Needs(ManageKeys), keys::create),
        form("/forms/keys/revoke", Needs(ManageKeys), keys::revoke),
        form("/forms/login", Everybody, login::request),
        form("/forms/login/code", Everybody, login::code),
        form("/forms/login/confirm", Everybody, login::confirm),
        form("/forms/members/remove", Needs(ManageMembers), members::remove),
        form("/forms/members/role", Needs(ManageMembers), members::change_role),
        form("/forms/orgs/create", Person, orgs::create),
        form("/forms/orgs/leave", Needs(Permission::ManageAccount), orgs::leave),
        form("/forms/orgs/rename", Needs(ManageOrganization), orgs::rename),
        form("/forms/orgs/rotate-key", Needs(ManageOrganization), orgs::rotate_key),
        form("/forms/orgs/switch", Person, orgs::switch),
        form("/forms/orgs/transfer", Needs(TransferOwnership), orgs::transfer),
        form("/forms/profile", Person, profile::update),
        form("/forms/passkeys/add", Person, passkeys::add),
        form("/forms/passkeys/challenge/confirm", Person, passkeys::challenge_confirm),
        form("/forms/passkeys/challenge/register", Person, passkeys::challenge_register),
        form("/forms/passkeys/challenge/sign-in", Everybody, passkeys::challenge_sign_in),
        form("/forms/passkeys/confirm", Person, passkeys::confirm),
        form("/forms/passkeys/remove", Person, passkeys::remove),
        form("/forms/passkeys/rename", Person, passkeys::rename),
        form("/forms/passkeys/sign-in", Everybody, passkeys::sign_in),
        form("/forms/servers/{slug}/build", Needs(ManageServers), servers::build_again),
        form("/forms/servers/{slug}/delete", Needs(ManageServers), servers::delete),
        form("/forms/servers/{slug}/mock", Needs(ManageServers), servers::mock),
        form("/forms/servers/{slug}/pause", Needs(ManageServers), servers::pause),
        form("/forms/servers/{slug}/rename", Needs(ManageServers), servers::rename),
        form("/forms/servers/{slug}/secret", Needs(ManageServers), servers::secret),
        form("/forms/servers/{slug}/visibility", Needs(ManageServers), servers::visibility),
        form("/forms/sessions/revoke", Person, sessions::revoke),
        form("/forms/sessions/revoke-others", Person, sessions::revoke_others),
        form("/forms/sign-out", Everybody, login::sign_out),
        form("/forms/status/incidents", PlatformAdmin, status::open),
        form("/forms/status/incidents/{id}", PlatformAdmin, status::note),
        form("/forms/step-up", Person, sessions::confirm_by_mail),
        form("/forms/theme", Everybody, login::theme),
        form("/forms/tickets/create", Needs(UseSupport), tickets::create),
        form("/forms/tickets/{id}/reply", Needs(UseSupport), tickets::reply),
        form("/forms/tickets/{id}/state", Needs(UseSupport), tickets::state),
    ]
}
