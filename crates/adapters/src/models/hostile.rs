//! Whatever an endpoint streams, reading it comes to an end without a panic.

use domain::ports::ModelFailure;
use proptest::prelude::*;

use super::{anthropic, openai, sse::Events, transport::Attempt};

/// Streams as both APIs send them, to be cut up, repeated and mixed.
const PIECES: [&str; 16] = [
    "data: ",
    "event: message_start\n",
    "\n\n",
    "\r\n\r\n",
    "{\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":18446744073709551615,\"output_tokens\":1}}}",
    "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"tool\"}}",
    "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"a\\\":\"}}",
    "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"tool_use\"},\"usage\":{\"output_tokens\":18446744073709551615}}",
    "{\"type\":\"message_stop\"}",
    "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}",
    "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"tool\",\"arguments\":\"{\"}}]}}]}",
    "{\"choices\":[{\"delta\":{\"refusal\":\"no\"},\"finish_reason\":\"length\"}],\"usage\":{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":9}}}",
    "[DONE]",
    "{\"error\":{}}",
    "\u{feff}",
    ":",
];

fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => proptest::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        3 => proptest::sample::select(&PIECES[4..]).prop_map(|piece| format!("data: {piece}\n\n").into_bytes()),
        1 => proptest::collection::vec(any::<u8>(), 0..40),
    ];
    proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// Feeds the stream in chunks; the end is an answer, a failure, or more to come.
fn read(stream: &[u8], size: usize, mut take: impl FnMut(&str) -> Result<bool, Attempt>) {
    let mut events = Events::default();
    for chunk in stream.chunks(size) {
        for event in events.push(chunk).expect("short") {
            match take(&event.data) {
                Ok(false) => {}
                Ok(true) | Err(Attempt::Final(ModelFailure { .. }) | Attempt::Again(..)) => return,
            }
        }
    }
}

proptest! {
    #[test]
    fn any_stream_can_be_read(stream in stream(), size in 1_usize..200) {
        let mut answer = anthropic::Answer::default();
        read(&stream, size, |data| answer.take(data, "tool", &|_| {}));
        let _ = answer.finish();
        let mut answer = openai::Answer::default();
        read(&stream, size, |data| answer.take(data, "tool", &|_| {}));
        let _ = answer.finish();
    }

    /// Events are the same however the bytes arrive.
    #[test]
    fn chunks_make_no_difference(stream in stream(), size in 1_usize..50) {
        let all = |size: usize| {
            let mut events = Events::default();
            stream.chunks(size).flat_map(|chunk| events.push(chunk).expect("short")).collect::<Vec<_>>()
        };
        prop_assert_eq!(all(size), all(stream.len().max(1)));
    }
}
