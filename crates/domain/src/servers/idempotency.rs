//! `Idempotency-Key`: the same key with the same request is answered as the first time.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::{
    AppError,
    dto::{CreateServer, CreatedServer},
    spec::canonical,
};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use store::{ConnectionTrait, idempotency};

use crate::{Ctx, Error, Result, tokens};

/// How long answers are kept: 24 hours.
pub(crate) const KEEP_SECONDS: i64 = 24 * 3_600;
const LONGEST_KEY: usize = 255;

/// A key with the request that it came with.
pub(super) struct Replay {
    key_hash: String,
    request_hash: String,
}

impl Replay {
    /// The request holds credentials, so what is stored of it is a MAC under the key, and of the key only a hash.
    pub fn new(key: &str, request: &CreateServer) -> Result<Self> {
        if key.is_empty() || key.len() > LONGEST_KEY || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(AppError::bad_request(format!("Idempotency-Key has 1 to {LONGEST_KEY} visible ASCII characters, such as a UUID.")).into());
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(key.as_bytes()).map_err(Error::hidden)?;
        mac.update(canonical::to_string(&serde_json::to_value(request)?).as_bytes());
        Ok(Self { key_hash: tokens::sha256_hex(format!("servers.create {key}")), request_hash: BASE64_STANDARD.encode(mac.finalize().into_bytes()) })
    }

    /// The first answer, if there is one.
    pub async fn find(&self, db: &impl ConnectionTrait, ctx: &Ctx) -> Result<Option<CreatedServer>> {
        let since = ctx.now().plus_seconds(-KEEP_SECONDS);
        let Some(row) = idempotency::get(db, ctx.org.id, &self.key_hash, since).await? else { return Ok(None) };
        if row.request_hash != self.request_hash {
            return Err(AppError::conflict("This Idempotency-Key was used with another request. Send a new key with a new request.").into());
        }
        Ok(Some(serde_json::from_str(&row.response)?))
    }

    /// Keeps the answer, in the transaction that makes it true.
    pub async fn keep(&self, tx: &store::Tx, ctx: &Ctx, answer: &CreatedServer) -> Result<()> {
        idempotency::purge(tx, ctx.now().plus_seconds(-KEEP_SECONDS)).await?;
        let response = serde_json::to_string(answer)?;
        Ok(idempotency::insert(tx, ctx.org.id, &self.key_hash, &self.request_hash, response, ctx.now()).await?)
    }
}
