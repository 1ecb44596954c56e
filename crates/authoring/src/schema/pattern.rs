//! Regular expressions: `pattern` must compile in every client, which means ECMAScript with the `u` flag, as Ajv uses it
//! (ECMA-262 section 22.2.1), without what other engines refuse. Descriptions are full of expressions for other engines.

use std::{iter::Peekable, str::Chars};

/// Longer expressions are left out: models do not read them.
const LONGEST: usize = 300;
/// Groups inside groups.
const DEEPEST: usize = 20;
/// Repetitions that engines with a size limit still compile.
const MOST_REPEATED: u32 = 1_000;

/// The expression in a form that every engine compiles, or nothing where there is none.
pub fn normalise(pattern: &str) -> Option<String> {
    let pattern = undelimited(pattern);
    // What looks ahead or behind makes OpenAI refuse every request that has the tool in it.
    if pattern.is_empty() || pattern.len() > LONGEST || crate::lint::features::looks_around(pattern) {
        return None;
    }
    let mut parser = Parser { chars: pattern.chars().peekable(), out: String::with_capacity(pattern.len() + 8), depth: 0 };
    parser.alternatives()?;
    parser.chars.next().is_none().then_some(parser.out)
}

/// `/^a$/` is an expression between the delimiters of JavaScript.
fn undelimited(pattern: &str) -> &str {
    pattern.strip_prefix("/^").and_then(|rest| rest.strip_suffix("$/")).map_or(pattern, |_| &pattern[1..pattern.len() - 1])
}

struct Parser<'p> {
    chars: Peekable<Chars<'p>>,
    out: String,
    depth: usize,
}

/// One member of a character class.
enum Member {
    Char(char, String),
    /// `\d` and the like, which cannot begin or end a range.
    Set(String),
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Option<()> {
        while let Some(&c) = self.chars.peek() {
            match c {
                ')' => return Some(()),
                '|' => self.copy(),
                _ => self.term()?,
            }
        }
        Some(())
    }

    fn copy(&mut self) {
        self.out.extend(self.chars.next());
    }

    fn term(&mut self) -> Option<()> {
        let c = self.chars.next()?;
        let repeatable = match c {
            '^' | '$' => {
                self.out.push(c);
                false
            }
            '(' => self.group()?,
            '[' => {
                self.class()?;
                true
            }
            '\\' => match self.escape(false)? {
                Member::Set(text) => {
                    let is_boundary = text == "\\b" || text == "\\B";
                    self.out.push_str(&text);
                    !is_boundary
                }
                Member::Char(_, text) => {
                    self.out.push_str(&text);
                    true
                }
            },
            '*' | '+' | '?' => return None,
            '{' | '}' | ']' => {
                self.out.extend(['\\', c]);
                true
            }
            _ => {
                self.out.push(c);
                true
            }
        };
        self.quantifier(repeatable)
    }

    /// Copies a group; says whether it may be repeated.
    fn group(&mut self) -> Option<bool> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        self.out.push('(');
        let mut repeatable = true;
        if self.chars.peek() == Some(&'?') {
            self.copy();
            match self.chars.peek()? {
                ':' => self.copy(),
                '=' | '!' => {
                    self.copy();
                    repeatable = false;
                }
                _ => return None,
            }
        }
        self.alternatives()?;
        if self.chars.next() != Some(')') {
            return None;
        }
        self.out.push(')');
        self.depth -= 1;
        Some(repeatable)
    }

    fn quantifier(&mut self, repeatable: bool) -> Option<()> {
        match self.chars.peek().copied() {
            Some('*' | '+' | '?') => self.copy(),
            Some('{') if self.counts_follow() => self.counts()?,
            _ => return Some(()),
        }
        if !repeatable {
            return None;
        }
        if self.chars.peek() == Some(&'?') {
            self.copy();
        }
        // A second quantifier is possessive in other engines and an error here.
        (!matches!(self.chars.peek(), Some('*' | '+' | '?'))).then_some(())
    }

    fn counts_follow(&self) -> bool {
        let mut ahead = self.chars.clone();
        ahead.next();
        ahead.next().is_some_and(|c| c.is_ascii_digit())
    }

    fn counts(&mut self) -> Option<()> {
        let text: String = self.chars.by_ref().take_while(|c| *c != '}').collect();
        let (least, most) = match text[1..].split_once(',') {
            None => (text[1..].parse::<u32>().ok()?, None),
            Some((least, "")) => (least.parse().ok()?, None),
            Some((least, most)) => (least.trim().parse().ok()?, Some(most.trim().parse::<u32>().ok()?)),
        };
        if least > MOST_REPEATED || most.is_some_and(|most| most < least || most > MOST_REPEATED) {
            return None;
        }
        let text = match (text.contains(','), most) {
            (false, _) => format!("{{{least}}}"),
            (true, None) => format!("{{{least},}}"),
            (true, Some(most)) => format!("{{{least},{most}}}"),
        };
        self.out.push_str(&text);
        Some(())
    }

    fn class(&mut self) -> Option<()> {
        self.out.push('[');
        if self.chars.peek() == Some(&'^') {
            self.copy();
        }
        let mut empty = true;
        while *self.chars.peek()? != ']' {
            empty = false;
            let from = self.member()?;
            self.out.push_str(from.text());
            if self.chars.peek() == Some(&'-') {
                self.chars.next();
                self.range_after(&from)?;
            }
        }
        self.chars.next();
        self.out.push(']');
        (!empty).then_some(())
    }

    /// What follows a hyphen: the end of a range, or the hyphen stands for itself.
    fn range_after(&mut self, from: &Member) -> Option<()> {
        if *self.chars.peek()? == ']' {
            self.out.push_str("\\-");
            return Some(());
        }
        let to = self.member()?;
        match (from, &to) {
            (Member::Char(low, _), Member::Char(high, _)) if low <= high => self.out.push('-'),
            (Member::Char(..), Member::Char(..)) => return None,
            _ => self.out.push_str("\\-"),
        }
        self.out.push_str(to.text());
        Some(())
    }

    fn member(&mut self) -> Option<Member> {
        match self.chars.next()? {
            '\\' => self.escape(true),
            '[' if matches!(self.chars.peek(), Some(':' | '.' | '=')) => None,
            c if "[&~-^".contains(c) => Some(Member::Char(c, format!("\\{c}"))),
            c => Some(Member::Char(c, c.to_string())),
        }
    }

    fn escape(&mut self, in_class: bool) -> Option<Member> {
        let c = self.chars.next()?;
        match c {
            'd' | 'D' | 's' | 'S' | 'w' | 'W' => Some(Member::Set(format!("\\{c}"))),
            'b' | 'B' if !in_class => Some(Member::Set(format!("\\{c}"))),
            't' => Some(Member::Char('\t', "\\t".into())),
            'n' => Some(Member::Char('\n', "\\n".into())),
            'r' => Some(Member::Char('\r', "\\r".into())),
            'x' => self.code_point(2),
            'u' => self.code_point(4),
            '^' | '$' | '\\' | '.' | '*' | '+' | '?' | '(' | ')' | '[' | ']' | '{' | '}' | '|' => Some(Member::Char(c, format!("\\{c}"))),
            '-' | '&' | '~' if in_class => Some(Member::Char(c, format!("\\{c}"))),
            c if c.is_ascii_punctuation() || c == ' ' => Some(Member::Char(c, c.to_string())),
            _ => None,
        }
    }

    fn code_point(&mut self, digits: usize) -> Option<Member> {
        let text: String = self.chars.by_ref().take(digits).collect();
        if text.len() != digits || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return None;
        }
        let c = char::from_u32(u32::from_str_radix(&text, 16).ok()?)?;
        let prefix = if digits == 2 { 'x' } else { 'u' };
        Some(Member::Char(c, format!("\\{prefix}{text}")))
    }
}

impl Member {
    fn text(&self) -> &str {
        match self {
            Self::Char(_, text) | Self::Set(text) => text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_expressions_stay_as_they_are() {
        for pattern in [r"^[a-z0-9]+(?:-[a-z0-9]+)*$", r"^\d{4}-\d{2}$", r"^\+?[1-9]\d{1,14}$", "a|b"] {
            assert_eq!(normalise(pattern).as_deref(), Some(pattern));
        }
    }

    #[test]
    fn needless_escapes_and_open_hyphens_are_mended() {
        assert_eq!(normalise(r"^[\w-\.]+\@x$").as_deref(), Some(r"^[\w\-\.]+@x$"));
        assert_eq!(normalise(r"/^a\/b$/").as_deref(), Some("^a/b$"));
        assert_eq!(normalise("^{a}$").as_deref(), Some(r"^\{a\}$"));
        assert_eq!(normalise("[a-z_-]").as_deref(), Some(r"[a-z_\-]"));
    }

    #[test]
    fn what_other_engines_mean_is_left_out() {
        for pattern in
            [r"^(?!x)\w{1,64}$", r"(?i)abc", r"\Aabc\z", "(?P<x>a)", "[[:alpha:]]", "a++", "(a", "a)", "[z-a]", r"(a)\1", "[]", "*", "a{2,1}", r"\p{L}", ""]
        {
            assert_eq!(normalise(pattern), None, "{pattern}");
        }
    }
}
