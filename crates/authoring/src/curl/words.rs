//! Reads shell text: finds the curl commands in it and splits each into words, as a POSIX shell would
//! (IEEE Std 1003.1, XCU section 2.2), with `$'…'` of bash. Line breaks of Windows (`^`) and PowerShell (`` ` ``) work,
//! too. Variables stay as they are written: they become arguments.

use std::collections::BTreeMap;

use super::reader::Reader;

/// One curl command.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Command {
    /// Everything after `curl`.
    pub words: Vec<String>,
    /// The comment lines right above it.
    pub comment: String,
    /// The program of a `| jq …` behind it.
    pub jq: Option<String>,
    /// Line on which it starts, counted from 1.
    pub line: usize,
}

/// What a text holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Script {
    pub commands: Vec<Command>,
    /// `NAME=value` lines whose value is an address.
    pub addresses: BTreeMap<String, String>,
    /// Lines that are neither command, comment nor blank.
    pub other_lines: usize,
}

/// A quote that is never closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("A quote ({quote}) that opens on line {line} or later is never closed. Close it, or paste the whole command.")]
pub struct Unclosed {
    pub quote: char,
    pub line: usize,
}

/// Reads a text.
pub fn read(text: &str) -> Result<Script, Unclosed> {
    let text = without_carets(&text.replace("\r\n", "\n"));
    let mut script = Script::default();
    let mut comment: Vec<&str> = Vec::new();
    let mut at = 0;
    let mut line = 1;
    while at < text.len() {
        let rest = &text[at..];
        let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
        let first = rest[..end].trim();
        let prompt = prompt_length(&rest[..end]);
        if starts_command(&rest[prompt..end]) {
            let mut reader = Reader { text: &rest[prompt..], at: 0, line };
            for mut command in reader.commands()? {
                command.comment = comment.join(" ");
                comment.clear();
                script.commands.push(command);
            }
            let used = prompt + reader.at;
            line += rest[..used].matches('\n').count();
            at += used.max(1);
            continue;
        }
        match first.strip_prefix('#') {
            Some(words) => comment.push(words.trim_start_matches('#').trim()),
            None if first.is_empty() => comment.clear(),
            None => {
                comment.clear();
                match assignment(first) {
                    Some((name, Some(value))) => {
                        script.addresses.insert(name, value);
                    }
                    Some(_) => {}
                    None => script.other_lines += usize::from(!is_fence(first)),
                }
            }
        }
        at += end;
        line += 1;
    }
    Ok(script)
}

/// Bytes of white space, list marks, prompts and backquotes before a command.
pub fn prompt_length(line: &str) -> usize {
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\t', '`', '\u{a0}']);
        let next = ["$ ", "% ", "> ", "- ", "* ", "sudo ", "time ", "PS> "]
            .iter()
            .find_map(|mark| trimmed.strip_prefix(mark))
            .or_else(|| trimmed.strip_prefix("PS ").and_then(|path| path.split_once("> ")).filter(|(path, _)| !path.contains('\n')).map(|(_, rest)| rest))
            .or_else(|| numbered(trimmed));
        match next {
            Some(next) => rest = next,
            None => return line.len() - trimmed.len(),
        }
    }
}

/// `1. ` of a numbered list.
fn numbered(text: &str) -> Option<&str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if (1..=3).contains(&digits) { text[digits..].strip_prefix(". ").or_else(|| text[digits..].strip_prefix(") ")) } else { None }
}

/// The line starts with `curl`, perhaps after assignments (`TOKEN=x curl …`).
fn starts_command(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.by_ref().find(|word| assignment(word).is_none());
    first.is_some_and(is_curl) && line.split_whitespace().take_while(|word| !is_curl(word)).all(|word| !word.contains(['\'', '"', ';']))
}

pub(super) fn is_curl(word: &str) -> bool {
    let name = word.rsplit(['/', '\\']).next().unwrap_or(word);
    name == "curl" || name.eq_ignore_ascii_case("curl.exe")
}

fn is_fence(line: &str) -> bool {
    line.starts_with("```") || line.starts_with("~~~") || line.starts_with("#!")
}

/// `NAME=value` or `export NAME=value`; the value where it is an address.
fn assignment(line: &str) -> Option<(String, Option<String>)> {
    let line = line.strip_prefix("export ").or_else(|| line.strip_prefix("set ")).unwrap_or(line).trim();
    let (name, value) = line.split_once('=')?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let value = value.trim().trim_end_matches(';').trim_matches(['"', '\'']);
    let is_address = (value.starts_with("http://") || value.starts_with("https://")) && !value.contains(char::is_whitespace);
    is_name.then(|| (name.to_owned(), is_address.then(|| value.to_owned())))
}

/// Windows' command line escapes with a caret: `^` before a character is dropped, before a line break it joins lines.
fn without_carets(text: &str) -> String {
    let is_windows = text.lines().any(|line| line.trim_end().ends_with(" ^")) || text.contains("curl ^\"") || text.contains(" ^\"http");
    if !is_windows {
        return text.to_owned();
    }
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if c != '^' {
            plain.push(c);
            continue;
        }
        while characters.next_if(|next| matches!(next, ' ' | '\t')).is_some() {}
        match characters.next() {
            Some('\n') => plain.push(' '),
            Some(next) => plain.push(next),
            None => {}
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<Vec<String>> {
        read(text).expect(text).commands.into_iter().map(|command| command.words).collect()
    }

    #[test]
    fn quotes_and_line_breaks() {
        assert_eq!(words("curl -X POST \\\n  'it''s' \"a \\\"b\\\" $X\" a\\ b"), [["-X", "POST", "its", "a \"b\" $X", "a b"]]);
        assert_eq!(words(r"curl $'a\n\x41\u00fc\ud83d\ude00\'' x"), [["a\nAü😀'", "x"]]);
        assert_eq!(words("curl 'multi\nline' x"), [["multi\nline", "x"]]);
        assert_eq!(words("curl `\n  -s x"), [["-s", "x"]]);
    }

    #[test]
    fn windows_commands() {
        let text = "curl ^\"https://a.example/x?a=1^&b=2^\" ^\r\n  -H ^\"accept: */*^\" ^\r\n  --data-raw ^\"^{^\\^\"a^\\^\":1^}^\"";
        assert_eq!(words(text), [["https://a.example/x?a=1&b=2", "-H", "accept: */*", "--data-raw", "{\"a\":1}"]]);
        assert_eq!(words("curl -X GET ^\n \"https://a.example\""), [["-X", "GET", "https://a.example"]]);
    }

    #[test]
    fn several_commands_in_one_text() {
        assert_eq!(words("$ curl a; curl b && curl c\n> curl d # note\ncurl.exe e &\n/usr/bin/curl f"), [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]);
        assert_eq!(words("1. curl a\n- `curl b`\n```sh\ncurl c\n```"), [["a"], ["b`"], ["c"]].map(|w| w.map(|w| w.trim_end_matches('`').to_owned())));
    }

    #[test]
    fn what_stands_around_commands() {
        let script = read("# List the users\ncurl a\n\nThen don't forget:\nBASE=https://x.example\nexport TOKEN=abc\nA=1 curl b").expect("fine");
        assert_eq!(script.commands[0].comment, "List the users");
        assert_eq!(script.commands[1].words, ["b"]);
        assert_eq!(script.addresses.get("BASE").map(String::as_str), Some("https://x.example"));
        assert_eq!(script.addresses.len(), 1);
        assert_eq!(script.other_lines, 1);
    }

    #[test]
    fn pipes_and_redirects() {
        let script = read("curl a 2>/dev/null | jq -r '.items[]' > out.json\ncurl https://x/users?a=1&b=2").expect("fine");
        assert_eq!(script.commands[0].words, ["a"]);
        assert_eq!(script.commands[0].jq.as_deref(), Some(".items[]"));
        assert_eq!(script.commands[1].words, ["https://x/users?a=1&b=2"]);
    }

    #[test]
    fn a_quote_that_stays_open_is_named() {
        assert_eq!(read("curl a\ncurl 'b").expect_err("open"), Unclosed { quote: '\'', line: 2 });
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_read(text in "(curl |\\PC|['\"\\\\\n$^`|&;#]){0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn quoting_a_word_gives_it_back(word in "\\PC*") {
            let quoted = format!("curl '{}'", word.replace('\'', "'\\''"));
            proptest::prop_assume!(!quoted.contains(" ^"));
            proptest::prop_assume!(!quoted.contains("curl ^\""));
            proptest::prop_assert_eq!(words(&quoted), [[word]]);
        }
    }
}
