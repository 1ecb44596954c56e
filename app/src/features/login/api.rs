//! Server functions of the sign-in pages.

use leptos::prelude::*;

use super::LinkView;
use crate::{Failure, wire::Wire};

/// What a link is worth. Looking consumes nothing: mail scanners look, too.
#[server(name = LookAtLink, prefix = "/_fn", endpoint = "login/link", input = Wire, output = Wire)]
pub async fn look_at_link(token: String) -> Result<LinkView, Failure> {
    use crate::ssr::{reply, visit};
    use domain::identity::LinkState;
    let visit = visit()?;
    let state = reply(domain::identity::look_at_link(&visit.platform, &token, visit.browser.as_deref()).await)?;
    Ok(match state {
        LinkState::Ready => LinkView::Ready,
        LinkState::OtherBrowser { code } => LinkView::OtherBrowser { code },
        LinkState::Gone => LinkView::Gone,
    })
}
