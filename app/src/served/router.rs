//! From the list of pages to routes: rights first, then the page, then the frame around it.

use axum::{
    Router,
    body::Body,
    extract::{RawPathParams, Request},
    http::HeaderMap,
    response::{IntoResponse, Response},
    routing::get,
};
use contract::{AppError, ErrorCode, OrgId, dto::Timestamp};
use leptos::prelude::*;

use super::{At, PageRight, Served, ServedPage, at::visit_of};
use crate::{
    flash::Flash,
    ssr::{Visit, cookies, encode, flash, forms::see, shell},
    ui,
};

/// A page as HTML, on its way into the frame. Travels in the request's extensions.
#[derive(Clone, Default)]
pub struct Content {
    pub title: String,
    pub body: String,
    /// More elements for the document's head.
    pub head: String,
    pub status: u16,
    /// The browser loads the application.
    pub live: bool,
    /// Where Stripe.js lies, if the page may reach Stripe.
    pub payments: Option<String>,
}

/// Every served page, and the application's frame around each.
pub fn router<S>(options: LeptosOptions) -> Router<S>
where
    S: Clone + Send + Sync + 'static,
{
    super::pages().into_iter().fold(Router::new(), |router, page| {
        let (path, options) = (page.path, options.clone());
        router.route(path, get(move |params: RawPathParams, request: Request| serve(page.clone(), options.clone(), params, request)))
    })
}

async fn serve(page: ServedPage, options: LeptosOptions, params: RawPathParams, mut request: Request) -> Response {
    let asked = asked(params, &request);
    let now = asked.as_ref().map_or(Timestamp(0), |at| at.visit.platform.now());
    let org = asked.as_ref().ok().and_then(|at| at.visit.ctx.as_ref()).map(|ctx| ctx.org.id);
    let served = match served(&page, asked).await {
        Ok(Served { elsewhere: Some(path), .. }) => return see(&path),
        Ok(served) => served,
        Err(error) if error.code == ErrorCode::SignedOut => return see(&format!("/login?next={}", encode(&here(&request)))),
        Err(error) => failed(error),
    };
    let content = rendered(served, now);
    request.extensions_mut().insert(Content { body: with_organisation(content.body, org), ..content });
    in_frame(options, request).await
}

/// The application around what stands in the request's extensions.
async fn in_frame(options: LeptosOptions, request: Request<Body>) -> Response {
    leptos_axum::render_app_async(move || shell::shell(options.clone()))(request).await.into_response()
}

/// What the page gets to know. Read before anything is waited for, because a body cannot be shared between threads.
fn asked(params: RawPathParams, request: &Request) -> Result<At, AppError> {
    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    Ok(At::new(visit_of(request.extensions())?, request.uri(), flash_of(request.headers()), params))
}

async fn served(page: &ServedPage, at: Result<At, AppError>) -> Result<Served, AppError> {
    let at = at?;
    let id = at.visit.meta.id;
    let served = async {
        admit(page.right, &at.visit)?;
        (page.render)(at).await
    };
    served.await.map_err(|error| error.into_shown(id))
}

fn admit(right: PageRight, visit: &Visit) -> domain::Result<()> {
    match right {
        PageRight::Everybody => Ok(()),
        PageRight::Needs(permission) => visit.signed_in()?.require(permission),
        PageRight::PlatformAdmin => domain::admin::enter(visit.signed_in()?).map(drop),
    }
}

/// The last form's message. The frame takes the cookie away when it renders the notice.
fn flash_of(headers: &HeaderMap) -> Option<Flash> {
    cookies::read(headers, cookies::FLASH).and_then(|text| flash::decode(&text))
}

fn here(request: &Request) -> String {
    request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned()
}

fn rendered(served: Served, now: Timestamp) -> Content {
    let Served { title, description, status, head, view, live, payments, .. } = served;
    let owner = Owner::new();
    let (body, head) = owner.with(|| {
        provide_context(ui::Now(now));
        let more = head.map(|head| head().to_html()).unwrap_or_default();
        let about = description.map(|text| view! { <meta name="description" content=text /> }.to_html()).unwrap_or_default();
        (view().to_html(), about + &more)
    });
    owner.unset_with_forced_cleanup();
    Content { title, body, head, status, live, payments }
}

/// Puts the organisation that the page was made for into every form that changes something: it is checked when the form
/// comes back, because another tab may have opened another organisation meanwhile.
pub(crate) fn with_organisation(html: String, org: Option<OrgId>) -> String {
    let Some(org) = org else { return html };
    let mut body = String::with_capacity(html.len() + 512);
    let mut rest = html.as_str();
    while let Some(start) = rest.find("<form ") {
        // Values of attributes are escaped: the next bracket ends the tag.
        let end = rest[start..].find('>').map_or(rest.len(), |length| start + length + 1);
        body.push_str(&rest[..end]);
        if rest[start..end].contains("method=\"post\"") {
            body.push_str(&format!("<input type=\"hidden\" name=\"org\" value=\"{org}\">"));
        }
        rest = &rest[end..];
    }
    body.push_str(rest);
    body
}

/// The page of an error: what happened, what to do, and the reference for support.
fn failed(error: AppError) -> Served {
    let status = error.status();
    let title = if error.code == ErrorCode::NotFound { "Page not found" } else { error.code.title() };
    let temporary = matches!(error.code, ErrorCode::Unavailable | ErrorCode::RateLimited | ErrorCode::Internal);
    let mut served = Served::new(title, move || {
        let AppError { detail, reference, .. } = error;
        view! {
            <section class="page is-narrow">
                <div class="problem">
                    <span class="problem-sign">{ui::icon(ui::Icon::Alert)}</span>
                    <h1>{title}</h1>
                    <p>{detail}</p>
                    {reference.map(|reference| view! { <p class="muted">"Reference " <code>{reference}</code></p> })}
                    <p class="row">
                        {temporary.then(|| view! { <a class="button is-primary" href="">"Try again"</a> })}
                        <a class=if temporary { "button" } else { "button is-primary" } href="/servers">"Go to your servers"</a>
                        {temporary.then(|| view! { <a class="button" href="/status">"Look at the system status"</a> })}
                    </p>
                </div>
            </section>
        }
        .into_any()
    });
    served.status = status;
    served
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_that_changes_something_names_its_organisation() {
        let body =
            "<p>a</p><form method=\"post\" action=\"/forms/x\"><b>1</b></form><form class=\"search\" action=\"/audit\"></form><form method=\"post\"></form>";
        let org = OrgId::new(1, 2);
        let field = format!("<input type=\"hidden\" name=\"org\" value=\"{org}\">");
        let made = with_organisation(body.to_owned(), Some(org));
        assert_eq!(made.matches(&field).count(), 2);
        assert!(made.starts_with(&format!("<p>a</p><form method=\"post\" action=\"/forms/x\">{field}<b>1</b></form><form class")), "{made}");
        assert_eq!(made.replace(&field, ""), body);
        assert_eq!(with_organisation(body.to_owned(), None), body);
    }
}
