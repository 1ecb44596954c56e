//! Server functions of the sign-in pages.

use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// What a link is worth. Looking consumes nothing: mail scanners look, too.
#[server(name = LookAtLink, prefix = "/_fn", endpoint = "login/link", input = Wire, output = Wire)]
pub async fn look_at_link(token: String) -> Result<Packed, Failure> {
    use super::LinkView;
    use crate::ssr::{reply, visit};
    use domain::identity::LinkState;
    let visit = visit()?;
    let state = reply(domain::identity::look_at_link(&visit.platform, &token, visit.browser.as_deref()).await)?;
    Packed::of(match state {
        LinkState::Ready => LinkView::Ready,
        LinkState::OtherBrowser { code } => LinkView::OtherBrowser { code },
        LinkState::Gone => LinkView::Gone,
    })
}
