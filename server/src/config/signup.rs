//! `BMM_SIGNUP`: who may make an account.

use domain::Signup;

use super::{Env, InvalidSetting};

/// `BMM_SIGNUP`: `open` (everybody), `invite` (invited people) or `domain:example.com,example.org` (and whoever has an
/// address there). Without it everybody is let in until somebody has an account, and invited people afterwards.
pub fn read(env: &Env) -> Result<Signup, InvalidSetting> {
    let Some(text) = env.get("BMM_SIGNUP") else { return Ok(Signup::InviteAfterFirst) };
    match text.to_ascii_lowercase().split_once(':') {
        None if text.eq_ignore_ascii_case("open") => Ok(Signup::Open),
        None if text.eq_ignore_ascii_case("invite") => Ok(Signup::Invite),
        Some(("domain", domains)) => domains.split(',').map(domain).collect::<Option<Vec<_>>>().map(Signup::Domains).ok_or_else(refuse),
        _ => Err(refuse()),
    }
}

fn domain(text: &str) -> Option<String> {
    let text = text.trim().trim_start_matches('@');
    let plain = text.contains('.') && text.split('.').all(|label| !label.is_empty() && !label.contains(|c: char| c.is_whitespace() || c == '@'));
    plain.then(|| text.to_owned())
}

fn refuse() -> InvalidSetting {
    InvalidSetting::new("BMM_SIGNUP", "write open, invite, or domain:example.com,example.org.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Signup, InvalidSetting> {
        read(&Env::of(&[("BMM_SIGNUP", text)]))
    }

    #[test]
    fn every_form_is_read() {
        assert_eq!(read_text(""), Ok(Signup::InviteAfterFirst));
        assert_eq!(read_text("Open"), Ok(Signup::Open));
        assert_eq!(read_text("invite"), Ok(Signup::Invite));
        assert_eq!(read_text("domain:Example.com, @example.org"), Ok(Signup::Domains(vec!["example.com".into(), "example.org".into()])));
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["yes", "domain:", "domain:localhost", "domain:a.b,,c.d", "domain:x@y.z", "closed:example.com"] {
            assert!(read_text(text).is_err(), "{text}");
        }
    }
}
