//! What people write in tickets, checked.

use contract::FieldError;

const LONGEST_SUBJECT: usize = 120;
const LONGEST_TEXT: usize = 10_000;

/// A subject: 1 to 120 characters on one line.
pub(crate) fn subject(text: &str) -> Result<String, FieldError> {
    let text = text.trim();
    let length = text.chars().count();
    match length {
        0 => Err(FieldError::new("subject", "Say in a few words what it is about.")),
        1..=LONGEST_SUBJECT if text.chars().any(char::is_control) => Err(FieldError::new("subject", "Write the subject on one line.")),
        1..=LONGEST_SUBJECT => Ok(text.to_owned()),
        _ => Err(FieldError::new("subject", format!("Use at most {LONGEST_SUBJECT} characters; this subject has {length}."))),
    }
}

/// A message: 1 to 10,000 characters of plain text.
pub(crate) fn message(text: &str) -> Result<String, FieldError> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    let length = text.chars().count();
    match length {
        0 => Err(FieldError::new("text", "Write your message.")),
        1..=LONGEST_TEXT => Ok(text.chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect()),
        _ => Err(FieldError::new("text", format!("Use at most 10,000 characters; this message has {length}."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_stay_in_messages_and_are_refused_in_subjects() {
        assert_eq!(message(" a\r\nb\u{7} ").expect("valid"), "a\nb");
        assert!(subject("a\nBcc: b@example.com").is_err());
        assert!(message(&"x".repeat(10_001)).expect_err("too long").message.contains("10001"));
        assert!(subject("").is_err() && message(" \n ").is_err());
    }
}
