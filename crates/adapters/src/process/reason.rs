//! Why a runner ended, in the words of the person whose call it was.

use std::{os::unix::process::ExitStatusExt, process::ExitStatus};

/// What is known about the end of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// Completes "The tool's sandbox ended while it was working: …".
    pub reason: String,
    /// The call whose thread ended it, where the runner had time to say so.
    pub culprit: Option<u64>,
}

const SIGKILL: i32 = 9;

/// Reads the exit status and the last lines that the process wrote to standard error.
pub fn of(status: Option<ExitStatus>, last_words: &str) -> End {
    let overflow = last_words.lines().find(|line| line.contains("has overflowed its stack"));
    let reason = if overflow.is_some() {
        "it recursed too deeply".to_owned()
    } else if last_words.contains("memory allocation of") {
        format!("it used more than its {} MB of memory", runner::MEMORY / 1024 / 1024)
    } else {
        match status.map(|status| (status.signal(), status.code())) {
            Some((Some(SIGKILL), _)) => "it was killed from outside".to_owned(),
            Some((Some(signal), _)) => format!("it got signal {signal}"),
            Some((None, Some(code))) => format!("it ended with code {code}"),
            _ => "it broke off".to_owned(),
        }
    };
    End { reason, culprit: overflow.and_then(call_of_thread) }
}

/// The number in `thread 'call-17' …`.
fn call_of_thread(line: &str) -> Option<u64> {
    let (_, rest) = line.split_once("thread 'call-")?;
    rest.split('\'').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_say_more_than_the_status() {
        let aborted = Some(ExitStatus::from_raw(6));
        assert_eq!(of(aborted, "\nthread 'call-17' (123) has overflowed its stack\nfatal runtime error").culprit, Some(17));
        assert!(of(aborted, "memory allocation of 4096 bytes failed").reason.contains("256 MB"));
        assert!(of(Some(ExitStatus::from_raw(9)), "").reason.contains("killed"));
        assert_eq!(of(Some(ExitStatus::from_raw(1 << 8)), "").reason, "it ended with code 1");
    }
}
