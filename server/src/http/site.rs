//! The browser's half: styles, script, wasm and icons, from a folder or from inside the binary.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    path::{Component, Path, PathBuf},
    sync::Arc,
    time::UNIX_EPOCH,
};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};

use crate::config::SiteSource;

/// The built site.
#[derive(Clone, Debug)]
pub struct Site {
    source: SiteSource,
    /// Changes with every build: stands behind `?v=` of what pages load.
    pub build: Arc<str>,
}

/// One file as it is sent.
struct File {
    bytes: Bytes,
    etag: String,
    encoding: Option<&'static str>,
}

/// What decides over the build's name.
const ENTRY: [&str; 4] = ["pkg/bmm_bg.wasm", "pkg/bmm.js", "pkg/bmm.css", "pkg/site.js"];

impl Site {
    pub fn open(source: &SiteSource) -> Self {
        let mut hasher = DefaultHasher::new();
        env!("CARGO_PKG_VERSION").hash(&mut hasher);
        // Texts are part of what browsers keep.
        ::site::content_version().hash(&mut hasher);
        ENTRY.iter().for_each(|name| read_now(source, name).hash(&mut hasher));
        Self { source: source.clone(), build: format!("{:016x}", hasher.finish()).into() }
    }

    /// The script that makes pages live is there.
    pub fn is_built(&self) -> bool {
        read_now(&self.source, ENTRY[1]).is_some()
    }

    /// The file behind a path; `None` when there is none.
    pub async fn serve(&self, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
        let name = safe_name(uri.path())?;
        let file = self.best(&name, headers).await?;
        // What names its build never changes under that name; everything else is asked for again, and answered by its tag.
        let forever = uri.query().is_some_and(|query| query.split('&').any(|pair| pair == format!("v={}", self.build)));
        let cache = if forever { "public, max-age=31536000, immutable" } else { "no-cache" };
        let known =
            headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).is_some_and(|tags| tags.split(',').any(|tag| tag.trim() == file.etag));
        let (status, body) = if known { (StatusCode::NOT_MODIFIED, Body::empty()) } else { (StatusCode::OK, Body::from(file.bytes)) };
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let answer = response.headers_mut();
        answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(&name)));
        answer.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        answer.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        answer.insert(header::ETAG, HeaderValue::from_str(&file.etag).ok()?);
        if let Some(encoding) = file.encoding {
            answer.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        Some(response)
    }

    /// The smallest form that the client takes.
    async fn best(&self, name: &str, headers: &HeaderMap) -> Option<File> {
        for (encoding, ending) in [("br", ".br"), ("gzip", ".gz")] {
            if accepts(headers, encoding)
                && let Some(file) = self.file(format!("{name}{ending}"), Some(encoding)).await
            {
                return Some(file);
            }
        }
        self.file(name.to_owned(), None).await
    }

    async fn file(&self, name: String, encoding: Option<&'static str>) -> Option<File> {
        match &self.source {
            SiteSource::Embedded => {
                let bytes = embedded(&name)?;
                Some(File { etag: format!("\"{}-{:x}\"", self.build, bytes.len()), bytes, encoding })
            }
            SiteSource::Folder(folder) => {
                let path = folder.join(&name);
                let metadata = tokio::fs::metadata(&path).await.ok().filter(std::fs::Metadata::is_file)?;
                let changed = metadata.modified().ok()?.duration_since(UNIX_EPOCH).ok()?.as_micros();
                let bytes = tokio::fs::read(&path).await.ok()?.into();
                Some(File { etag: format!("\"{:x}-{changed:x}\"", metadata.len()), bytes, encoding })
            }
        }
    }
}

/// The path inside the site; nothing that climbs out of it, nothing hidden, nothing that is only a compressed copy.
fn safe_name(path: &str) -> Option<String> {
    let name = path.trim_start_matches('/');
    let plain = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte));
    let inside = Path::new(name).components().all(|part| matches!(part, Component::Normal(part) if !part.as_encoded_bytes().starts_with(b".")));
    (plain && inside && !name.ends_with(".br") && !name.ends_with(".gz")).then(|| name.to_owned())
}

fn accepts(headers: &HeaderMap, encoding: &str) -> bool {
    let entries = headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    entries
        .map(|entry| entry.split_once(';').map_or((entry.trim(), ""), |(name, q)| (name.trim(), q.trim())))
        .any(|(name, q)| name == encoding && !matches!(q, "q=0" | "q=0.0"))
}

fn media_type(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "ico" => "image/x-icon",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}

fn read_now(source: &SiteSource, name: &str) -> Option<Vec<u8>> {
    match source {
        SiteSource::Embedded => embedded(name).map(|bytes| bytes.to_vec()),
        SiteSource::Folder(folder) => std::fs::read(PathBuf::from(folder).join(name)).ok(),
    }
}

#[cfg(feature = "embed")]
fn embedded(name: &str) -> Option<Bytes> {
    #[derive(rust_embed::RustEmbed)]
    #[folder = "$CARGO_MANIFEST_DIR/../target/site"]
    struct Embedded;
    Embedded::get(name).map(|file| Bytes::from(file.data.into_owned()))
}

#[cfg(not(feature = "embed"))]
const fn embedded(_: &str) -> Option<Bytes> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_leads_out_of_the_site() {
        assert_eq!(safe_name("/pkg/bmm.js").as_deref(), Some("pkg/bmm.js"));
        for bad in ["/", "/../Cargo.toml", "/pkg/../../x", "/.stamp", "/pkg/.hidden", "/%2e%2e/x", "//etc/passwd/..", "/pkg/bmm.js.br", "/a\\b"] {
            assert_eq!(safe_name(bad), None, "{bad}");
        }
    }

    proptest::proptest! {
        #[test]
        fn whatever_is_asked_for_stays_inside(path in "[/.a-z\\\\%0-9~ -]{0,40}") {
            if let Some(name) = safe_name(&path) {
                proptest::prop_assert!(!name.starts_with('/') && name.split('/').all(|part| part != ".."), "{name}");
            }
        }
    }

    #[tokio::test]
    async fn a_file_is_sent_in_the_form_that_the_client_takes() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("pkg")).expect("pkg");
        for (name, text) in [("pkg/bmm.js", "plain"), ("pkg/bmm.js.br", "brotli")] {
            std::fs::write(folder.path().join(name), text).expect("written");
        }
        let site = Site::open(&SiteSource::Folder(folder.path().into()));
        let get = async |uri: String, accept: &'static str, tag: Option<HeaderValue>| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static(accept));
            tag.map(|tag| headers.insert(header::IF_NONE_MATCH, tag));
            site.serve(&uri.parse().expect("an address"), &headers).await
        };
        let plain = get("/pkg/bmm.js".into(), "gzip", None).await.expect("there");
        assert_eq!(plain.headers()[header::CACHE_CONTROL], "no-cache");
        let tag = plain.headers()[header::ETAG].clone();
        assert_eq!(get("/pkg/bmm.js".into(), "gzip", Some(tag)).await.expect("there").status(), StatusCode::NOT_MODIFIED);
        let small = get(format!("/pkg/bmm.js?v={}", site.build), "gzip, br", None).await.expect("there");
        assert_eq!(small.headers()[header::CONTENT_ENCODING], "br");
        assert!(small.headers()[header::CACHE_CONTROL].to_str().expect("text").contains("immutable"));
        assert!(get("/pkg/none.js".into(), "br", None).await.is_none());
    }
}
