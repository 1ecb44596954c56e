//! Hashes and HMAC. MD5 and SHA-1 are there because upstream APIs ask for them, not because they are secure.

use hmac::{Hmac, Mac};
use md5::Md5;
use rquickjs::{Ctx, Error, Exception};
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha384, Sha512};

use super::bytes::{from_latin1, to_hex};

/// The hexadecimal digest of bytes that come as Latin-1 text.
pub fn hash(ctx: Ctx<'_>, algorithm: String, data: String) -> Result<String, Error> {
    let data = from_latin1(&ctx, &data)?;
    Ok(match normalised(&algorithm).as_str() {
        "md5" => to_hex(&Md5::digest(&data)),
        "sha1" => to_hex(&Sha1::digest(&data)),
        "sha256" => to_hex(&Sha256::digest(&data)),
        "sha384" => to_hex(&Sha384::digest(&data)),
        "sha512" => to_hex(&Sha512::digest(&data)),
        _ => return Err(unknown(&ctx, &algorithm)),
    })
}

/// The hexadecimal HMAC (RFC 2104); key and data come as Latin-1 text.
pub fn hmac(ctx: Ctx<'_>, algorithm: String, key: String, data: String) -> Result<String, Error> {
    let (key, data) = (from_latin1(&ctx, &key)?, from_latin1(&ctx, &data)?);
    let digest = match normalised(&algorithm).as_str() {
        "md5" => authenticate::<Hmac<Md5>>(&key, &data),
        "sha1" => authenticate::<Hmac<Sha1>>(&key, &data),
        "sha256" => authenticate::<Hmac<Sha256>>(&key, &data),
        "sha384" => authenticate::<Hmac<Sha384>>(&key, &data),
        "sha512" => authenticate::<Hmac<Sha512>>(&key, &data),
        _ => None,
    };
    digest.ok_or_else(|| unknown(&ctx, &algorithm))
}

fn authenticate<M: Mac + hmac::digest::KeyInit>(key: &[u8], data: &[u8]) -> Option<String> {
    let mut mac = <M as Mac>::new_from_slice(key).ok()?;
    mac.update(data);
    Some(to_hex(&mac.finalize().into_bytes()))
}

/// `SHA-256` and `sha256` are the same.
fn normalised(algorithm: &str) -> String {
    algorithm.to_ascii_lowercase().replace('-', "")
}

fn unknown(ctx: &Ctx<'_>, algorithm: &str) -> Error {
    Exception::throw_range(ctx, &format!("`{algorithm}` is not a known algorithm; there are md5, sha1, sha256, sha384 and sha512."))
}
