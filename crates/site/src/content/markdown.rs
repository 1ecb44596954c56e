//! Markdown to HTML: headings with addresses, code that can be copied, tabs, notes, tables that scroll by themselves.
//!
//! A fenced block may say more after its language: `bash title="Terminal"` labels it, and neighbours with
//! `tab="Claude Code"` become one set of tabs, which needs no script.

use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html::push_html};

use super::headings::{Heading, free_slug};
use super::{escape, highlight};

/// What became of a text.
pub struct Rendered {
    pub html: String,
    pub headings: Vec<Heading>,
}

/// Renders a text that the project itself wrote.
pub fn render(markdown: &str) -> Rendered {
    let options = Options::ENABLE_TABLES | Options::ENABLE_GFM | Options::ENABLE_SMART_PUNCTUATION;
    let mut page = Page::default();
    for event in Parser::new_ext(markdown, options) {
        page.take(event);
    }
    page.close_tabs();
    let mut html = String::with_capacity(markdown.len() * 2);
    push_html(&mut html, page.events.into_iter());
    Rendered { html, headings: page.headings }
}

#[derive(Default)]
struct Page<'a> {
    events: Vec<Event<'a>>,
    headings: Vec<Heading>,
    heading: Option<(HeadingLevel, String, Vec<Event<'a>>)>,
    code: Option<(Fence, String)>,
    tabs: Vec<(String, String)>,
    tab_sets: usize,
    tables: usize,
}

impl<'a> Page<'a> {
    fn take(&mut self, event: Event<'a>) {
        if let Some((fence, text)) = &mut self.code {
            match event {
                Event::Text(more) => text.push_str(&more),
                _ => {
                    let (fence, text) = (std::mem::take(fence), std::mem::take(text));
                    self.code = None;
                    self.end_code(&fence, &text);
                }
            }
            return;
        }
        if let Some((level, text, inside)) = &mut self.heading {
            match event {
                Event::End(TagEnd::Heading(_)) => {
                    let (level, text, inside) = (*level, std::mem::take(text), std::mem::take(inside));
                    self.heading = None;
                    self.end_heading(level, text, inside);
                }
                other => {
                    if let Event::Text(more) | Event::Code(more) = &other {
                        text.push_str(more);
                    }
                    inside.push(other);
                }
            }
            return;
        }
        if let Event::Start(Tag::CodeBlock(kind)) = event {
            let words = match kind {
                CodeBlockKind::Fenced(words) => words,
                CodeBlockKind::Indented => CowStr::Borrowed(""),
            };
            self.code = Some((Fence::read(&words), String::new()));
            return;
        }
        self.close_tabs();
        self.note_text(&event);
        match event {
            Event::Start(Tag::Heading { level, .. }) => self.heading = Some((level, String::new(), Vec::new())),
            Event::Start(Tag::BlockQuote(Some(kind))) => self.raw(format!("<div class=\"note {}\" role=\"note\">", class_of(kind))),
            Event::End(TagEnd::BlockQuote(Some(_))) => self.raw("</div>".to_owned()),
            Event::Start(Tag::Table(columns)) => {
                self.tables += 1;
                let name = self.headings.last().map_or("Table", |heading| heading.text.as_str());
                let label = escape(&format!("Table {}: {name}", self.tables));
                self.raw(format!("<div class=\"table-scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\">"));
                self.events.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                self.events.push(Event::End(TagEnd::Table));
                self.raw("</div>".to_owned());
            }
            other => self.events.push(other),
        }
    }

    fn raw(&mut self, html: String) {
        self.events.push(Event::Html(html.into()));
    }

    /// Text below a heading is found by the search under that heading.
    fn note_text(&mut self, event: &Event<'_>) {
        let Some(heading) = self.headings.last_mut() else { return };
        match event {
            Event::Text(text) | Event::Code(text) => heading.body.push_str(text),
            // Words inside a line go on; blocks end.
            Event::End(TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough | TagEnd::Link) => {}
            Event::SoftBreak | Event::HardBreak | Event::End(_) => heading.body.push(' '),
            _ => {}
        }
    }

    fn end_heading(&mut self, level: HeadingLevel, text: String, inside: Vec<Event<'a>>) {
        let id = free_slug(&text, &self.headings);
        let number = level as u8;
        self.raw(format!("<h{number} id=\"{id}\">"));
        self.events.extend(inside);
        self.raw(format!("<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to {}\">#</a></h{number}>\n", escape(&text)));
        self.headings.push(Heading { level: number, text, id, body: String::new() });
    }

    fn end_code(&mut self, fence: &Fence, text: &str) {
        let block = block(fence, text);
        if let Some(heading) = self.headings.last_mut() {
            heading.body.push_str(text);
        }
        if fence.tab.is_empty() {
            self.close_tabs();
            self.raw(block);
        } else {
            self.tabs.push((fence.tab.clone(), block));
        }
    }

    /// Neighbouring blocks with a tab each become one set: radio buttons choose the panel, without script.
    fn close_tabs(&mut self) {
        if self.tabs.is_empty() {
            return;
        }
        self.tab_sets += 1;
        let tabs = std::mem::take(&mut self.tabs);
        let set = self.tab_sets;
        let label = |(place, (name, _)): (usize, &(String, String))| {
            let checked = if place == 0 { " checked" } else { "" };
            format!("<label><input type=\"radio\" name=\"tabs-{set}\"{checked}>{}</label>", escape(name))
        };
        let labels: String = tabs.iter().enumerate().map(label).collect();
        let panels: String = tabs.iter().map(|(_, block)| format!("<div class=\"code-tab\">{block}</div>")).collect();
        self.raw(format!("<div class=\"code-tabs\"><div class=\"code-tabs-head\" role=\"radiogroup\" aria-label=\"Variant\">{labels}</div>{panels}</div>\n"));
    }
}

/// A block of code without label.
pub fn block_of(language: &str, text: &str) -> String {
    block(&Fence { language: language.to_owned(), ..Fence::default() }, text)
}

/// A block of code with a label.
pub fn titled(language: &str, title: &str, text: &str) -> String {
    block(&Fence { language: language.to_owned(), title: title.to_owned(), ..Fence::default() }, text)
}

/// A block of code as the style sheet and the copy button expect it.
fn block(fence: &Fence, text: &str) -> String {
    let label = if fence.title.is_empty() { String::new() } else { format!("<div class=\"code-label\">{}</div>", escape(&fence.title)) };
    let code = highlight(text, &fence.language);
    format!(
        "<div class=\"code\">{label}<pre class=\"code-text\" tabindex=\"0\"><code>{code}</code></pre>\
         <button type=\"button\" class=\"code-copy needs-js\" data-copy aria-label=\"Copy code\"><span aria-live=\"polite\">Copy</span></button></div>\n"
    )
}

/// The words behind the three backticks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Fence {
    language: String,
    title: String,
    tab: String,
}

impl Fence {
    fn read(words: &str) -> Self {
        let value = |name: &str| {
            let (_, rest) = words.split_once(&format!("{name}=\""))?;
            rest.split_once('"').map(|(value, _)| value.to_owned())
        };
        let language = words.split_whitespace().next().unwrap_or_default().to_owned();
        Self { language, title: value("title").unwrap_or_default(), tab: value("tab").unwrap_or_default() }
    }
}

const fn class_of(kind: BlockQuoteKind) -> &'static str {
    match kind {
        BlockQuoteKind::Note | BlockQuoteKind::Important => "is-note",
        BlockQuoteKind::Tip => "is-tip",
        BlockQuoteKind::Warning | BlockQuoteKind::Caution => "is-warn",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_get_addresses_and_know_their_text() {
        let page = render("## Keys & `access`\n\nFirst **words**.\n\n## Keys & access\n");
        assert!(page.html.contains("<h2 id=\"keys-access\">"), "{}", page.html);
        assert_eq!(page.headings.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["keys-access", "keys-access-2"]);
        assert!(page.headings[0].body.contains("First words."));
    }

    #[test]
    fn neighbouring_tabs_become_one_set() {
        let page = render("```bash tab=\"One\"\na\n```\n\n```json tab=\"Two\"\n{}\n```\n\nText\n\n```bash title=\"Terminal\"\nb\n```\n");
        assert_eq!(page.html.matches("type=\"radio\"").count(), 2);
        assert_eq!(page.html.matches("class=\"code-tabs\"").count(), 1);
        assert!(page.html.contains("<div class=\"code-label\">Terminal</div>"), "{}", page.html);
    }
}
