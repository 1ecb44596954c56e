//! Sharing images, drawn here: the page's title beside the product's mark.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use app::ssr::Visit;
use axum::{
    body::Bytes,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use resvg::{
    tiny_skia::{Pixmap, Transform},
    usvg::{Options, Tree, fontdb::Database},
};

use crate::{
    content, map, pages,
    route::{Public, missing},
};

/// Inter, SIL Open Font License 1.1.
static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(include_bytes!("../../fonts/Inter-Medium.otf").to_vec());
    fonts.load_font_data(include_bytes!("../../fonts/Inter-Bold.otf").to_vec());
    Arc::new(fonts)
});

/// Drawn once each: there are as many as there are pages.
static DRAWN: LazyLock<Mutex<HashMap<&'static str, Bytes>>> = LazyLock::new(Mutex::default);

pub async fn show(public: &Public, visit: &Visit, name: String) -> Response {
    let place = name.strip_suffix(".png").and_then(|name| map::PAGES.iter().find(|page| page.image == name));
    let Some(place) = place else { return missing(public, visit) };
    let drawn = tokio::task::spawn_blocking(|| picture(place)).await.ok().flatten();
    match drawn {
        Some(png) => {
            let headers =
                [(header::CONTENT_TYPE, HeaderValue::from_static("image/png")), (header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"))];
            // Link previews fetch it from elsewhere.
            let foreign = [("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"))];
            (headers, foreign, png).into_response()
        }
        None => missing(public, visit),
    }
}

fn picture(place: &map::Place) -> Option<Bytes> {
    if let Some(png) = DRAWN.lock().unwrap_or_else(PoisonError::into_inner).get(place.image) {
        return Some(png.clone());
    }
    let (kind, title) = texts(place);
    let png = Bytes::from(draw(&svg(&kind, &title))?);
    DRAWN.lock().unwrap_or_else(PoisonError::into_inner).insert(place.image, png.clone());
    Some(png)
}

/// The small line and the large one.
fn texts(place: &map::Place) -> (String, String) {
    let name = place.path.trim_start_matches('/');
    let (kind, article) = match name.strip_prefix("docs") {
        Some("") => ("Documentation", content::article("docs/index")),
        Some(rest) => ("Documentation", content::article(&format!("docs{rest}"))),
        None => ("Build My MCP", content::article(name)),
    };
    let title = match name {
        "" => pages::landing::TITLE.to_owned(),
        "pricing" => pages::pricing::TITLE.to_owned(),
        "status" => pages::status::TITLE.to_owned(),
        _ => article.map_or_else(|| "Build My MCP".to_owned(), |article| article.title.clone()),
    };
    (kind.to_owned(), title)
}

fn svg(kind: &str, title: &str) -> String {
    let lines: String = wrap(title, 26)
        .iter()
        .enumerate()
        .map(|(place, line)| format!("<tspan x=\"80\" y=\"{}\">{}</tspan>", 330 + place * 92, content::escape(line)))
        .collect();
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1200 630\">\
         <defs><radialGradient id=\"g\" cx=\"0.9\" cy=\"0\" r=\"1\"><stop offset=\"0\" stop-color=\"#4f46d8\" stop-opacity=\"0.55\"/><stop offset=\"1\" stop-color=\"#0e1016\" stop-opacity=\"0\"/></radialGradient></defs>\
         <rect width=\"1200\" height=\"630\" fill=\"#0e1016\"/><rect width=\"1200\" height=\"630\" fill=\"url(#g)\"/>\
         <g transform=\"translate(80 76) scale(2)\"><rect width=\"32\" height=\"32\" rx=\"8\" fill=\"#4f46d8\"/>\
         <path d=\"M8 22V10.500l8 7 8-7V22\" fill=\"none\" stroke=\"#fff\" stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/><circle cx=\"16\" cy=\"23.500\" r=\"2\" fill=\"#fff\"/></g>\
         <text x=\"168\" y=\"118\" font-family=\"Inter\" font-weight=\"500\" font-size=\"32\" fill=\"#b9bdca\">{}</text>\
         <text font-family=\"Inter Display, Inter\" font-weight=\"700\" font-size=\"80\" letter-spacing=\"-2\" fill=\"#f6f7fb\">{lines}</text>\
         <text x=\"80\" y=\"580\" font-family=\"Inter\" font-weight=\"500\" font-size=\"28\" fill=\"#8a90a3\">Describe, check, run: your API as an MCP server</text></svg>",
        content::escape(kind)
    )
}

fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn draw(svg: &str) -> Option<Vec<u8>> {
    let options = Options { fontdb: Arc::clone(&FONTS), font_family: "Inter".into(), ..Options::default() };
    let tree = Tree::from_str(svg, &options).ok()?;
    let mut pixels = Pixmap::new(1200, 630)?;
    resvg::render(&tree, Transform::identity(), &mut pixels.as_mut());
    pixels.encode_png().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_a_picture_with_text_on_it() {
        let empty = draw(&svg("", "")).expect("drawn").len();
        for place in map::PAGES {
            let png = picture(place).expect("drawn");
            assert_eq!(&png[..8], b"\x89PNG\r\n\x1a\n");
            assert!(png.len() > empty + 1_000 && png.len() < 200_000, "{}: {} bytes", place.path, png.len());
        }
    }
}
