//! `/settings/members`: who belongs to the organisation, who is invited, who owns it.

use contract::{
    AppError, Permission, Role,
    dto::{InvitationView, MemberView},
};
use leptos::prelude::*;

use super::{
    frame,
    members_table::{self, May},
};
use crate::{
    flash::Flash,
    served::{At, Served},
    ui::{Badge, Icon, Input, Summary, Tone, icon, sure},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let may = May { manage: ctx.may(Permission::ManageMembers), is_owner: ctx.may(Permission::TransferOwnership) };
    let members = domain::members::list(ctx).await?;
    let invitations = if may.manage { domain::invitations::list(ctx).await? } else { Vec::new() };
    let org = ctx.org.name.to_string();
    let refused = ["members", "invitations", "transfer", "leave"].map(|form| at.error_for(form));
    let invite = at.flash_for("invite").cloned();
    Ok(Served::new("Members", move || {
        let [wrong_member, wrong_invitation, wrong_transfer, wrong_leave] = refused;
        let others: Vec<_> = members.iter().filter(|member| !member.is_you).cloned().collect();
        let sections = view! {
            <section class="section" aria-labelledby="members">
                <h2 id="members">"Members of “" <span dir="auto">{org.clone()}</span> "”"</h2>
                {summary(wrong_member)}
                {members_table::managed(&members, may)}
                <p class="field-help">"Members make and run servers. Admins also manage people, keys, the plan and the audit log. Owners can hand the organisation over."</p>
            </section>
            {may.manage.then(|| invite_section(invite, may))}
            {may.manage.then(|| invitations_section(invitations, wrong_invitation))}
            {(may.is_owner && !others.is_empty()).then(|| transfer_section(others, wrong_transfer))}
            {leave_section(org, wrong_leave)}
        };
        frame("/settings/members", "Settings", sections.into_any())
    }))
}

fn summary(error: Option<AppError>) -> AnyView {
    error.map(|error| view! { <Summary error=error /> }).into_any()
}

fn invite_section(last: Option<Flash>, may: May) -> AnyView {
    let typed = |field: &str| last.as_ref().and_then(|flash| flash.typed.get(field).cloned()).unwrap_or_default();
    let error = last.as_ref().and_then(|flash| flash.error.clone());
    let wrong = error.as_ref().and_then(|error| error.for_field("email").map(str::to_owned));
    let options: Vec<_> = [Role::Member, Role::Admin, Role::Owner]
        .into_iter()
        .filter(|role| may.is_owner || *role != Role::Owner)
        .map(|role| view! { <option value=role.as_str() selected=typed("role") == role.as_str()>{role.label()}</option> }.into_any())
        .collect();
    view! {
        <section class="section" aria-labelledby="invite">
            <h2 id="invite">"Invite somebody"</h2>
            {summary(error.filter(|error| error.errors.is_empty()))}
            <form method="post" action="/forms/invitations/create" class="stack is-short-form">
                <Input name="email" label="E-mail address" kind="email" value=typed("email") error=wrong help="They get a link that works for seven days, for this address alone." />
                <div class="field">
                    <label class="field-label" for="role">"Role"</label>
                    <select class="input is-short" id="role" name="role" autocomplete="off">{options}</select>
                </div>
                <button type="submit" class="button is-primary">{icon(Icon::Mail)} "Send the invitation"</button>
            </form>
        </section>
    }
    .into_any()
}

fn invitations_section(invitations: Vec<InvitationView>, error: Option<AppError>) -> AnyView {
    let list = if invitations.is_empty() {
        view! { <p class="quiet-empty">"Nobody is waiting for an answer."</p> }.into_any()
    } else {
        let rows: Vec<_> = invitations.into_iter().map(invitation_row).collect();
        view! {
            <div class="table-scroll" tabindex="0" role="region" aria-label="List of invitations">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Address"</th>
                            <th scope="col" class="is-wide-only">"Expires"</th>
                            <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="invitations">
            <h2 id="invitations">"Open invitations"</h2>
            {summary(error)}
            {list}
        </section>
    }
    .into_any()
}

fn invitation_row(invitation: InvitationView) -> AnyView {
    let (id, email) = (invitation.id.to_string(), invitation.email.to_string());
    let expires =
        if invitation.expired { view! { <Badge label="Expired" tone=Tone::Warn /> }.into_any() } else { invitation.expires_at.for_people().into_any() };
    view! {
        <tr>
            <th scope="row">
                <span class="row-title">{email.clone()}</span>
                <span class="member-email">{invitation.role.label()} ", invited by " <span dir="auto">{invitation.invited_by}</span></span>
            </th>
            <td class="is-wide-only muted">{expires}</td>
            <td class="is-end">
                <div class="row is-tight is-end">
                    <form method="post" action="/forms/invitations/resend">
                        <input type="hidden" name="invitation" value=id.clone() />
                        <button type="submit" class="button is-small">"Send again" <span class="visually-hidden">" to " {email.clone()}</span></button>
                    </form>
                    <form method="post" action="/forms/invitations/revoke">
                        <input type="hidden" name="invitation" value=id />
                        <button type="submit" class="button is-small is-danger">"Take back" <span class="visually-hidden">" from " {email}</span></button>
                    </form>
                </div>
            </td>
        </tr>
    }
    .into_any()
}

fn transfer_section(others: Vec<MemberView>, error: Option<AppError>) -> AnyView {
    let options: Vec<_> =
        others.into_iter().map(|member| view! { <option value=member.id.to_string()>{member.email.to_string()}</option> }.into_any()).collect();
    view! {
        <section class="section" aria-labelledby="transfer">
            <h2 id="transfer">"Hand the organisation over"</h2>
            <p class="muted">"The member becomes the owner, and you become an admin. Only the new owner can give it back."</p>
            {summary(error)}
            <form method="post" action="/forms/orgs/transfer" class="inline-form">
                <label class="visually-hidden" for="new-owner">"New owner"</label>
                <select class="input" id="new-owner" name="member" autocomplete="off">{options}</select>
                <button type="submit" class="button is-danger">"Hand over"</button>
            </form>
        </section>
    }
    .into_any()
}

fn leave_section(org: String, error: Option<AppError>) -> AnyView {
    view! {
        <section class="section" aria-labelledby="leave">
            <h2 id="leave">"Leave"</h2>
            <p class="muted">"You lose access to “" <span dir="auto">{org}</span> "” at once, and keys that you made there stop. Servers that you made stay."</p>
            {summary(error)}
            {sure("Leave this organisation", String::new(), "Only an invitation brings you back.", view! {
                <form method="post" action="/forms/orgs/leave">
                    <button type="submit" class="button is-danger">"Leave it now"</button>
                </form>
            }.into_any())}
        </section>
    }
    .into_any()
}
