//! The credentials of step 2: one field for each that the source needs, and one to add by hand.

use leptos::prelude::*;

use super::model::CheckPage;
use crate::{
    features::servers::model::SecretRow,
    flash::Flash,
    ui::{Banner, Icon, Tone, icon},
};

#[component]
pub fn Credentials(check: CheckPage, flash: Flash) -> impl IntoView {
    let (needed, others): (Vec<_>, Vec<_>) = check.secrets.into_iter().partition(|row| row.needed);
    let rows = |rows: Vec<SecretRow>| rows.into_iter().map(|row| view! { <Slot row=row flash=flash.clone() /> }.into_any()).collect::<Vec<_>>();
    let none = needed.is_empty();
    let (needed, others) = (rows(needed), rows(others));
    let has_others = !others.is_empty();
    let plain = check.plain_http;
    let (calls_out, try_reads, mock) = (!check.origins.is_empty(), check.try_reads, check.mock);
    let plain_error = flash.error.as_ref().and_then(|error| error.for_field("allow_plain_http")).is_some();
    view! {
        <section class="section" aria-labelledby="credentials">
            <h2 id="credentials">"Credentials"</h2>
            {if none {
                view! { <p class="quiet-empty">{icon(Icon::Check)} "No credentials needed"</p> }.into_any()
            } else {
                view! {
                    <p class="muted">"Sealed when you leave this page, added to requests on their way out, never shown again. The tools and their sandbox never hold them."</p>
                    <ul class="secrets">{needed}</ul>
                }.into_any()
            }}
            {has_others.then(|| view! {
                <details class="more">
                    <summary>"Credentials that no tool needs at the moment"</summary>
                    <ul class="secrets">{others}</ul>
                </details>
            })}
            {(!plain.is_empty()).then(|| view! {
                <Banner tone=Tone::Warn>
                    <p>"Credentials would travel to " {plain.join(", ")} " without encryption: anybody on the way can read them."</p>
                    <label class="check"><input type="checkbox" name="allow_plain_http" id="allow_plain_http" autofocus=plain_error /> "Send them anyway"</label>
                </Banner>
            })}
            {(!none).then(|| view! {
                <label class="check">
                    <input type="checkbox" name="mock" checked=mock />
                    <span>"I have no credentials yet: start in mock mode" <span class="field-help">"Answers are made up from the schemas and marked as such. Nothing is sent until you switch the server to live."</span></span>
                </label>
            })}
            {calls_out.then(|| view! {
                <label class="check">
                    <input type="checkbox" name="try_reads" checked=try_reads />
                    <span>"Call read-only tools once while building" <span class="field-help">"With made-up arguments, at most 20 of them. Tools that change something are never called."</span></span>
                </label>
            })}
            <Add open=flash.error.as_ref().is_some_and(|error| error.errors.iter().any(|field| field.field.starts_with("added"))) />
        </section>
    }
}

#[component]
fn Slot(row: SecretRow, flash: Flash) -> impl IntoView {
    let field = format!("secret:{}", row.name);
    let id = format!("secret-{}", row.name);
    let error = flash.error.as_ref().and_then(|error| {
        let named = |prefix: &str| error.for_field(&format!("{prefix}.{}", row.name)).map(str::to_owned);
        named("credentials").or_else(|| named("secrets"))
    });
    let checked = (flash.typed.get("slot") == Some(&row.name))
        .then(|| (flash.typed.get("outcome").cloned().unwrap_or_default(), flash.notice.clone().unwrap_or_default()));
    let basic = row.basic;
    let placeholder = match (row.entered, basic) {
        (true, _) => "Entered. Type a new value to replace it",
        (false, true) => "user:password",
        (false, false) => "Paste the value",
    };
    view! {
        <li class="secret" id=format!("slot-{}", row.name)>
            <div class="secret-head">
                <label class="field-label" for=id.clone()>{row.label.clone()} {(!row.required).then(|| view! { <span class="field-optional">"optional"</span> })}</label>
                {row.entered.then(|| view! { <span class="text-good">{icon(Icon::Lock)} "Entered, replace it below"</span> })}
            </div>
            <div class="inline-form">
                <input class="input is-mono" id=id name=field type="password" autocomplete="new-password" placeholder=placeholder aria-invalid=error.is_some().then_some("true") />
                <button type="submit" name="action" value=format!("test:{}", row.name) class="button">"Check credential"</button>
            </div>
            {error.map(|error| view! { <p class="field-error">{error}</p> })}
            {checked.map(|(outcome, message)| {
                let (class, sign) = match outcome.as_str() {
                    "accepted" => ("check-answer is-good", Icon::Check),
                    "refused" => ("check-answer is-bad", Icon::Cross),
                    _ => ("check-answer", Icon::Info),
                };
                view! { <p class=class role="status">{icon(sign)} {message}</p> }
            })}
            <p class="field-help">
                {row.help}
                {row.help_url.filter(|url| url.starts_with("https://")).map(|url| view! { " " <a href=url rel="external noreferrer" target="_blank">"Where to get it"</a> })}
            </p>
        </li>
    }
}

/// A credential that the source keeps silent about.
#[component]
fn Add(open: bool) -> impl IntoView {
    view! {
        <details class="more" open=open>
            <summary>"Add a credential"</summary>
            <p class="muted">"For sources that keep silent about it. Every tool sends it."</p>
            <div class="add-credential">
                <div class="field">
                    <label class="field-label" for="new_kind">"How is it sent?"</label>
                    <select class="input" id="new_kind" name="new_kind">
                        <option value="">"Choose…"</option>
                        <option value="bearer">"Bearer token"</option>
                        <option value="header">"In a header"</option>
                        <option value="query">"In the query"</option>
                        <option value="cookie">"In a cookie"</option>
                    </select>
                </div>
                <div class="field">
                    <label class="field-label" for="new_param">"Name of header, parameter or cookie"</label>
                    <input class="input is-mono" id="new_param" name="new_param" placeholder="X-Api-Key" autocomplete="off" />
                </div>
                <div class="field">
                    <label class="field-label" for="new_value">"Value"</label>
                    <input class="input is-mono" id="new_value" name="new_value" type="password" autocomplete="new-password" />
                </div>
                <button type="submit" name="action" value="save" class="button">"Add"</button>
            </div>
        </details>
    }
}
