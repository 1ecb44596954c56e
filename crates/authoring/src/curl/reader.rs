//! Splits one logical line of a shell into commands and words.

use super::words::{Command, Unclosed, is_curl};

/// Reads from a command's first character to its end.
pub(super) struct Reader<'a> {
    pub text: &'a str,
    /// Bytes that were read.
    pub at: usize,
    /// The line on which it starts.
    pub line: usize,
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
    pub fn commands(&mut self) -> Result<Vec<Command>, Unclosed> {
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
