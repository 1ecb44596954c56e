//! Code in colours: syntect finds out what each piece is, style sheets decide how it looks. No inline styles.

use std::sync::LazyLock;

use syntect::parsing::{ParseState, Scope, ScopeStack, SyntaxSet};

static SYNTAXES: LazyLock<SyntaxSet> = LazyLock::new(SyntaxSet::load_defaults_newlines);

/// What scopes mean for a reader, most telling first; the class names are those of `style/components/highlight.css`.
static CLASSES: LazyLock<Vec<(Scope, &str)>> = LazyLock::new(|| {
    let pairs = [
        ("comment", "c"),
        ("meta.mapping.key", "k"),
        ("support.type.property-name", "k"),
        ("entity.name.tag", "k"),
        ("string", "s"),
        ("constant.numeric", "n"),
        ("constant.language", "n"),
        ("variable.parameter.option", "o"),
        ("variable.function", "f"),
        ("support.function", "f"),
        ("entity.name.function", "f"),
        ("variable.other", "v"),
        ("punctuation.definition.variable", "v"),
        ("keyword", "w"),
        ("storage", "w"),
    ];
    pairs.into_iter().filter_map(|(name, class)| Some((Scope::new(name).ok()?, class))).collect()
});

/// HTML of a piece of code. Languages that nobody knows stay plain.
pub fn highlight(code: &str, language: &str) -> String {
    coloured(code, language).unwrap_or_else(|| escape(code))
}

/// Text as HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn coloured(code: &str, language: &str) -> Option<String> {
    let name = match language {
        "sh" | "shell" | "console" => "bash",
        other => other,
    };
    let syntax = SYNTAXES.find_syntax_by_token(name)?;
    let (mut state, mut scopes) = (ParseState::new(syntax), ScopeStack::new());
    let mut out = Writer::default();
    for line in code.split_inclusive('\n') {
        let mut from = 0;
        for (at, change) in state.parse_line(line, &SYNTAXES).ok()? {
            out.write(line.get(from..at)?, class_of(&scopes));
            from = at;
            scopes.apply(&change).ok()?;
        }
        out.write(line.get(from..)?, class_of(&scopes));
    }
    Some(out.end())
}

/// The innermost scope that means something.
fn class_of(scopes: &ScopeStack) -> &'static str {
    let known = |scope: &Scope| CLASSES.iter().find(|(prefix, _)| prefix.is_prefix_of(*scope)).map(|(_, class)| *class);
    scopes.scopes.iter().rev().find_map(known).unwrap_or_default()
}

/// Joins neighbours of one class, so that pages stay small.
#[derive(Default)]
struct Writer {
    html: String,
    class: &'static str,
}

impl Writer {
    fn write(&mut self, text: &str, class: &'static str) {
        if text.is_empty() {
            return;
        }
        // White space looks alike in every colour.
        if class != self.class && !text.trim().is_empty() {
            self.close();
            if !class.is_empty() {
                self.html.push_str(&format!("<span class=\"hl-{class}\">"));
            }
            self.class = class;
        }
        self.html.push_str(&escape(text));
    }

    fn close(&mut self) {
        if !self.class.is_empty() {
            self.html.push_str("</span>");
        }
    }

    fn end(mut self) -> String {
        self.close();
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_coloured_reads_as_before() {
        let code = "curl -s \"$URL/api\" --json '{\"a\": 1}' # <try>\n";
        let html = highlight(code, "sh");
        assert!(html.contains("class=\"hl-"), "{html}");
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
        assert_eq!(plain.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&"), code);
        assert_eq!(highlight("a < b", "nothing"), "a &lt; b");
    }
}
