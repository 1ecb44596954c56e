//! The native half of `URL`, text encoding and base64.

use base64::{Engine, prelude::BASE64_STANDARD};
use rquickjs::{Ctx, Error, Exception, TypedArray};
use serde_json::json;
use url::Url;

use super::bytes::{from_latin1, to_latin1};

/// The parts of a URL as JSON.
pub fn parse_url(ctx: Ctx<'_>, text: String, base: Option<String>) -> Result<String, Error> {
    let invalid = || Exception::throw_type(&ctx, &format!("`{}` is not a valid URL.", &text[..text.floor_char_boundary(200)]));
    let parsed = match base {
        Some(base) => Url::parse(&base).and_then(|base| base.join(&text)),
        None => Url::parse(&text),
    };
    parsed.map(|url| parts(&url)).map_err(|_| invalid())
}

/// A URL with one part changed. As the standard asks, a value that doesn't fit changes nothing.
pub fn change_url(ctx: Ctx<'_>, href: String, part: String, value: String) -> Result<String, Error> {
    let mut url = Url::parse(&href).map_err(|_| Exception::throw_type(&ctx, "not a valid URL"))?;
    let _ = match part.as_str() {
        "protocol" => url::quirks::set_protocol(&mut url, &value),
        "username" => url::quirks::set_username(&mut url, &value),
        "password" => url::quirks::set_password(&mut url, &value),
        "host" => url::quirks::set_host(&mut url, &value),
        "hostname" => url::quirks::set_hostname(&mut url, &value),
        "port" => url::quirks::set_port(&mut url, &value),
        "pathname" => {
            url::quirks::set_pathname(&mut url, &value);
            Ok(())
        }
        "search" => {
            url::quirks::set_search(&mut url, &value);
            Ok(())
        }
        _ => {
            url::quirks::set_hash(&mut url, &value);
            Ok(())
        }
    };
    Ok(parts(&url))
}

fn parts(url: &Url) -> String {
    json!({
        "href": url.as_str(),
        "origin": url::quirks::origin(url),
        "protocol": url::quirks::protocol(url),
        "username": url::quirks::username(url),
        "password": url::quirks::password(url),
        "host": url::quirks::host(url),
        "hostname": url::quirks::hostname(url),
        "port": url::quirks::port(url),
        "pathname": url::quirks::pathname(url),
        "search": url::quirks::search(url),
        "hash": url::quirks::hash(url),
    })
    .to_string()
}

/// The pairs of a query, as JSON.
pub fn parse_query(query: String) -> String {
    let pairs: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    json!(pairs).to_string()
}

/// One name or value of a query, encoded.
pub fn encode_query(text: String) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

pub fn encode_utf8(ctx: Ctx<'_>, text: String) -> Result<TypedArray<'_, u8>, Error> {
    TypedArray::new(ctx, text.into_bytes())
}

/// UTF-8 bytes, as Latin-1 text, to text.
pub fn decode_utf8(ctx: Ctx<'_>, data: String, fatal: bool) -> Result<String, Error> {
    let bytes = from_latin1(&ctx, &data)?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(_) if fatal => Err(Exception::throw_type(&ctx, "The bytes are not valid UTF-8.")),
        Err(error) => Ok(String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// Base64 of bytes that come as Latin-1 text.
pub fn encode_base64(ctx: Ctx<'_>, data: String) -> Result<String, Error> {
    Ok(BASE64_STANDARD.encode(from_latin1(&ctx, &data)?))
}

/// Decodes base64 to Latin-1 text.
pub fn decode_base64(ctx: Ctx<'_>, text: String) -> Result<String, Error> {
    let bytes = crate::http::decode_base64(&text).ok_or_else(|| Exception::throw_type(&ctx, "The text is not valid base64."))?;
    Ok(to_latin1(&bytes))
}

pub fn decode_base64_bytes(ctx: Ctx<'_>, text: String) -> Result<TypedArray<'_, u8>, Error> {
    let bytes = crate::http::decode_base64(&text).ok_or_else(|| Exception::throw_type(&ctx, "The text is not valid base64."))?;
    TypedArray::new(ctx, bytes)
}

/// So many random bytes.
pub fn random(ctx: Ctx<'_>, count: u32) -> Result<TypedArray<'_, u8>, Error> {
    if count > 65_536 {
        return Err(Exception::throw_range(&ctx, "At most 65,536 random bytes at a time."));
    }
    let mut bytes = vec![0; count as usize];
    rand::RngCore::fill_bytes(&mut rand::rng(), &mut bytes);
    TypedArray::new(ctx, bytes)
}

/// A random UUID (RFC 9562 section 5.4).
pub fn uuid() -> String {
    let bits = (rand::random::<u128>() & !(0xf << 76) & !(0x3 << 62)) | (0x4 << 76) | (0x2 << 62);
    let hex = format!("{bits:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
