//! Tables of members and invitations.

use contract::{
    Role,
    dto::{InvitationView, MemberView},
};
use leptos::prelude::*;

use crate::ui::{Badge, Time, Tone, sure};

/// What the person who looks at the table may do.
#[derive(Clone, Copy)]
pub struct May {
    pub manage: bool,
    pub is_owner: bool,
}

/// Everybody, and who is invited, without any buttons.
pub fn read_only(members: &[MemberView], invitations: &[InvitationView]) -> AnyView {
    let nobody = May { manage: false, is_owner: false };
    let members: Vec<_> = members.iter().cloned().map(|member| row(member, nobody)).collect();
    let invited: Vec<_> = invitations.iter().map(invited).collect();
    table("List of members", view! { {members} {invited} }.into_any(), false)
}

/// Everybody, with a form for each role and each removal.
pub fn managed(members: &[MemberView], may: May) -> AnyView {
    let owners = members.iter().filter(|member| member.role == Role::Owner).count();
    // The only owner cannot step down.
    let stays = |member: &MemberView| member.is_you && member.role == Role::Owner && owners == 1;
    let rows: Vec<_> = members
        .iter()
        .cloned()
        .map(|member| if stays(&member) { row(member, May { manage: may.manage, is_owner: false }) } else { row(member, may) })
        .collect();
    table("List of members", view! { {rows} }.into_any(), may.manage)
}

fn table(label: &'static str, rows: AnyView, actions: bool) -> AnyView {
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=label>
            <table class="table">
                <thead>
                    <tr>
                        <th scope="col">"Person"</th>
                        <th scope="col">"Role"</th>
                        <th scope="col" class="is-wide-only">"Since"</th>
                        {actions.then(|| view! { <th scope="col"><span class="visually-hidden">"Actions"</span></th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(member: MemberView, may: May) -> AnyView {
    let (id, email) = (member.id.to_string(), member.email.to_string());
    // Admins decide about everybody but owners.
    let manages = may.manage && (may.is_owner || member.role != Role::Owner);
    let role = if manages { role_form(&id, &email, member.role, may).into_any() } else { view! { <Badge label=member.role.label() /> }.into_any() };
    let remove = (manages && !member.is_you).then(|| {
        view! {
            {sure("Remove", email.clone(), "Access ends at once, and keys that this person made here stop. Servers stay.", view! {
                <form method="post" action="/forms/members/remove">
                    <input type="hidden" name="member" value=id.clone() />
                    <button type="submit" class="button is-small is-danger">"Remove the member"</button>
                </form>
            }.into_any())}
        }
    });
    view! {
        <tr>
            <th scope="row">
                <span class="row-title" dir="auto">{if member.name.is_empty() { email.clone() } else { member.name }} {member.is_you.then_some(" (you)")}</span>
                <span class="member-email">{email}</span>
            </th>
            <td>{role}</td>
            <td class="is-wide-only muted"><Time at=member.joined_at short=true /></td>
            {may.manage.then(|| view! { <td class="is-end">{remove}</td> })}
        </tr>
    }
    .into_any()
}

fn role_form(id: &str, email: &str, role: Role, may: May) -> AnyView {
    let options: Vec<_> = Role::ALL
        .into_iter()
        .filter(|choice| may.is_owner || *choice != Role::Owner)
        .map(|choice| view! { <option value=choice.as_str() selected=choice == role>{choice.label()}</option> }.into_any())
        .collect();
    let select = format!("role-{id}");
    view! {
        <form method="post" action="/forms/members/role" class="row is-tight">
            <input type="hidden" name="member" value=id.to_owned() />
            <label class="visually-hidden" for=select.clone()>"Role of " {email.to_owned()}</label>
            <select class="input is-small" id=select name="role" autocomplete="off">{options}</select>
            <button type="submit" class="button is-small">"Save" <span class="visually-hidden">" the role of " {email.to_owned()}</span></button>
        </form>
    }
    .into_any()
}

fn invited(invitation: &InvitationView) -> AnyView {
    view! {
        <tr>
            <th scope="row"><span class="row-title">{invitation.email.to_string()}</span></th>
            <td><Badge label=if invitation.expired { "Invitation expired" } else { "Invited" } tone=Tone::Warn /></td>
            <td class="is-wide-only muted"><Time at=invitation.sent_at short=true /></td>
        </tr>
    }
    .into_any()
}
