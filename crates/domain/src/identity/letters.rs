//! The letters of signing in.

use contract::Email;

use super::{CONFIRMED_MINUTES, LINK_MINUTES, request_link::code_of};
use crate::{Platform, ports::Mail};

fn link(platform: &Platform, token: &str) -> String {
    platform.url(&format!("/login/confirm?token={token}"))
}

/// Link and code.
pub(crate) fn sign_in(platform: &Platform, to: Email, token: &str) -> Mail {
    let code = code_of(token);
    let text = format!(
        "Hello,\n\nopen this link to sign in to Build My MCP. It works once, for {LINK_MINUTES} minutes, in the browser in which you asked for it:\n\n{}\n\n\
         On another device? Type this code into the browser in which you asked:\n\n{code}\n\n\
         If you did not ask for it, ignore this mail: nobody gets in without it.\n",
        link(platform, token)
    );
    Mail { to, subject: format!("Sign in to Build My MCP ({code})"), text }
}

/// For an address without an account, where accounts are not for everybody.
pub(crate) fn stranger(platform: &Platform, to: Email) -> Mail {
    let place = platform.url("");
    let text = format!(
        "Hello,\n\nsomebody asked for a link to sign in with this address at {place}.\n\nThere is no account for it, and new accounts need an invitation there. \
         Ask the people who run the platform, or a member of your organisation, to invite {to}.\n\nIf you did not ask for it, ignore this mail.\n"
    );
    Mail { to, subject: "Sign in to Build My MCP".into(), text }
}

/// A signed-in person confirms that it is them.
pub(crate) fn confirm(platform: &Platform, to: Email, token: &str) -> Mail {
    let code = code_of(token);
    let text = format!(
        "Hello,\n\nyou are about to change something that needs a fresh confirmation. Open this link in the same browser; it works once, for {LINK_MINUTES} minutes:\n\n{}\n\n\
         On another device? Type this code into the browser in which you asked:\n\n{code}\n\n\
         You will not be asked again for {CONFIRMED_MINUTES} minutes.\n\nIf this was not you, somebody else is using your session: open {} and end it.\n",
        link(platform, token),
        platform.url("/settings/security")
    );
    Mail { to, subject: format!("Confirm that it is you ({code})"), text }
}

/// What happened to the person's own account; the person should hear of it wherever it was done.
pub(crate) fn notice(platform: &Platform, to: Email, what: &str) -> Mail {
    let text = format!(
        "Hello,\n\n{what}\n\nIf this was not you, open {} at once, end the sessions that you do not know and remove the passkeys that are not yours.\n",
        platform.url("/settings/security")
    );
    Mail { to, subject: "Your Build My MCP account has changed".into(), text }
}
