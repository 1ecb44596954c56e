//! The receiving half: bytes in, whole messages out. Nothing that the other side sends is believed.

use std::collections::HashMap;

use serde::de::DeserializeOwned;

use super::{DATA, DATA_END, Envelope, GRANT, HEADER, MAX_BUFFERED, MAX_FRAME, MAX_MESSAGE, MAX_STREAMS, WINDOW};

/// The other side broke the protocol; the link is not usable any more.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("protocol violation: {0}")]
pub struct Violation(pub &'static str);

/// What came in, or what has to be sent because of it.
#[derive(Debug)]
pub enum Event<T> {
    /// A whole message.
    Message(Envelope<T>),
    /// The other side lets us send on: hand it to [`super::Outbox::granted`].
    Granted { stream: u32, bytes: u32 },
    /// The other side may send on: hand it to [`super::Outbox::grant`].
    Grant { stream: u32, bytes: u32 },
}

/// Frames that have come in, and messages that are not complete yet.
pub struct Inbox {
    bytes: Vec<u8>,
    read: usize,
    streams: HashMap<u32, Incoming>,
    buffered: usize,
    grants: bool,
}

#[derive(Default)]
struct Incoming {
    bytes: Vec<u8>,
    /// Bytes that came since the last grant.
    ungranted: usize,
}

impl Default for Inbox {
    fn default() -> Self {
        Self { bytes: Vec::new(), read: 0, streams: HashMap::new(), buffered: 0, grants: true }
    }
}

impl Inbox {
    #[cfg(test)]
    pub(super) fn without_grants() -> Self {
        Self { grants: false, ..Self::default() }
    }

    /// Takes bytes as they came from the pipe.
    pub fn feed(&mut self, bytes: &[u8]) {
        if self.read > 0 && self.read == self.bytes.len() {
            self.bytes.clear();
            self.read = 0;
        } else if self.read > MAX_FRAME {
            self.bytes.drain(..self.read);
            self.read = 0;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next event, or `None` until more bytes are fed.
    pub fn next_event<T: DeserializeOwned>(&mut self) -> Result<Option<Event<T>>, Violation> {
        loop {
            let Some((kind, stream, payload)) = self.next_frame()? else { return Ok(None) };
            if kind == GRANT {
                let bytes: [u8; 4] = self.bytes[payload].try_into().map_err(|_| Violation("malformed grant"))?;
                return Ok(Some(Event::Granted { stream, bytes: u32::from_be_bytes(bytes) }));
            }
            if kind == DATA_END || kind == DATA {
                if let Some(event) = self.take_data(kind, stream, payload)? {
                    return Ok(Some(event));
                }
            } else {
                return Err(Violation("unknown kind of frame"));
            }
        }
    }

    /// Kind, stream and place of the payload.
    fn next_frame(&mut self) -> Result<Option<(u8, u32, std::ops::Range<usize>)>, Violation> {
        let rest = &self.bytes[self.read..];
        let Some(header) = rest.first_chunk::<HEADER>() else { return Ok(None) };
        let [a, b, c, d, kind, e, f, g, h] = *header;
        let length = u32::from_be_bytes([a, b, c, d]) as usize + 4;
        if !(HEADER..=MAX_FRAME).contains(&length) {
            return Err(Violation("frame size"));
        }
        if rest.len() < length {
            return Ok(None);
        }
        let payload = self.read + HEADER..self.read + length;
        self.read += length;
        Ok(Some((kind, u32::from_be_bytes([e, f, g, h]), payload)))
    }

    fn take_data<T: DeserializeOwned>(&mut self, kind: u8, stream: u32, payload: std::ops::Range<usize>) -> Result<Option<Event<T>>, Violation> {
        if !self.streams.contains_key(&stream) && self.streams.len() >= MAX_STREAMS {
            return Err(Violation("too many streams"));
        }
        let size = payload.len();
        let incoming = self.streams.entry(stream).or_default();
        incoming.bytes.extend_from_slice(&self.bytes[payload]);
        incoming.ungranted += size;
        self.buffered += size;
        if incoming.ungranted > WINDOW {
            return Err(Violation("window exceeded"));
        }
        if incoming.bytes.len() > MAX_MESSAGE || self.buffered > MAX_BUFFERED {
            return Err(Violation("message too large"));
        }
        if kind == DATA_END {
            let whole = self.streams.remove(&stream).map(|incoming| incoming.bytes).unwrap_or_default();
            self.buffered -= whole.len();
            return parse(whole).map(|message| Some(Event::Message(message)));
        }
        if self.grants && incoming.ungranted >= WINDOW / 2 {
            let bytes = u32::try_from(std::mem::take(&mut incoming.ungranted)).unwrap_or_default();
            return Ok(Some(Event::Grant { stream, bytes }));
        }
        Ok(None)
    }
}

fn parse<T: DeserializeOwned>(mut bytes: Vec<u8>) -> Result<Envelope<T>, Violation> {
    let length = bytes.first_chunk::<4>().map(|length| u32::from_be_bytes(*length) as usize).ok_or(Violation("message without a head"))?;
    let end = length.checked_add(4).filter(|end| *end <= bytes.len()).ok_or(Violation("head longer than its message"))?;
    let head = serde_json::from_slice(&bytes[4..end]).map_err(|_| Violation("unreadable head"))?;
    bytes.drain(..end);
    Ok(Envelope { head, body: bytes })
}
