//! The browsers that are signed in.

use contract::dto::SessionEntry;
use leptos::prelude::*;

use crate::ui::{Badge, Time, Tone};

pub(super) fn section(sessions: Vec<SessionEntry>) -> AnyView {
    let others = sessions.iter().any(|session| !session.current);
    let rows: Vec<_> = sessions.into_iter().map(row).collect();
    view! {
        <section class="section" aria-labelledby="sessions">
            <h2 id="sessions">"Sessions"</h2>
            <p class="muted">"Every browser in which you are signed in. A session ends after seven days without a visit, and after 30 days in any case."</p>
            <div class="table-scroll">
                <table class="table">
                    <thead>
                        <tr><th scope="col">"Device"</th><th scope="col" class="is-wide-only">"Signed in"</th><th scope="col">"Last seen"</th><th scope="col" class="is-end">"Action"</th></tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {others.then(|| view! {
                <form method="post" action="/forms/sessions/revoke-others">
                    <button type="submit" class="button">"End all other sessions"</button>
                </form>
            })}
        </section>
    }
    .into_any()
}

fn row(session: SessionEntry) -> AnyView {
    let id = session.id.to_string();
    let end = format!("End the session {} from {}", session.device, session.ip);
    view! {
        <tr>
            <th scope="row">
                <span class="row-title">{session.device}</span> " "
                {session.current.then(|| view! { <Badge tone=Tone::Good label="This browser" /> })}
                <div class="row-sub">{session.ip}</div>
            </th>
            <td class="is-wide-only"><Time at=session.created_at short=true /></td>
            <td><Time at=session.last_seen_at short=true /></td>
            <td class="is-end">
                {if session.current {
                    view! { <form method="post" action="/forms/sign-out"><button type="submit" class="button is-small">"Sign out"</button></form> }.into_any()
                } else {
                    view! {
                        <form method="post" action="/forms/sessions/revoke">
                            <input type="hidden" name="session" value=id />
                            <button type="submit" class="button is-small is-danger" aria-label=end>"End"</button>
                        </form>
                    }
                    .into_any()
                }}
            </td>
        </tr>
    }
    .into_any()
}
