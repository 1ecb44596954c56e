//! Sessions and passkeys of the signed-in person.

use axum::http::Method;
use contract::{
    Permission,
    dto::{PasskeyView, RegisterPasskey, RenamePasskey, SessionEntry, SessionsEnded},
};

use crate::http::{
    documents::AnyObject,
    passkeys,
    routes::{Route, route},
    sessions,
};

pub fn table() -> Vec<Route> {
    let own = Permission::ManageAccount;
    vec![
        route(Method::GET, "/v1/account/sessions", "listSessions", sessions::list)
            .about("Account", "Every browser in which the person is signed in.")
            .needs(own)
            .answers::<Vec<SessionEntry>>(),
        route(Method::DELETE, "/v1/account/sessions", "endOtherSessions", sessions::revoke_others)
            .about("Account", "Ends every session of the person but the one that asks.")
            .needs(own)
            .answers::<SessionsEnded>(),
        route(Method::DELETE, "/v1/account/sessions/{id}", "endSession", sessions::revoke)
            .about("Account", "Ends one session; its connections close within seconds.")
            .needs(own)
            .status(204),
        route(Method::GET, "/v1/account/passkeys", "listPasskeys", passkeys::list)
            .about("Account", "The person's passkeys.")
            .needs(own)
            .answers::<Vec<PasskeyView>>(),
        route(Method::POST, "/v1/account/passkeys/challenge", "challengePasskey", passkeys::challenge)
            .about("Account", "What a browser needs to make a passkey: `CredentialCreationOptions` as JSON. Needs a session that was confirmed a moment ago.")
            .needs(own)
            .answers::<AnyObject>(),
        route(Method::POST, "/v1/account/passkeys", "addPasskey", passkeys::register)
            .about("Account", "Keeps the passkey that a browser made for the challenge.")
            .needs(own)
            .takes::<RegisterPasskey>()
            .answers::<PasskeyView>()
            .status(201),
        route(Method::PATCH, "/v1/account/passkeys/{id}", "renamePasskey", passkeys::rename)
            .about("Account", "Renames a passkey.")
            .needs(own)
            .takes::<RenamePasskey>()
            .answers::<PasskeyView>(),
        route(Method::DELETE, "/v1/account/passkeys/{id}", "removePasskey", passkeys::remove)
            .about("Account", "Removes a passkey. Needs a session that was confirmed a moment ago.")
            .needs(own)
            .status(204),
    ]
}
