//! `/admin/organisations/{id}`: plan and suspension.

use contract::{OrgId, dto::SuspensionView, plan::Plan};
use domain::admin;
use leptos::prelude::*;

use super::frame::frame;
use crate::{
    served::{At, Served},
    ui::{Banner, Icon, Input, Summary, Time, Tone, icon},
};

const PLANS: [(&str, Plan); 4] = [("self_hosted", Plan::SelfHosted), ("free", Plan::Free), ("pro", Plan::Pro), ("team", Plan::Team)];

pub async fn page(at: At) -> domain::Result<Served> {
    let admin = admin::enter(at.ctx()?)?;
    let org = admin::organisation(&admin, at.param::<OrgId>("id", "organisation")?).await?;
    let (plan_error, suspend_error) = (at.error_for("plan"), at.error_for("suspend"));
    Ok(Served::new(org.name.to_string(), move || {
        let base = format!("/forms/admin/organisations/{}", org.id);
        let body = view! {
            <a class="back" href="/admin/organisations">{icon(Icon::ArrowLeft)} "Organisations"</a>
            <h2 dir="auto">{org.name.to_string()}</h2>
            <dl class="facts">
                <div><dt>"Handle"</dt><dd><code>{org.handle.to_string()}</code></dd></div>
                <div><dt>"Id"</dt><dd><code>{org.id.to_string()}</code></dd></div>
                <div><dt>"Members"</dt><dd>{org.members}</dd></div>
                <div><dt>"Servers"</dt><dd>{org.servers}</dd></div>
                <div><dt>"Made"</dt><dd><Time at=org.created_at /></dd></div>
            </dl>
            {plan_error.map(|error| view! { <Summary error=error /> })}
            {plan_form(&base, org.plan)}
            {suspend_error.map(|error| view! { <Summary error=error /> })}
            {suspension(&base, org.suspended)}
        };
        frame("/admin/organisations", body.into_any())
    }))
}

fn plan_form(base: &str, current: Plan) -> AnyView {
    let choices: Vec<_> =
        PLANS.into_iter().map(|(name, plan)| view! { <option value=name selected=plan == current>{plan.label()}</option> }.into_any()).collect();
    view! {
        <section class="section" aria-labelledby="plan-title">
            <h3 id="plan-title">"Plan"</h3>
            <p class="muted">"Where billing is on, the limits count at once, whatever is paid, until the subscription changes the next time. Without billing every limit is open."</p>
            <form method="post" action=format!("{base}/plan") class="row">
                <label class="visually-hidden" for="plan">"Plan"</label>
                <select class="input is-short" id="plan" name="plan">{choices}</select>
                <button type="submit" class="button">"Change the plan"</button>
            </form>
        </section>
    }
    .into_any()
}

fn suspension(base: &str, suspended: Option<SuspensionView>) -> AnyView {
    let form = match suspended {
        Some(SuspensionView { reason, since }) => view! {
            <Banner tone=Tone::Bad><p><strong>"Suspended: "</strong> <span dir="auto">{reason}</span> " · " <Time at=since /></p></Banner>
            <form method="post" action=format!("{base}/lift")><button type="submit" class="button">"Lift the suspension"</button></form>
        }
        .into_any(),
        None => view! {
            <p class="muted">"Its servers keep running. Making new ones is refused with your reason and the way to support."</p>
            <form method="post" action=format!("{base}/suspend") class="stack">
                <Input name="reason" label="Reason" help="The organisation's people read it." required=true />
                <button type="submit" class="button is-danger">"Suspend"</button>
            </form>
        }
        .into_any(),
    };
    view! {
        <section class="section" aria-labelledby="suspension">
            <h3 id="suspension">"Suspension"</h3>
            {form}
        </section>
    }
    .into_any()
}
