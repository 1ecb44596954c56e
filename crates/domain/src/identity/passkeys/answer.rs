//! Checking a browser's answer against a challenge and a stored passkey.

use contract::{AppError, UserId};
use serde_json::{Value, json};
use store::{Tx, parse, passkeys};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthentication, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    bin::{Decode, Encode},
    request::auth::AuthenticationVerificationOptions,
    response::{
        CredentialId,
        register::{CompressedPubKey, DynamicState, StaticState},
    },
};

use super::{CHALLENGE_SECONDS, HANDLE, expired, from_text, handle, refused, relying_party, to_text};
use crate::{Error, Platform, Result};

type Key = CompressedPubKey<[u8; 32], [u8; 32], [u8; 48], Vec<u8>>;

/// A challenge that any passkey of this platform can answer; kept under `owner`. The answer is what
/// `navigator.credentials.get` takes, as JSON.
pub(super) async fn ask(platform: &Platform, owner: &str) -> Result<Value> {
    let (rp, _) = relying_party(platform)?;
    let (server, client) = DiscoverableCredentialRequestOptions::passkey(&rp).start_ceremony().map_err(|cause| Error::hidden(cause.to_string()))?;
    let state = server.encode().map_err(|cause| Error::hidden(cause.to_string()))?;
    let until = platform.now().plus_seconds(CHALLENGE_SECONDS);
    passkeys::challenges::put(platform.db.connection(), owner, to_text(state), until).await?;
    Ok(json!({ "publicKey": serde_json::to_value(&client)? }))
}

/// Takes the challenge of `owner` and checks the answer: origin, name, challenge, user verification, signature, counter.
/// The person whose passkey it is.
pub(super) async fn check(tx: &Tx, platform: &Platform, owner: &str, answer: &Value) -> Result<UserId> {
    let state = passkeys::challenges::take(tx, owner, platform.now()).await?.ok_or_else(expired)?;
    let state = DiscoverableAuthenticationServerState::decode(&from_text(&state)?).map_err(|cause| Error::hidden(cause.to_string()))?;
    let answer = DiscoverableAuthentication::<HANDLE>::from_json_relaxed(&serde_json::to_vec(answer)?).map_err(refused)?;
    let user: UserId = std::str::from_utf8(answer.response().user_handle().as_ref()).ok().and_then(|id| id.parse().ok()).ok_or_else(unknown)?;
    let id = to_text(answer.raw_id().as_ref());
    let row = passkeys::by_credential(tx, user, &id).await?.ok_or_else(unknown)?;
    let dynamic_state = verify(platform, state, &answer, &row)?;
    passkeys::used(tx, &row.id, dynamic_state, platform.now()).await?;
    Ok(user)
}

fn verify(
    platform: &Platform,
    state: DiscoverableAuthenticationServerState,
    answer: &DiscoverableAuthentication<HANDLE>,
    row: &passkeys::Model,
) -> Result<String> {
    let (rp, origin) = relying_party(platform)?;
    let damaged = || Error::hidden("a stored passkey is damaged");
    let credential = from_text(&row.credential_id)?;
    let static_state = from_text(&row.static_state)?;
    let dynamic_state: [u8; 7] = from_text(&row.dynamic_state)?.try_into().map_err(|_| damaged())?;
    let handle = handle(parse(&row.user_id)?)?;
    let mut known = AuthenticatedCredential::new(
        CredentialId::decode(credential.as_slice()).map_err(|_| damaged())?,
        &handle,
        StaticState::<Key>::decode(&static_state).map_err(|_| damaged())?,
        DynamicState::decode(dynamic_state).map_err(|_| damaged())?,
    )
    .map_err(|_| damaged())?;
    let origins = [origin.as_str()];
    let options = AuthenticationVerificationOptions::<'_, '_, &str, &str> { allowed_origins: &origins, ..AuthenticationVerificationOptions::default() };
    state.verify(&rp, answer, &mut known, &options).map_err(refused)?;
    let Ok(bytes) = known.dynamic_state().encode();
    Ok(to_text(bytes))
}

fn unknown() -> AppError {
    AppError::field("credential", "This passkey is not known here. It may have been removed; sign in with a link by mail.")
}
