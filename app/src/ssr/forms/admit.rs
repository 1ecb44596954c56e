//! Who may send a form, and for which organisation it was made. One place for all of them.
//!
//! A browser has one session, a session looks at one organisation, and tabs share it: a page that was opened before the
//! person switched belongs to another organisation than the one that a form would now write to. So every form about an
//! organisation names it in the field `org`, and a form that names another one is refused with 409.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use contract::{AppError, OrgId};
use leptos::prelude::*;

use super::{FormRight, Posted, local_path, see};
use crate::ssr::{Visit, encode, shell};

/// The page that a form was sent from; a header from another site leads to the dashboard.
pub(super) fn came_from(headers: &HeaderMap) -> String {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let path = text(header::REFERER).and_then(|address| address.split_once("://")).and_then(|(_, rest)| {
        let start = rest.find('/')?;
        (Some(&rest[..start]) == text(header::HOST)).then_some(&rest[start..])
    });
    local_path(path)
}

/// Lets the form through to its handler, or answers in its place.
pub(super) async fn admit(form: &Posted, right: FormRight, came_from: &str) -> Result<(), Response> {
    let visit = &form.visit;
    if right == FormRight::Everybody {
        return Ok(());
    }
    let Some(ctx) = &visit.ctx else { return Err(see(&format!("/login?next={}", encode(came_from)))) };
    let allowed = match right {
        FormRight::Everybody | FormRight::Person => Ok(()),
        FormRight::PlatformAdmin => domain::admin::enter(ctx).map(drop),
        FormRight::Needs(permission) => {
            if form.text("org") != ctx.org.id.to_string() {
                return Err(another_organisation(form, ctx, came_from).await);
            }
            ctx.require(permission)
        }
    };
    allowed.map_err(|error| refused(visit, error.into_shown(visit.meta.id)))
}

/// The page of a refusal that the page with the form should not have let happen.
fn refused(visit: &Visit, error: AppError) -> Response {
    let status = error.status();
    let page = shell::standalone(visit, error.code.title(), move || {
        view! {
            <section class="page is-narrow">
                <h1>{error.code.title()}</h1>
                <p>{error.detail}</p>
                <p class="row"><a class="button is-primary" href="/servers">"Go to your servers"</a></p>
            </section>
        }
    });
    answer(status, page)
}

/// 409: nothing was done, and here is how to go on.
async fn another_organisation(form: &Posted, ctx: &domain::Ctx, came_from: &str) -> Response {
    let meant = form.text("org").parse::<OrgId>().ok();
    let mine = domain::orgs::list(ctx).await.unwrap_or_default();
    let meant = mine.into_iter().find(|choice| Some(choice.id) == meant);
    let (here, back) = (ctx.org.name.to_string(), came_from.to_owned());
    let page = shell::standalone(&form.visit, "Another organisation is open", move || {
        let again = meant.map(|org| {
            view! {
                <form method="post" action="/forms/orgs/switch">
                    <input type="hidden" name="to" value=org.id.to_string() />
                    <input type="hidden" name="next" value=back />
                    <button type="submit" class="button is-primary" dir="auto">{format!("Switch back to “{}”", org.name)}</button>
                </form>
            }
        });
        view! {
            <section class="page is-narrow">
                <h1>"Another organisation is open"</h1>
                <p>
                    "This form was made for a different organisation than “" <span dir="auto">{here.clone()}</span>
                    "”, which is open in this browser now. Nothing was changed in either. "
                    "Switch back and send the form once more, or go on where you are."
                </p>
                <div class="row">
                    {again}
                    <a class="button" href="/servers"><span>"Go on with “" <bdi>{here}</bdi> "”"</span></a>
                </div>
            </section>
        }
    });
    answer(409, page)
}

/// A page by itself that may hold a form.
pub(super) fn answer(status: u16, page: String) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    // A form on a page without a referrer would come back with the origin `null`.
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, shell::STANDALONE_POLICY), (header::REFERRER_POLICY, "same-origin")];
    (status, headers, Html(page)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_leads_back_to_the_page_that_it_was_on() {
        let from = |referer: &'static str| {
            let headers = [(header::REFERER, referer), (header::HOST, "bmm.example")];
            came_from(&headers.into_iter().map(|(name, value)| (name, value.parse().expect("valid"))).collect())
        };
        assert_eq!(from("https://bmm.example/settings?tab=keys"), "/settings?tab=keys");
        for elsewhere in ["https://evil.example/settings", "https://bmm.example", "nonsense", ""] {
            assert_eq!(from(elsewhere), "/servers", "{elsewhere}");
        }
    }
}
