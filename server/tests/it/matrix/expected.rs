//! What each door of the product asks for, written down a second time: the lists of the product are compared with it,
//! and a door that does not stand here fails the matrix.

use contract::Permission;

/// Who may pass.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    Everybody,
    /// Whoever is signed in, with no organisation in it.
    Person,
    Needs(Permission),
    PlatformAdmin,
}

use Permission::{
    CallTools, ManageAccount, ManageBilling, ManageKeys, ManageMembers, ManageOrganization, ManageServers, TransferOwnership, ViewAccount, ViewBilling,
    ViewOrganization, ViewServers,
};
use Want::{Everybody, Needs, Person, PlatformAdmin};

/// REST: method and path, the right, and a valid body where the path names something (so that the answer is about that).
pub const REST: &[(&str, Want, &str)] = &[
    ("POST /v1/servers/preview", Needs(ManageServers), ""),
    ("GET /v1/servers/slug", Needs(ViewServers), ""),
    ("POST /v1/servers", Needs(ManageServers), ""),
    ("GET /v1/servers", Needs(ViewServers), ""),
    ("GET /v1/servers/{slug}", Needs(ViewServers), ""),
    ("PATCH /v1/servers/{slug}", Needs(ManageServers), r#"{"name":"Taken over"}"#),
    ("DELETE /v1/servers/{slug}", Needs(ManageServers), ""),
    ("POST /v1/servers/{slug}/builds", Needs(ManageServers), ""),
    ("GET /v1/servers/{slug}/install", Needs(ViewServers), ""),
    ("GET /v1/servers/{slug}/calls", Needs(ViewServers), ""),
    ("POST /v1/servers/{slug}/tools/{tool}/call", Needs(CallTools), r#"{"arguments":{}}"#),
    ("PUT /v1/servers/{slug}/secrets/{name}", Needs(ManageServers), r#"{"value":"x"}"#),
    ("GET /v1/builds/{id}", Needs(ViewServers), ""),
    ("GET /v1/builds/{id}/events", Needs(ViewServers), ""),
    ("GET /v1/recipes", Everybody, ""),
    ("GET /v1/keys", Needs(ManageKeys), ""),
    ("POST /v1/keys", Needs(ManageKeys), ""),
    ("DELETE /v1/keys/{id}", Needs(ManageKeys), ""),
    ("GET /v1/account", Needs(ViewAccount), ""),
    ("GET /v1/orgs", Needs(ViewAccount), ""),
    ("POST /v1/orgs", Needs(ManageAccount), ""),
    ("POST /v1/orgs/{id}/switch", Needs(ManageAccount), ""),
    ("GET /v1/me/org", Needs(ViewOrganization), ""),
    ("PATCH /v1/me/org", Needs(ManageOrganization), ""),
    ("POST /v1/me/org/transfer", Needs(TransferOwnership), ""),
    ("POST /v1/me/org/leave", Needs(ManageAccount), ""),
    ("POST /v1/me/org/rotate-key", Needs(ManageOrganization), ""),
    ("GET /v1/members", Needs(ViewOrganization), ""),
    ("PATCH /v1/members/{id}", Needs(ManageMembers), r#"{"role":"admin"}"#),
    ("DELETE /v1/members/{id}", Needs(ManageMembers), ""),
    ("GET /v1/invitations", Needs(ManageMembers), ""),
    ("POST /v1/invitations", Needs(ManageMembers), ""),
    ("POST /v1/invitations/{id}/resend", Needs(ManageMembers), ""),
    ("DELETE /v1/invitations/{id}", Needs(ManageMembers), ""),
    ("POST /v1/invitations/accept", Needs(ManageAccount), ""),
    ("POST /v1/invitations/decline", Needs(ManageAccount), ""),
    ("GET /v1/billing/status", Needs(ViewBilling), ""),
    ("GET /v1/billing/prices", Everybody, ""),
    ("POST /v1/billing/checkout-session", Needs(ManageBilling), ""),
    ("POST /v1/billing/portal", Needs(ManageBilling), ""),
    ("POST /v1/billing/cancel", Needs(ManageBilling), ""),
    ("POST /v1/billing/reactivate", Needs(ManageBilling), ""),
    ("POST /v1/billing/preview-change", Needs(ManageBilling), ""),
    ("POST /v1/billing/change-plan", Needs(ManageBilling), ""),
    ("GET /v1/billing/invoices/{id}/pdf", Needs(ViewBilling), ""),
    ("POST /v1/billing/webhook", Everybody, ""),
    ("GET /v1/spec.schema.json", Everybody, ""),
    ("GET /v1/openapi.json", Everybody, ""),
    ("GET /api/health", Everybody, ""),
    ("GET /api/version", Everybody, ""),
];

/// Doors that nobody who may pass is sent through here: they would end what the other lines need.
pub const ENDS_SOMETHING: &[&str] = &["POST /v1/me/org/leave", "/forms/orgs/leave"];

/// Server functions: path behind `/_fn/`, the right, and arguments. `ORG`, `SLUG`, `BUILD` and `DRAFT` stand for real ones.
pub const FUNCTIONS: &[(&str, Want, &str)] = &[
    ("session/state", Everybody, "{}"),
    ("servers/list", Needs(ViewServers), "{}"),
    ("servers/get", Needs(ViewServers), r#"{"slug":"SLUG"}"#),
    ("servers/tool", Needs(ViewServers), r#"{"slug":"SLUG","tool":"t"}"#),
    ("servers/snippets", Needs(ViewServers), r#"{"slug":"SLUG"}"#),
    ("servers/calls", Needs(ViewServers), r#"{"slug":"SLUG","cursor":null}"#),
    ("servers/call", Needs(CallTools), r#"{"org":"ORG","slug":"SLUG","tool":"t","arguments":{}}"#),
    ("servers/slug", Needs(ViewServers), r#"{"name":"a name","slug":""}"#),
    ("keys/list", Needs(ManageKeys), "{}"),
    ("keys/create", Needs(ManageKeys), r#"{"org":"ORG","name":""}"#),
    ("builds/get", Needs(ViewServers), r#"{"id":"BUILD"}"#),
    ("drafts/list", Needs(ViewServers), "{}"),
    ("recipes/list", Person, "{}"),
    ("drafts/open", Needs(ViewServers), r#"{"id":"DRAFT"}"#),
    (
        "drafts/save",
        Needs(ManageServers),
        r#"{"org":"ORG","id":"DRAFT","input":{"kind":"prompt","name":"","slug":"","text":"","url":"","base_url":"","other_texts":{}},"kept":[]}"#,
    ),
    ("drafts/check", Needs(ViewServers), r#"{"id":"DRAFT"}"#),
    ("drafts/tool", Needs(ViewServers), r#"{"id":"DRAFT","tool":"t"}"#),
];

/// Pages that live in the browser.
pub const LIVE_PAGES: &[(&str, Want)] =
    &[("/servers", Needs(ViewServers)), ("/servers/new", Needs(ViewServers)), ("/servers/:slug", Needs(ViewServers)), ("/builds/:id", Needs(ViewServers))];

/// Pages that are served.
pub const SERVED_PAGES: &[(&str, Want)] = &[
    ("/login", Everybody),
    ("/login/confirm", Everybody),
    ("/dev/mail", Everybody),
    ("/invitations/declined", Everybody),
    ("/invitations/{token}", Everybody),
    ("/settings", Needs(ViewOrganization)),
    ("/settings/members", Needs(ViewOrganization)),
    ("/settings/keys", Needs(ManageKeys)),
];

/// Forms, and the fields that name something of the organisation.
pub const FORMS: &[(&str, Want, &[(&str, &str)])] = &[
    ("/forms/drafts/check", Needs(ManageServers), &[("draft", "DRAFT")]),
    ("/forms/drafts/delete", Needs(ManageServers), &[("draft", "DRAFT")]),
    ("/forms/drafts/describe", Needs(ManageServers), &[("draft", "DRAFT")]),
    ("/forms/invitations/accept", Person, &[]),
    ("/forms/invitations/create", Needs(ManageMembers), &[]),
    ("/forms/invitations/decline", Everybody, &[]),
    ("/forms/invitations/resend", Needs(ManageMembers), &[("invitation", "INVITATION")]),
    ("/forms/invitations/revoke", Needs(ManageMembers), &[("invitation", "INVITATION")]),
    ("/forms/keys/create", Needs(ManageKeys), &[]),
    ("/forms/keys/revoke", Needs(ManageKeys), &[("key", "KEY")]),
    ("/forms/login", Everybody, &[]),
    ("/forms/login/code", Everybody, &[]),
    ("/forms/login/confirm", Everybody, &[]),
    ("/forms/members/remove", Needs(ManageMembers), &[("member", "MEMBER")]),
    ("/forms/members/role", Needs(ManageMembers), &[("member", "MEMBER"), ("role", "admin")]),
    ("/forms/orgs/create", Person, &[]),
    ("/forms/orgs/leave", Needs(ManageAccount), &[]),
    ("/forms/orgs/rename", Needs(ManageOrganization), &[]),
    ("/forms/orgs/rotate-key", Needs(ManageOrganization), &[]),
    ("/forms/orgs/switch", Person, &[("to", "ORG")]),
    ("/forms/orgs/transfer", Needs(TransferOwnership), &[("member", "MEMBER")]),
    ("/forms/servers/{slug}/build", Needs(ManageServers), &[]),
    ("/forms/servers/{slug}/delete", Needs(ManageServers), &[("confirm", "SLUG")]),
    ("/forms/servers/{slug}/pause", Needs(ManageServers), &[("paused", "true")]),
    ("/forms/servers/{slug}/rename", Needs(ManageServers), &[("name", "Taken over")]),
    ("/forms/servers/{slug}/secret", Needs(ManageServers), &[("slot", "X"), ("value", "x")]),
    ("/forms/servers/{slug}/visibility", Needs(ManageServers), &[("public", "true"), ("understood", "on")]),
    ("/forms/sign-out", Everybody, &[]),
    ("/forms/status/incidents", PlatformAdmin, &[]),
    ("/forms/status/incidents/{id}", PlatformAdmin, &[]),
    ("/forms/theme", Everybody, &[]),
];
