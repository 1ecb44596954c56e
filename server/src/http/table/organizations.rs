//! Organisations, members and invitations.

use axum::http::Method;
use contract::{
    Permission,
    dto::{ChangeRole, InvitationToken, InvitationView, Invite, MemberView, OrgChoice, OrgName, OrganizationView, TransferOrg},
};

use crate::http::{
    invitations, members, orgs,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    [organizations(), people(), invited()].into_iter().flatten().collect()
}

fn organizations() -> Vec<Route> {
    const TAG: &str = "Organisations";
    vec![
        route(Method::GET, "/v1/orgs", "listOrganisations", orgs::list)
            .about(TAG, "The caller's organisations by name; a key sees its own alone.")
            .needs(Permission::ViewAccount)
            .answers::<Vec<OrgChoice>>(),
        route(Method::POST, "/v1/orgs", "createOrganisation", orgs::create)
            .about(TAG, "Makes an organisation that the caller owns, and opens it.")
            .needs(Permission::ManageAccount)
            .takes::<OrgName>()
            .answers::<OrgChoice>()
            .status(201),
        route(Method::POST, "/v1/orgs/{id}/switch", "switchOrganisation", orgs::switch)
            .about(TAG, "Opens another of the caller's organisations in this session.")
            .needs(Permission::ManageAccount)
            .status(204),
        route(Method::GET, "/v1/me/org", "getOrganisation", orgs::get)
            .about(TAG, "The caller's organisation: plan, usage, members, invitations, keys, encryption.")
            .needs(Permission::ViewOrganization)
            .answers::<OrganizationView>(),
        route(Method::PATCH, "/v1/me/org", "renameOrganisation", orgs::rename)
            .about(TAG, "Changes the display name. The handle stays.")
            .needs(Permission::ManageOrganization)
            .takes::<OrgName>()
            .answers::<OrganizationView>(),
        route(Method::POST, "/v1/me/org/transfer", "transferOrganisation", orgs::transfer)
            .about(TAG, "Makes a member the owner; the caller becomes an admin.")
            .needs(Permission::TransferOwnership)
            .takes::<TransferOrg>()
            .status(204),
        route(Method::POST, "/v1/me/org/leave", "leaveOrganisation", orgs::leave)
            .about(TAG, "Leaves the organisation. Its last owner cannot.")
            .needs(Permission::ManageAccount)
            .status(204),
        route(Method::POST, "/v1/me/org/rotate-key", "rotateOrganisationKey", orgs::rotate_key)
            .about(TAG, "Makes a new data key and seals every credential with it.")
            .needs(Permission::ManageOrganization)
            .answers::<OrganizationView>(),
    ]
}

fn people() -> Vec<Route> {
    const TAG: &str = "Members";
    vec![
        route(Method::GET, "/v1/members", "listMembers", members::list)
            .about(TAG, "Everybody in the organisation, in the order in which they joined.")
            .needs(Permission::ViewOrganization)
            .answers::<Vec<MemberView>>(),
        route(Method::PATCH, "/v1/members/{id}", "changeRole", members::change_role)
            .about(TAG, "Gives a member another role. Only owners decide about owners, and they make one in person, not with a key.")
            .needs(Permission::ManageMembers)
            .takes::<ChangeRole>()
            .answers::<MemberView>(),
        route(Method::DELETE, "/v1/members/{id}", "removeMember", members::remove)
            .about(TAG, "Removes a member. Their keys are revoked.")
            .needs(Permission::ManageMembers)
            .status(204),
    ]
}

fn invited() -> Vec<Route> {
    const TAG: &str = "Invitations";
    vec![
        route(Method::GET, "/v1/invitations", "listInvitations", invitations::list)
            .about(TAG, "Invitations that nobody has answered yet.")
            .needs(Permission::ManageMembers)
            .answers::<Vec<InvitationView>>(),
        route(Method::POST, "/v1/invitations", "invite", invitations::invite)
            .about(TAG, "Invites an address by mail, for seven days. Owners are invited by owners in person, not with a key.")
            .needs(Permission::ManageMembers)
            .takes::<Invite>()
            .answers::<InvitationView>()
            .status(201),
        route(Method::POST, "/v1/invitations/{id}/resend", "resendInvitation", invitations::resend)
            .about(TAG, "Mails a new link with a new week.")
            .needs(Permission::ManageMembers)
            .answers::<InvitationView>(),
        route(Method::DELETE, "/v1/invitations/{id}", "revokeInvitation", invitations::revoke)
            .about(TAG, "Takes an invitation back.")
            .needs(Permission::ManageMembers)
            .status(204),
        route(Method::POST, "/v1/invitations/accept", "acceptInvitation", invitations::accept)
            .about(TAG, "Joins the organisation of an invitation to the caller's own address, and opens it.")
            .needs(Permission::ManageAccount)
            .takes::<InvitationToken>()
            .answers::<OrgChoice>(),
        route(Method::POST, "/v1/invitations/decline", "declineInvitation", invitations::decline)
            .about(TAG, "Declines an invitation.")
            .needs(Permission::ManageAccount)
            .takes::<InvitationToken>()
            .status(204),
    ]
}
