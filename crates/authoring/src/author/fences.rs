//! Fenced blocks of a text.
//!
//! A pasted text may hold blocks of its own, so that a fence inside of a block may be its end or may not. Everything from
//! the first fence to the last one that could close it is therefore taken as pasted.

/// Where a line stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Outside,
    /// In a block, or a fence.
    Inside,
    /// Between the first fence and the last one, where a reader of Markdown sees no block.
    Between,
}

/// An opening fence (CommonMark 0.31 section 4.5).
struct Fence {
    mark: char,
    length: usize,
}

impl Fence {
    fn open(line: &str) -> Option<Self> {
        let line = line.trim_start();
        let mark = line.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let length = line.chars().take_while(|c| *c == mark).count();
        // Three backticks with text and three more are a piece of code in a line.
        let is_inline = mark == '`' && line[length..].contains('`');
        (length >= 3 && !is_inline).then_some(Self { mark, length })
    }

    /// Bare, of the same kind, and at least as long.
    fn is_closed_by(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|c| c == self.mark)
    }
}

/// The place of every line.
pub fn of(lines: &[&str]) -> Vec<Place> {
    let mut places = vec![Place::Outside; lines.len()];
    let mut next = 0;
    while let Some((first, fence)) = (next..lines.len()).find_map(|number| Some((number, Fence::open(lines[number])?))) {
        let last = (first + 1..lines.len()).rev().find(|number| fence.is_closed_by(lines[*number])).unwrap_or(lines.len() - 1);
        let mut open = None;
        for number in first..=last {
            places[number] = Place::Inside;
            match &open {
                None => match Fence::open(lines[number]) {
                    Some(fence) => open = Some(fence),
                    None => places[number] = Place::Between,
                },
                Some(fence) if Fence::is_closed_by(fence, lines[number]) => open = None,
                Some(_) => {}
            }
        }
        next = last + 1;
    }
    places
}
