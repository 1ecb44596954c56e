//! The sending half: messages in, frames out, every stream in its turn.

use std::collections::{HashMap, VecDeque};

use serde::Serialize;

use super::{DATA, DATA_END, GRANT, MAX_MESSAGE, MAX_PAYLOAD, WINDOW, frame};

/// Messages that wait to be sent.
#[derive(Default)]
pub struct Outbox {
    last_stream: u32,
    grants: VecDeque<(u32, u32)>,
    /// Streams that may send, in the order of their turns.
    turns: VecDeque<u32>,
    streams: HashMap<u32, Outgoing>,
}

struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
    credit: usize,
}

/// The message is larger than [`MAX_MESSAGE`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message of {0} bytes is larger than {MAX_MESSAGE} bytes")]
pub struct TooLarge(pub usize);

impl Outbox {
    /// Queues a message on a new stream.
    pub fn push<T: Serialize>(&mut self, head: &T, body: Vec<u8>) -> Result<(), TooLarge> {
        let head = serde_json::to_vec(head).unwrap_or_default();
        let size = 4 + head.len() + body.len();
        if size > MAX_MESSAGE {
            return Err(TooLarge(size));
        }
        let mut bytes = Vec::with_capacity(size);
        bytes.extend_from_slice(&u32::try_from(head.len()).unwrap_or_default().to_be_bytes());
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(&body);
        self.last_stream = self.last_stream.wrapping_add(1);
        self.streams.insert(self.last_stream, Outgoing { bytes, sent: 0, credit: WINDOW });
        self.turns.push_back(self.last_stream);
        Ok(())
    }

    /// Queues the permission for the other side to send `bytes` more on its `stream`.
    pub fn grant(&mut self, stream: u32, bytes: u32) {
        self.grants.push_back((stream, bytes));
    }

    /// The other side has granted `bytes` more on our `stream`.
    pub fn granted(&mut self, stream: u32, bytes: u32) {
        if let Some(outgoing) = self.streams.get_mut(&stream) {
            let was_waiting = outgoing.credit == 0;
            outgoing.credit = outgoing.credit.saturating_add(bytes as usize);
            if was_waiting && bytes > 0 {
                self.turns.push_back(stream);
            }
        }
    }

    /// The next frame, or `None` while nothing may be sent.
    pub fn next_frame(&mut self) -> Option<Vec<u8>> {
        if let Some((stream, bytes)) = self.grants.pop_front() {
            return Some(frame(GRANT, stream, &bytes.to_be_bytes()));
        }
        let stream = self.turns.pop_front()?;
        let outgoing = self.streams.get_mut(&stream)?;
        let rest = &outgoing.bytes[outgoing.sent..];
        let part = rest.len().min(outgoing.credit).min(MAX_PAYLOAD);
        let is_last = part == rest.len();
        let bytes = frame(if is_last { DATA_END } else { DATA }, stream, &rest[..part]);
        outgoing.sent += part;
        outgoing.credit -= part;
        if is_last {
            self.streams.remove(&stream);
        } else if outgoing.credit > 0 {
            self.turns.push_back(stream);
        }
        Some(bytes)
    }
}
