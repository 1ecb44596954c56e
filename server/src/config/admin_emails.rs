//! `BMM_ADMIN_EMAILS`: who runs this platform.

use contract::Email;

use super::{Env, InvalidSetting};

/// `BMM_ADMIN_EMAILS`: addresses separated by commas. These people see `/admin`; without it nobody does.
pub fn read(env: &Env) -> Result<Vec<Email>, InvalidSetting> {
    let list = env.get("BMM_ADMIN_EMAILS").unwrap_or_default();
    let parse = |text: &str| Email::parse(text).map_err(|_| InvalidSetting::new("BMM_ADMIN_EMAILS", format!("“{text}” is not an e-mail address.")));
    list.split(',').map(str::trim).filter(|text| !text.is_empty()).map(parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_in_any_case_and_wrong_ones_are_named() {
        let read_list = |list| read(&Env::of(&[("BMM_ADMIN_EMAILS", list)]));
        let emails = read_list("Ann@Example.com, bob@example.com,").expect("valid");
        assert_eq!(emails.iter().map(Email::as_str).collect::<Vec<_>>(), ["ann@example.com", "bob@example.com"]);
        assert!(read_list("").expect("nobody").is_empty());
        assert!(read_list("ann@example.com,bob").expect_err("wrong").message.contains("“bob”"));
    }
}
