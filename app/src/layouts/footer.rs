//! The footer.

use leptos::prelude::*;

#[component]
pub fn Footer() -> impl IntoView {
    view! {
        <footer class="footer">
            <div class="footer-inner">
                <p>"Build My MCP"</p>
                <nav aria-label="Footer">
                    <a href="/v1/openapi.json" rel="external">"API description"</a>
                    <span class="needs-js muted" inner_html="Press <kbd>?</kbd> for shortcuts"></span>
                </nav>
            </div>
        </footer>
    }
}
