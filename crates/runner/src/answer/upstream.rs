//! Answers of upstreams.

use base64::{Engine, prelude::BASE64_STANDARD};
use contract::spec::Tool;

use super::{cut, kind, of_json, of_text, text};
use crate::{
    calls::{Call, Upstream},
    protocol::AnswerHead,
    tool::Failure,
};

/// Bytes of an upstream's error page that are passed on.
const MAX_ERROR: usize = 4_000;
/// Bytes of an image, a sound or a file.
const MAX_BINARY: usize = 6 * 1024 * 1024;

/// By status first, then by what kind of content came.
pub fn shape(call: &Call, tool: &Tool, upstream: Upstream) -> Result<AnswerHead, Failure> {
    let content_type = upstream.header("content-type").unwrap_or_default().to_owned();
    if upstream.status >= 400 {
        return Ok(AnswerHead::error(error_text(&upstream, &content_type)));
    }
    if (300..400).contains(&upstream.status) {
        let to = upstream.header("location").map_or_else(String::new, |location| format!(" It points to {location}."));
        return Ok(AnswerHead::error(format!("{}: the service answered with a redirect that was not followed.{to}", status_line(upstream.status))));
    }
    if upstream.body.is_empty() {
        return Ok(text(format!("Done ({})", status_line(upstream.status).trim_start_matches("HTTP "))));
    }
    match kind::of(&content_type, &upstream.body) {
        kind::Kind::Json => match serde_json::from_slice(&upstream.body) {
            Ok(value) => of_json(call, tool, value),
            // Said to be JSON, but it is not, or it nests too deeply to be taken apart.
            Err(_) => Ok(of_text(tool, &kind::decode(&content_type, &upstream.body))),
        },
        kind::Kind::Text => Ok(of_text(tool, &kind::decode(&content_type, &upstream.body))),
        _ if upstream.body.len() > MAX_BINARY => {
            let (size, kind) = (upstream.body.len(), kind::essence(&content_type));
            Err(Failure::Tool(format!("The answer is a file of {size} bytes ({kind}); a tool can return at most {MAX_BINARY}.")))
        }
        binary => {
            Ok(AnswerHead { is_error: false, content: vec![kind::binary(binary, &content_type, BASE64_STANDARD.encode(&upstream.body))], structured: None })
        }
    }
}

fn error_text(upstream: &Upstream, content_type: &str) -> String {
    let mut text = status_line(upstream.status);
    match upstream.status {
        401 | 403 => text.push_str("\nThe service refused the request. If it needs a credential, the owner of this server can enter or replace it."),
        429 => {
            if let Some(after) = upstream.header("retry-after") {
                text.push_str(&format!("\nThe service asks to wait before the next call (Retry-After: {after})."));
            }
        }
        _ => {}
    }
    let body = match kind::of(content_type, &upstream.body) {
        kind::Kind::Json | kind::Kind::Text => kind::decode(content_type, &upstream.body),
        _ => String::new(),
    };
    let body = body.trim();
    if !body.is_empty() {
        let rule = contract::spec::ResponseRule { max_bytes: u32::try_from(MAX_ERROR).unwrap_or(u32::MAX), ..Default::default() };
        let (shown, _) = cut::text(body, &rule);
        text.push_str("\n\n");
        text.push_str(&shown);
        if shown.len() < body.len() {
            text.push_str(" […]");
        }
    }
    text
}

/// `HTTP 404 Not Found`.
fn status_line(status: u16) -> String {
    let reason = match status {
        200 => "OK",
        201 => "Created",
        202 => "Accepted",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        409 => "Conflict",
        410 => "Gone",
        412 => "Precondition Failed",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        422 => "Unprocessable Content",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    };
    format!("HTTP {status} {reason}").trim_end().to_owned()
}
