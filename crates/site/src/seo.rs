//! What search engines, link previews and security researchers read.

pub mod image;

use app::ssr::Visit;
use axum::response::Response;
use serde_json::{Value, json};

use crate::{
    map,
    route::{Public, plain},
};

/// A data block for search engines. `<` is escaped, so that no text can end the block.
pub fn structured(value: &Value) -> String {
    format!("<script type=\"application/ld+json\">{}</script>", value.to_string().replace('<', "\\u003c"))
}

pub fn robots(public: &Public) -> Response {
    let hidden = ["/servers", "/builds", "/forms", "/settings", "/admin", "/audit", "/support", "/dev", "/login/", "/docs/search"];
    let rules: String = hidden.iter().map(|path| format!("Disallow: {path}\n")).collect();
    plain("text/plain; charset=utf-8", format!("User-agent: *\n{rules}\nSitemap: {}/sitemap.xml\n", public.url))
}

pub fn sitemap(public: &Public) -> Response {
    let urls: String = map::PAGES.iter().map(|page| format!("<url><loc>{}{}</loc></url>\n", public.url, page.path)).collect();
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n");
    plain("application/xml", text)
}

/// RFC 9116. It expires half a year after it was asked for. Where the operator named no address, the page says what is
/// left to do.
pub fn security_txt(public: &Public, visit: &Visit) -> Response {
    let expires = visit.platform.now().plus_seconds(182 * 24 * 3_600).rfc3339();
    let url = &public.url;
    let contact = visit.platform.config.security_contact.as_ref().map_or_else(|| format!("{url}/security#report-a-vulnerability"), ToString::to_string);
    let text = format!(
        "Contact: {contact}\nExpires: {expires}\nPreferred-Languages: en\nCanonical: {url}/.well-known/security.txt\nPolicy: {url}/security#report-a-vulnerability\n"
    );
    plain("text/plain; charset=utf-8", text)
}

/// Where a documentation page stands.
pub fn breadcrumbs(public: &Public, path: &str, title: &str) -> Value {
    let url = &public.url;
    json!({
        "@context": "https://schema.org", "@type": "BreadcrumbList",
        "itemListElement": [
            { "@type": "ListItem", "position": 1, "name": "Documentation", "item": format!("{url}/docs") },
            { "@type": "ListItem", "position": 2, "name": title, "item": format!("{url}{path}") },
        ],
    })
}
