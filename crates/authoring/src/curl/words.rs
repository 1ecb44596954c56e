//! Reads shell text: finds the curl commands in it and splits each into words, as a POSIX shell would
//! (IEEE Std 1003.1, XCU section 2.2), with `$'…'` of bash. Line breaks of Windows (`^`) and PowerShell (`` ` ``) work,
//! too. Variables stay as they are written: they become arguments.

use std::collections::BTreeMap;

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

fn is_curl(word: &str) -> bool {
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

/// Reads from a command's first character to its end.
struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
}

/// What ends a word.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Space,
    /// `;`, `&&`, `||`
    Next,
    Pipe,
    Line,
}

impl Reader<'_> {
    /// The commands of one logical line.
    fn commands(&mut self) -> Result<Vec<Command>, Unclosed> {
        let mut commands: Vec<Command> = Vec::new();
        let mut piped = false;
        loop {
            let start = self.at;
            let (words, end) = self.command()?;
            let line = self.line + self.text[..start].matches('\n').count();
            let name = words.iter().position(|word| is_curl(word));
            if let Some(name) = name {
                commands.push(Command { words: words[name + 1..].to_vec(), line, ..Command::default() });
            } else if piped
                && words.first().is_some_and(|word| word == "jq")
                && let Some(last) = commands.last_mut()
            {
                last.jq = jq_program(&words[1..]);
            }
            match end {
                End::Line => return Ok(commands),
                end => piped = end == End::Pipe,
            }
        }
    }

    fn command(&mut self) -> Result<(Vec<String>, End), Unclosed> {
        let mut words = Vec::new();
        let mut skip_next = false;
        loop {
            self.skip_spaces();
            let quoted = self.rest().starts_with(['\'', '"']);
            let (word, end) = self.word()?;
            if let Some(word) = word {
                let redirect = if quoted { Redirect::No } else { redirect(&word) };
                if skip_next {
                    skip_next = false;
                } else {
                    match redirect {
                        Redirect::No => words.push(word),
                        Redirect::Here => {}
                        Redirect::Next => skip_next = true,
                    }
                }
            }
            if end != End::Space {
                return Ok((words, end));
            }
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    /// White space and joined lines.
    fn skip_spaces(&mut self) {
        loop {
            let joined = ["\\\n", "`\n", "\\ \n"].iter().find(|mark| self.rest().starts_with(**mark)).map(|mark| mark.len());
            match (joined, self.peek()) {
                (Some(length), _) => self.at += length,
                (None, Some(c)) if c != '\n' && c.is_whitespace() => self.at += c.len_utf8(),
                _ => return,
            }
        }
    }

    /// One word and what ended it.
    fn word(&mut self) -> Result<(Option<String>, End), Unclosed> {
        let mut word: Option<String> = None;
        loop {
            if self.rest().starts_with("\\\n") || (word.is_none() && self.rest().starts_with("`\n")) {
                self.skip_spaces();
                return Ok((word, End::Space));
            }
            if self.rest().starts_with("$'") {
                self.at += 2;
                self.ansi_quoted(word.get_or_insert_default())?;
                continue;
            }
            let Some(c) = self.next() else { return Ok((word, End::Line)) };
            match c {
                '\n' => return Ok((word, End::Line)),
                c if c.is_whitespace() => return Ok((word, End::Space)),
                ';' => return Ok((word, End::Next)),
                '&' if self.peek() == Some('&') => {
                    self.at += 1;
                    return Ok((word, End::Next));
                }
                // An ampersand inside a word is a forgotten quote around an address, not a background job.
                '&' if self.peek().is_none_or(char::is_whitespace) => return Ok((word, End::Next)),
                '|' => {
                    let both = self.peek() == Some('|');
                    self.at += usize::from(both);
                    return Ok((word, if both { End::Next } else { End::Pipe }));
                }
                '#' if word.is_none() => {
                    let end = self.rest().find('\n').map_or(self.text.len(), |end| self.at + end + 1);
                    self.at = end;
                    return Ok((None, End::Line));
                }
                '\'' => self.single_quoted(word.get_or_insert_default())?,
                '"' => self.double_quoted(word.get_or_insert_default())?,
                '\\' => word.get_or_insert_default().extend(self.next()),
                '`' if self.peek().is_none_or(char::is_whitespace) => {}
                c => word.get_or_insert_default().push(c),
            }
        }
    }

    fn unclosed(&self, quote: char) -> Unclosed {
        Unclosed { quote, line: self.line }
    }

    fn single_quoted(&mut self, word: &mut String) -> Result<(), Unclosed> {
        let length = self.rest().find('\'').ok_or(self.unclosed('\''))?;
        word.push_str(&self.rest()[..length]);
        self.at += length + 1;
        Ok(())
    }

    fn double_quoted(&mut self, word: &mut String) -> Result<(), Unclosed> {
        loop {
            match self.next().ok_or(self.unclosed('"'))? {
                '"' => return Ok(()),
                '\\' => match self.next().ok_or(self.unclosed('"'))? {
                    '\n' => {}
                    c @ ('"' | '\\' | '$' | '`') => word.push(c),
                    c => word.extend(['\\', c]),
                },
                c => word.push(c),
            }
        }
    }

    /// `$'…'`: escapes of C.
    fn ansi_quoted(&mut self, word: &mut String) -> Result<(), Unclosed> {
        loop {
            let c = match self.next().ok_or(self.unclosed('\''))? {
                '\'' => return Ok(()),
                '\\' => match self.next().ok_or(self.unclosed('\''))? {
                    'n' => '\n',
                    't' => '\t',
                    'r' => '\r',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'e' | 'E' => '\u{1b}',
                    'f' => '\u{c}',
                    'v' => '\u{b}',
                    'x' => self.code(16, 2),
                    'u' => self.utf16_code(),
                    'U' => self.code(16, 8),
                    digit @ '0'..='7' => {
                        self.at -= digit.len_utf8();
                        self.code(8, 3)
                    }
                    c => c,
                },
                c => c,
            };
            word.push(c);
        }
    }

    fn number(&mut self, radix: u32, longest: usize) -> u32 {
        let digits: String = self.rest().chars().take_while(|c| c.is_digit(radix)).take(longest).collect();
        self.at += digits.len();
        u32::from_str_radix(&digits, radix).unwrap_or(0)
    }

    fn code(&mut self, radix: u32, longest: usize) -> char {
        char::from_u32(self.number(radix, longest)).unwrap_or(char::REPLACEMENT_CHARACTER)
    }

    /// `\uXXXX`; browsers write characters beyond the basic plane as two of them.
    fn utf16_code(&mut self) -> char {
        let high = self.number(16, 4);
        if (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
            let before = self.at;
            self.at += 2;
            let low = self.number(16, 4);
            if (0xdc00..0xe000).contains(&low) {
                return char::from_u32(0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)).unwrap_or(char::REPLACEMENT_CHARACTER);
            }
            self.at = before;
        }
        char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// Whether a word redirects output, and whether the file is the next word.
enum Redirect {
    No,
    Here,
    Next,
}

fn redirect(word: &str) -> Redirect {
    let mark = word.trim_start_matches(['1', '2', '&']);
    match mark.strip_prefix(">>").or_else(|| mark.strip_prefix('>')) {
        Some("") => Redirect::Next,
        Some(_) => Redirect::Here,
        None => Redirect::No,
    }
}

/// The program of `jq -r '.items'`; nothing where it needs more than a program.
fn jq_program(words: &[String]) -> Option<String> {
    let needs_more =
        words.iter().any(|word| ["--arg", "--argjson", "--slurpfile", "--rawfile", "-f", "--from-file", "-s", "--slurp", "-n", "-R"].contains(&word.as_str()));
    let program = words.iter().find(|word| !word.starts_with('-'))?;
    (!needs_more && program != "." && !program.is_empty()).then(|| program.clone())
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
