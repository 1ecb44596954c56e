//! The footer: where to read on, and how the platform is.

use leptos::prelude::*;

/// Constant markup, so that public pages without wasm show the same. `data-status` and `data-install` are brought to
/// life by `web/site.js`; at `#end` a page is painted (`ssr::shell::whole`).
pub const FOOTER: &str = "<div class='footer-inner'><p>Build My MCP <button type='button' class='link-button' data-install>Install app</button></p><nav aria-label='Footer'>\
    <a href='/docs' rel='external'>Docs</a><a href='/docs/api' rel='external'>API</a><a href='/pricing' rel='external'>Pricing</a>\
    <a href='/changelog' rel='external'>Changelog</a><a href='/security' rel='external'>Security</a><a href='/privacy' rel='external'>Privacy</a>\
    <a href='/terms' rel='external'>Terms</a><a class='footer-status' href='/status' rel='external' data-status><span class='badge-dot' aria-hidden='true'></span><span>System status</span></a></nav></div><span id='end'></span>";

#[component]
pub fn Footer() -> impl IntoView {
    view! { <footer class="footer" inner_html=FOOTER></footer> }
}
