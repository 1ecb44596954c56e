//! `/dev/mail`: the mails that would have been sent.

use contract::dto::MailView;
use leptos::prelude::*;
use leptos_meta::Title;

use super::api;
use crate::ui::{Banner, Empty, Icon, Time, loaded, rows_waiting};
use crate::wire::fetch_all;

#[component]
pub fn MailboxPage() -> impl IntoView {
    let mails = fetch_all(api::list_mails);
    view! {
        <Title text="Development mailbox" />
        <section class="page is-narrow">
            <h1>"Development mailbox"</h1>
            <Banner>
                <p>"Mail is kept here while no SMTP server is configured, and shown on this machine only."</p>
            </Banner>
            {loaded(mails, rows_waiting, show)}
        </section>
    }
    .into_any()
}

fn show(mails: Vec<MailView>) -> AnyView {
    if mails.is_empty() {
        return view! {
            <Empty sign=Icon::Mail title="No mail yet">
                <p>"Sign-in links arrive here."</p>
                <p class="row"><a class="button is-primary" href="/login">"Sign in"</a></p>
            </Empty>
        }
        .into_any();
    }
    let mails: Vec<_> = mails.into_iter().map(|mail| view! { <Mail mail=mail /> }.into_any()).collect();
    view! { <ol class="mails">{mails}</ol> }.into_any()
}

#[component]
fn Mail(mail: MailView) -> impl IntoView {
    view! {
        <li class="card mail">
            <div class="mail-head">
                <h2>{mail.subject}</h2>
                <Time at=mail.at />
            </div>
            <p class="muted">"To " {mail.to.to_string()}</p>
            <div class="mail-text">{with_links(&mail.text)}</div>
        </li>
    }
}

/// The text with its addresses as links. They are full loads, because confirming a link starts a session.
fn with_links(text: &str) -> Vec<AnyView> {
    let line = |line: &str| {
        let words: Vec<_> = line
            .split_inclusive(' ')
            .map(|word| {
                let address = word.trim();
                if address.starts_with("http://") || address.starts_with("https://") {
                    view! { <a href=address.to_owned() rel="external">{address.to_owned()}</a> }.into_any()
                } else {
                    word.to_owned().into_any()
                }
            })
            .collect();
        view! { <p>{words}</p> }.into_any()
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}
