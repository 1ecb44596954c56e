//! `/dev/mail`: the mails that would have been sent, while no SMTP server is configured.

use contract::{AppError, dto::MailView};
use leptos::prelude::*;

use super::{At, Served};
use crate::ui::{Banner, Empty, Icon, Time};

/// The newest mails. 404 wherever the mailbox may not be shown.
pub async fn page(at: At) -> domain::Result<Served> {
    if !at.visit.dev_mail {
        return Err(AppError::not_found("page").into());
    }
    let mails = domain::mailbox::list(&at.visit.platform).await?;
    let view = move || {
        view! {
            <section class="page is-narrow">
                <h1>"Development mailbox"</h1>
                <Banner>
                    <p>"Mail is kept here while no SMTP server is configured, and shown on this machine only."</p>
                </Banner>
                {if mails.is_empty() { nothing_yet() } else { list(mails) }}
            </section>
        }
        .into_any()
    };
    Ok(Served::new("Development mailbox", view))
}

fn nothing_yet() -> AnyView {
    view! {
        <Empty sign=Icon::Mail title="No mail yet">
            <p>"Sign-in links arrive here."</p>
            <p class="row"><a class="button is-primary" href="/login">"Sign in"</a></p>
        </Empty>
    }
    .into_any()
}

fn list(mails: Vec<MailView>) -> AnyView {
    let mails: Vec<_> = mails.into_iter().map(mail).collect();
    view! { <ol class="mails">{mails}</ol> }.into_any()
}

fn mail(mail: MailView) -> AnyView {
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
    .into_any()
}

/// The text with its addresses as links.
fn with_links(text: &str) -> Vec<AnyView> {
    let line = |line: &str| {
        let words: Vec<_> = line
            .split_inclusive(' ')
            .map(|word| {
                let address = word.trim();
                if address.starts_with("http://") || address.starts_with("https://") {
                    view! { <a href=address.to_owned()>{address.to_owned()}</a> }.into_any()
                } else {
                    word.to_owned().into_any()
                }
            })
            .collect();
        view! { <p>{words}</p> }.into_any()
    };
    text.lines().filter(|text| !text.trim().is_empty()).map(line).collect()
}
