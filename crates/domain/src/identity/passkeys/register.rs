//! Adding a passkey.

use contract::{
    AppError, DisplayName, PasskeyId, Permission,
    dto::{PasskeyView, RegisterPasskey},
};
use serde_json::{Value, json};
use store::passkeys;
use webauthn_rp::{
    PublicKeyCredentialCreationOptions, Registration, RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        ExtensionInfo, PublicKeyCredentialDescriptor,
        register::{CredProtect, Nickname, PublicKeyCredentialUserEntity, RegistrationVerificationOptions, Username},
    },
    response::{AuthTransports, CredentialId},
};

use super::{CHALLENGE_SECONDS, HANDLE, MOST, expired, from_text, handle, list::view, refused, relying_party, to_text};
use crate::{
    Actor, Ctx, Error, Result,
    audit::{self, Action},
    identity::letters,
    outbox,
};

/// A challenge for a new passkey: what `navigator.credentials.create` takes, as JSON.
pub async fn challenge(ctx: &Ctx) -> Result<Value> {
    let owner = owner(ctx)?;
    ctx.require_recent().await?;
    let (rp, _) = relying_party(&ctx.platform)?;
    let rows = passkeys::list(ctx.db.connection(), ctx.person.id).await?;
    if rows.len() as u64 >= MOST {
        return Err(AppError::conflict(format!("You have {MOST} passkeys, which is the most. Remove one that you do not use.")).into());
    }
    let known = rows.iter().map(|row| {
        let id = CredentialId::decode(from_text(&row.credential_id)?).map_err(|_| Error::hidden("a stored passkey is damaged"))?;
        Ok(PublicKeyCredentialDescriptor { id, transports: AuthTransports::decode(0).map_err(|_| Error::hidden("a library refuses nothing at all"))? })
    });
    let known = known.collect::<Result<Vec<_>>>()?;
    let (handle, email, id) = (handle(ctx.person.id)?, ctx.person.email.to_string(), ctx.person.id.to_string());
    // What authenticators show. Names that the profiles of RFC 8265 and 8266 do not allow are left out.
    let name = Username::try_from(email.as_str()).or_else(|_| Username::try_from(id.as_str())).map_err(|cause| Error::hidden(cause.to_string()))?;
    let user = PublicKeyCredentialUserEntity { name, id: &handle, display_name: Nickname::try_from(ctx.person.name.as_str()).ok() };
    let mut options = PublicKeyCredentialCreationOptions::passkey(&rp, user, known);
    // Wished for, not demanded: authenticators that do not know the extension would refuse. Every sign-in verifies its user anyway.
    options.extensions.cred_protect = CredProtect::UserVerificationRequired(ExtensionInfo::AllowDontEnforceValue);
    let (server, client) = options.start_ceremony().map_err(|cause| Error::hidden(cause.to_string()))?;
    let state = server.encode().map_err(|cause| Error::hidden(cause.to_string()))?;
    passkeys::challenges::put(ctx.db.connection(), &owner, to_text(state), ctx.now().plus_seconds(CHALLENGE_SECONDS)).await?;
    Ok(json!({ "publicKey": serde_json::to_value(&client)? }))
}

/// Checks the browser's answer and keeps the passkey.
pub async fn register(ctx: &Ctx, request: RegisterPasskey) -> Result<PasskeyView> {
    let owner = owner(ctx)?;
    ctx.require_recent().await?;
    let name = DisplayName::parse(&request.name)?;
    let tx = ctx.db.begin().await?;
    let state = passkeys::challenges::take(&tx, &owner, ctx.now()).await?.ok_or_else(expired)?;
    let (credential_id, static_state, dynamic_state) = checked(ctx, &from_text(&state)?, &request.credential)?;
    let id = ctx.id(PasskeyId::new);
    let new = passkeys::NewPasskey { id, user: ctx.person.id, name: name.as_str(), credential_id, static_state, dynamic_state, now: ctx.now() };
    let row = passkeys::insert(&tx, new)
        .await
        .map_err(|cause| if store::is_unique_violation(&cause) { Error::from(AppError::conflict("This passkey is known already.")) } else { cause.into() })?;
    audit::append(&tx, ctx, Action::PasskeyAdded, id, json!({})).await?;
    let what = format!("the passkey “{name}” was added to your account. It can be used to sign in.");
    outbox::enqueue(&tx, &ctx.platform, &letters::notice(&ctx.platform, ctx.person.email.clone(), &what)).await?;
    tx.commit().await?;
    view(row)
}

/// Credential id, what never changes, and what does, as they are stored.
fn checked(ctx: &Ctx, state: &[u8], answer: &Value) -> Result<(String, String, String)> {
    let (rp, origin) = relying_party(&ctx.platform)?;
    let state = RegistrationServerState::<HANDLE>::decode(state).map_err(|cause| Error::hidden(cause.to_string()))?;
    let answer = Registration::from_json_relaxed(&serde_json::to_vec(answer)?).map_err(refused)?;
    let origins = [origin.as_str()];
    let options = RegistrationVerificationOptions::<'_, '_, &str, &str> { allowed_origins: &origins, ..RegistrationVerificationOptions::default() };
    let (id, _, _, static_state, dynamic_state, _) = state.verify(&rp, &answer, &options).map_err(refused)?.into_parts();
    let (Ok(static_state), Ok(dynamic_state)) = (static_state.encode(), dynamic_state.encode());
    Ok((to_text(id.as_ref()), to_text(static_state), to_text(dynamic_state)))
}

fn owner(ctx: &Ctx) -> Result<String> {
    ctx.require(Permission::ManageAccount)?;
    match ctx.actor {
        Actor::User(session) => Ok(format!("register:{session}")),
        Actor::Key(_) | Actor::System => Err(AppError::forbidden("A passkey is added by a person who is signed in.").into()),
    }
}
