//! Server-sent events (WHATWG HTML section 9.2), as far as model APIs use them.

/// Collects bytes and hands out whole events.
#[derive(Default)]
pub struct Events {
    buffer: Vec<u8>,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Empty where the stream does not name it.
    pub name: String,
    pub data: String,
}

/// Bytes of one event; more is no answer of a model.
const LONGEST: usize = 4 * 1024 * 1024;

impl Events {
    /// Adds bytes and returns the events that they complete. `None`: an event is too long.
    pub fn push(&mut self, bytes: &[u8]) -> Option<Vec<Event>> {
        self.buffer.extend_from_slice(bytes);
        let mut events = Vec::new();
        while let Some((end, next)) = boundary(&self.buffer) {
            events.extend(parse(&String::from_utf8_lossy(&self.buffer[..end])));
            self.buffer.drain(..next);
        }
        (self.buffer.len() <= LONGEST).then_some(events)
    }
}

/// End of the first event and beginning of the next: an empty line.
fn boundary(bytes: &[u8]) -> Option<(usize, usize)> {
    let find = |pattern: &[u8]| bytes.windows(pattern.len()).position(|window| window == pattern).map(|at| (at, at + pattern.len()));
    [find(b"\n\n"), find(b"\r\n\r\n"), find(b"\r\r")].into_iter().flatten().min()
}

fn parse(text: &str) -> Option<Event> {
    let (mut name, mut data) = (String::new(), Vec::new());
    for line in text.lines() {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut name),
            "data" => data.push(value),
            _ => {}
        }
    }
    (!data.is_empty()).then(|| Event { name, data: data.join("\n") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_whole_however_they_arrive() {
        let stream = "event: a\ndata: {\"x\": 1}\n\n: ping\n\r\n\r\ndata: one\ndata: two\n\ndata: rest";
        for size in 1..stream.len() {
            let mut events = Events::default();
            let found: Vec<Event> = stream.as_bytes().chunks(size).flat_map(|chunk| events.push(chunk).expect("short")).collect();
            assert_eq!(
                found.iter().map(|event| (event.name.as_str(), event.data.as_str())).collect::<Vec<_>>(),
                [("a", "{\"x\": 1}"), ("", "one\ntwo")],
                "{size}"
            );
        }
    }
}
