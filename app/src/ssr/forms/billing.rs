//! Billing: the session of a checkout, changing, cancelling, taking back, Stripe's own pages.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use contract::{
    AppError, ErrorCode,
    dto::{CancelPlan, ChangePlan, CheckoutSession, OpenCheckout, Timestamp},
    plan::{Cycle, Plan},
};
use domain::billing;
use leptos::prelude::*;

use super::{Posted, failed, failed_with, see, see_with};
use crate::{
    flash::Flash,
    served::billing::{PATH, choice},
    ssr::{Visit, encode, shell},
};

fn chosen(form: &Posted) -> domain::Result<(Plan, Cycle)> {
    let unknown = || AppError::field("tier", "Choose Pro or Team, paid monthly or yearly.");
    Ok(choice(form.filled("tier"), form.filled("cycle")).ok_or_else(unknown)?)
}

/// JSON for the island in the dialog: the session, or what went wrong.
pub async fn checkout(form: Posted) -> Response {
    let visit = &form.visit;
    let opened: domain::Result<CheckoutSession> = async {
        let (tier, cycle) = chosen(&form)?;
        billing::checkout_session(visit.signed_in()?, OpenCheckout { tier, cycle }).await
    }
    .await;
    let mut response = match opened {
        Ok(session) => Json(session).into_response(),
        Err(error) => {
            let error = error.into_shown(visit.meta.id);
            (StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(error)).into_response()
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Changes the plan as it was previewed.
pub async fn change(form: Posted) -> Response {
    let visit = &form.visit;
    let changed = async {
        let (tier, cycle) = chosen(&form)?;
        let from = form.text("from").parse().ok().map(Timestamp);
        billing::change_plan(visit.signed_in()?, ChangePlan { tier, cycle, from }).await
    };
    match changed.await {
        Ok(status) if status.waiting_for_payment => see(PATH),
        Ok(status) => {
            let cycle = status.cycle.map(|cycle| format!(", paid {}", cycle.as_str())).unwrap_or_default();
            see_with(visit, PATH, &Flash::done("page", format!("You are on the {} plan{cycle}.", status.plan.label())))
        }
        // Who has to prove first who they are comes back to the preview, which is worked out anew.
        Err(error) => {
            let preview = format!("/settings/billing/change?tier={}&cycle={}", encode(form.text("tier")), encode(form.text("cycle")));
            let shown = error.into_shown(visit.meta.id);
            let page = if shown.code == ErrorCode::ConfirmationNeeded { preview } else { PATH.to_owned() };
            failed_with(visit, &page, Flash::failed("billing", shown))
        }
    }
}

/// Ends the plan with what is paid for.
pub async fn cancel(form: Posted) -> Response {
    let visit = &form.visit;
    let reason = form.filled("reason").map(str::to_owned);
    match async { billing::cancel(visit.signed_in()?, CancelPlan { reason }).await }.await {
        Ok(status) => {
            let text = status
                .ends_at
                .map_or_else(|| "The plan has ended.".to_owned(), |at| format!("The plan ends on {}. Until then everything stays as it is.", at.day()));
            see_with(visit, PATH, &Flash::done("page", text))
        }
        Err(error) => failed(visit, PATH, "billing", error),
    }
}

/// Takes a cancellation back.
pub async fn reactivate(form: Posted) -> Response {
    let visit = &form.visit;
    match async { billing::reactivate(visit.signed_in()?).await }.await {
        Ok(status) => see_with(visit, PATH, &Flash::done("page", format!("The {} plan goes on.", status.plan.label()))),
        Err(error) => failed(visit, PATH, "billing", error),
    }
}

/// Leads to Stripe's own pages. By a page in between, because a form's policy holds for where its answer redirects to.
pub async fn portal(form: Posted) -> Response {
    let visit = &form.visit;
    let fix_payment = form.filled("fix_payment").is_some();
    match async { billing::portal(visit.signed_in()?, fix_payment).await }.await {
        Ok(link) => leaving(visit, link.url),
        Err(error) => failed(visit, PATH, "billing", error),
    }
}

fn leaving(visit: &Visit, url: String) -> Response {
    let refresh = HeaderValue::from_str(&format!("0; url={url}"));
    let page = shell::standalone(visit, "Stripe’s pages", move || {
        view! {
            <section class="page is-narrow">
                <h1>"Stripe’s pages are opening"</h1>
                <p>"They lead back here when you are done."</p>
                <p class="row">
                    <a class="button is-primary" href=url>"Go there"</a>
                    <a class="button" href=PATH>"Back to billing"</a>
                </p>
            </section>
        }
    });
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::CONTENT_SECURITY_POLICY, shell::STANDALONE_POLICY)];
    let mut response = (headers, Html(page)).into_response();
    if let Ok(refresh) = refresh {
        response.headers_mut().insert(header::REFRESH, refresh);
    }
    response
}
