//! What supervisor and runner say to each other over two pipes (or a container's attach stream).
//!
//! Both sides use the same codec, which does no IO: an [`Outbox`] turns messages into frames, an [`Inbox`] turns bytes
//! back into messages. A message is a JSON head and a body of raw bytes; it travels as one *stream* of frames of at
//! most [`MAX_FRAME`] bytes. Streams take turns, and each may send only as much as the other side has granted
//! ([`WINDOW`]), so a large answer never holds up a small one.
//!
//! ```text
//! frame    = length:u32be  kind:u8  stream:u32be  payload        (length counts everything behind itself)
//! kind 0/1 = data, data with the message's end;  payload = bytes of the message
//! kind 2   = grant;                              payload = bytes:u32be that the sender of `stream` may send on
//! message  = head length:u32be  head (JSON)  body
//! ```

mod inbox;
mod message;
mod outbox;

pub use inbox::{Event, Inbox, Violation};
pub use message::{AnswerHead, EgressFailure, EgressOutcome, Envelope, Proof, ToHost, ToRunner};
pub use outbox::Outbox;

/// Bytes of one frame, its length field included.
pub const MAX_FRAME: usize = 64 * 1024;
/// Bytes that a stream may have on the way before the other side grants more.
pub const WINDOW: usize = 256 * 1024;
/// Bytes of one message.
pub const MAX_MESSAGE: usize = 24 * 1024 * 1024;
/// Messages that may be half received at one time.
pub const MAX_STREAMS: usize = 256;
/// Bytes of all half received messages together.
pub const MAX_BUFFERED: usize = 48 * 1024 * 1024;

/// Length field, kind and stream number.
const HEADER: usize = 9;
/// Bytes of payload in one frame.
const MAX_PAYLOAD: usize = MAX_FRAME - HEADER;

const DATA: u8 = 0;
const DATA_END: u8 = 1;
const GRANT: u8 = 2;

fn frame(kind: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len() + HEADER - 4).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(HEADER + payload.len());
    bytes.extend_from_slice(&length.to_be_bytes());
    bytes.push(kind);
    bytes.extend_from_slice(&stream.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    /// Carries frames from one side to the other in pieces of `piece` bytes until nothing is left to send.
    fn carry(from: &mut Outbox, to: &mut Inbox, piece: usize) -> Vec<Envelope<Value>> {
        let mut arrived = Vec::new();
        while let Some(frame) = from.next_frame() {
            assert!(frame.len() <= MAX_FRAME);
            for part in frame.chunks(piece) {
                to.feed(part);
                while let Some(event) = to.next_event::<Value>().expect("well-formed frames") {
                    match event {
                        Event::Message(message) => arrived.push(message),
                        Event::Granted { .. } => panic!("no grant was sent"),
                        Event::Grant { stream, bytes } => from.granted(stream, bytes),
                    }
                }
            }
        }
        arrived
    }

    proptest! {
        #[test]
        fn messages_arrive_as_they_were_sent(
            bodies in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..200_000), 1..6),
            piece in 1_usize..70_000,
        ) {
            let (mut outbox, mut inbox) = (Outbox::default(), Inbox::default());
            for (place, body) in bodies.iter().enumerate() {
                outbox.push(&json!({ "place": place }), body.clone()).expect("small enough");
            }
            let mut arrived = carry(&mut outbox, &mut inbox, piece.max(64));
            arrived.sort_by_key(|message| message.head["place"].as_u64());
            prop_assert_eq!(arrived.into_iter().map(|message| message.body).collect::<Vec<_>>(), bodies);
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
            let mut inbox = Inbox::default();
            inbox.feed(&bytes);
            while let Ok(Some(_)) = inbox.next_event::<Value>() {}
        }
    }

    #[test]
    fn a_small_message_overtakes_a_large_one() {
        let (mut outbox, mut inbox) = (Outbox::default(), Inbox::default());
        outbox.push(&json!("large"), vec![7; 5_000_000]).expect("small enough");
        outbox.push(&json!("small"), Vec::new()).expect("small enough");
        let arrived = carry(&mut outbox, &mut inbox, MAX_FRAME);
        assert_eq!(arrived.iter().map(|message| message.head.clone()).collect::<Vec<_>>(), [json!("small"), json!("large")]);
    }

    #[test]
    fn a_stream_waits_for_its_grant() {
        let mut outbox = Outbox::default();
        outbox.push(&json!(null), vec![0; WINDOW * 2]).expect("small enough");
        let sent: usize = std::iter::from_fn(|| outbox.next_frame()).map(|frame| frame.len() - HEADER).sum();
        assert_eq!(sent, WINDOW);
        outbox.granted(1, 10);
        assert_eq!(outbox.next_frame().map(|frame| frame.len() - HEADER), Some(10));
    }

    #[test]
    fn a_sender_that_ignores_its_window_is_refused() {
        let mut inbox = Inbox::without_grants();
        for _ in 0..=WINDOW / MAX_PAYLOAD {
            inbox.feed(&frame(DATA, 1, &vec![0; MAX_PAYLOAD]));
        }
        assert!(std::iter::from_fn(|| inbox.next_event::<Value>().transpose()).any(|event| matches!(event, Err(Violation(_)))));
    }

    #[test]
    fn a_message_beyond_the_limit_is_not_sent() {
        assert!(Outbox::default().push(&json!(null), vec![0; MAX_MESSAGE]).is_err());
    }
}
