//! The design system: components that know no feature. Their looks are in `style/components`.

pub mod badge;
pub mod banner;
pub mod code;
pub mod dialog;
pub mod empty;
pub mod field;
pub mod icon;
pub mod live;
pub mod loaded;
pub mod picker;
pub mod skeleton;
pub mod sparkline;
pub mod summary;
pub mod sure;
pub mod time;
pub mod toast;

pub use badge::{Badge, Tone};
pub use banner::Banner;
pub use code::{Code, CopyText};
pub use dialog::Dialog;
pub use empty::Empty;
pub use field::{Area, Field, Input};
pub use icon::{Icon, icon};
pub use live::{attribute, click, effect, event, flag, later, live, nothing, text};
pub use loaded::{loaded, part, problem};
pub use picker::Picker;
pub use skeleton::{rows_waiting, text_waiting};
pub use sparkline::sparkline;
pub use summary::Summary;
pub use sure::sure;
pub use time::{Now, Time};
pub use toast::Toasts;

/// 1234567 as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 tool`, `5 tools`.
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// 8123456 bytes as `8.1 MB`.
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => count(bytes, "byte", "bytes"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10),
    }
}

/// 340 as `340 ms`, 4210 as `4.2 s`.
pub fn duration(millis: u32) -> String {
    if millis < 1_000 { format!("{millis} ms") } else { format!("{}.{} s", millis / 1_000, millis / 100 % 10) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(grouped(0), "0");
        assert_eq!(grouped(1_234_567), "1,234,567");
        assert_eq!(count(1, "tool", "tools"), "1 tool");
        assert_eq!(size(8_123_456), "8.1 MB");
        assert_eq!(duration(4_210), "4.2 s");
    }
}
