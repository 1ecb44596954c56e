//! Code in colours. A small reader for the three kinds of code that the documentation has (shell, JSON, TOML): words,
//! strings, numbers, options, variables, comments. Style sheets decide how they look; no inline styles.

/// What a piece is: the class names are those of `style/components/highlight.css`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    Comment,
    Key,
    Text,
    Number,
    Option,
    Command,
}

impl Kind {
    const fn class(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Comment => "hl-c",
            Self::Key => "hl-k",
            Self::Text => "hl-s",
            Self::Number => "hl-n",
            Self::Option => "hl-o",
            Self::Command => "hl-f",
        }
    }
}

/// HTML of a piece of code. Languages that nobody knows stay plain.
pub fn highlight(code: &str, language: &str) -> String {
    let pieces = match language {
        "bash" | "sh" | "shell" | "console" => shell(code),
        "json" | "toml" | "yaml" => data(code),
        _ => vec![(Kind::Plain, code)],
    };
    let mut html = String::with_capacity(code.len() * 2);
    for (kind, text) in pieces {
        if kind == Kind::Plain {
            html.push_str(&escape(text));
        } else {
            html.push_str(&format!("<span class=\"{}\">{}</span>", kind.class(), escape(text)));
        }
    }
    html
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// The byte after the closing quote of a text that begins with one; the end where there is none.
fn quoted(text: &str) -> usize {
    let Some(quote) = text.chars().next() else { return 0 };
    let mut escaped = false;
    for (place, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' if quote == '"' => escaped = true,
            other if other == quote => return place + other.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

/// How many bytes of a text belong together.
fn run(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !belongs(letter)).unwrap_or(text.len())
}

fn shell(code: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let mut rest = code;
    // The first word of a line, and the one behind a pipe, is what is executed.
    let mut command = true;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match first {
            '#' => (Kind::Comment, run(rest, |letter| letter != '\n')),
            '"' | '\'' => (Kind::Text, quoted(rest)),
            '$' => (Kind::Option, 1 + run(&rest[1..], |letter| letter.is_ascii_alphanumeric() || letter == '_')),
            '-' if !command => (Kind::Option, run(rest, |letter| letter.is_ascii_alphanumeric() || letter == '-')),
            letter if letter.is_ascii_alphanumeric() || letter == '_' => {
                let length = run(rest, |letter| !letter.is_whitespace() && !"|;()\"'=".contains(letter));
                let assigns = rest[length..].starts_with('=');
                (
                    if assigns {
                        Kind::Key
                    } else if command {
                        Kind::Command
                    } else {
                        Kind::Plain
                    },
                    length,
                )
            }
            other => (Kind::Plain, other.len_utf8()),
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        let continues = piece == "\\" && after.starts_with('\n');
        command = match first {
            '\n' | '|' | ';' | '(' | '&' => true,
            ' ' | '\t' => command,
            _ => kind == Kind::Key && command,
        };
        pieces.push((kind, piece));
        rest = after;
        if continues {
            // The next line goes on with the same command.
            let (line_break, after) = rest.split_at(1);
            pieces.push((Kind::Plain, line_break));
            rest = after;
            command = false;
        }
    }
    pieces
}

fn data(code: &str) -> Vec<(Kind, &str)> {
    let mut pieces = Vec::new();
    let mut rest = code;
    let mut line_begins = true;
    while let Some(first) = rest.chars().next() {
        let is_word = |letter: char| letter.is_ascii_alphanumeric() || "_-.".contains(letter);
        let (kind, length) = match first {
            '#' => (Kind::Comment, run(rest, |letter| letter != '\n')),
            '"' => {
                let length = quoted(rest);
                (if rest[length..].trim_start().starts_with(':') { Kind::Key } else { Kind::Text }, length)
            }
            '[' if line_begins && rest.get(1..2).is_some_and(|next| next.bytes().all(|byte| byte.is_ascii_lowercase())) => {
                (Kind::Command, run(rest, |letter| letter != '\n'))
            }
            letter if letter.is_ascii_digit() => (Kind::Number, run(rest, is_word)),
            letter if is_word(letter) => {
                let length = run(rest, is_word);
                (if rest[length..].trim_start().starts_with('=') { Kind::Key } else { Kind::Number }, length)
            }
            other => (Kind::Plain, other.len_utf8()),
        };
        let (piece, after) = rest.split_at(length.max(first.len_utf8()));
        line_begins = first == '\n';
        pieces.push((kind, piece));
        rest = after;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(html: &str) -> String {
        let mut plain = String::new();
        let mut inside = false;
        for letter in html.chars() {
            match letter {
                '<' => inside = true,
                '>' => inside = false,
                other if !inside => plain.push(other),
                _ => {}
            }
        }
        plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&")
    }

    #[test]
    fn what_is_coloured_reads_as_before() {
        let cases = [
            ("bash", "curl -s \"$URL/ä\" --json '{\"a\": 1}' | \\\n  jq . # <try>\nA=1 b -\nexport X=é\\"),
            ("json", "{ \"a\": \"b\\\"c\", \"n\": [1, true, null], \"ü\": \"unfinished"),
            ("toml", "[mcp_servers.a]\nurl = \"https://x\" # why\n"),
            ("nothing", "a < b & \"c\""),
        ];
        for (language, code) in cases {
            assert_eq!(plain(&highlight(code, language)), code, "{language}");
        }
    }

    #[test]
    fn commands_options_keys_and_strings_are_told_apart() {
        let html = highlight("curl -s \"x\" | jq .", "bash");
        assert!(html.contains("<span class=\"hl-f\">curl</span>") && html.contains("<span class=\"hl-f\">jq</span>"), "{html}");
        assert!(html.contains("<span class=\"hl-o\">-s</span>") && html.contains("hl-s"), "{html}");
        let html = highlight("{\"a\": \"b\"}", "json");
        assert!(html.contains("<span class=\"hl-k\">&quot;a&quot;</span>") && html.contains("<span class=\"hl-s\">&quot;b&quot;</span>"), "{html}");
    }

    proptest::proptest! {
        #[test]
        fn any_text_survives(code in "[a-z \\-\"'$#|\\\\\n=\\[\\]{}:é<&0-9]{0,60}") {
            for language in ["bash", "json"] {
                proptest::prop_assert_eq!(plain(&highlight(&code, language)), code.clone());
            }
        }
    }
}
