//! Hashes and encodings.

use serde_json::json;

use super::kit::{Recipe, Script, choice, switch, text};

const CODE: &str = include_str!("scripts/hashing.js");
const ALGORITHMS: &[&str] = &["md5", "sha1", "sha256", "sha512"];
const ENCODINGS: &[&str] = &["base64", "base64url", "hex", "url", "html"];

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "hashing",
        "Hashes and encodings",
        "Hashes and signs texts, encodes and decodes base64, hexadecimal, URLs and HTML, and reads JSON Web Tokens.",
        &["hash", "hashing", "md5", "sha1", "sha256", "sha512", "checksum", "hmac", "base64", "encode", "decode", "url encode", "hex", "jwt", "html entities"],
    )
    .script(
        Script {
            name: "hash_text",
            description: "Hashes a text (as UTF-8) with MD5, SHA-1, SHA-256 or SHA-512. MD5 and SHA-1 are for checksums only.",
            code: CODE,
            function: "hashText",
            input: json!({"text": text("The text."), "algorithm": choice("sha256 when left out.", ALGORITHMS)}),
            required: &["text"],
            output: json!({"algorithm": text("The algorithm."), "hex": text("The hash in hexadecimal digits.")}),
            changing: false,
        },
        json!({"text": "abc"}),
        json!({"algorithm": "sha256", "hex": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"}),
    )
    .script(
        Script {
            name: "hmac_text",
            description: "Signs a text with a key (HMAC), as webhooks do. Key and text are taken as UTF-8.",
            code: CODE,
            function: "hmacText",
            input: json!({"text": text("The text."), "key": text("The key."), "algorithm": choice("sha256 when left out.", ALGORITHMS)}),
            required: &["text", "key"],
            output: json!({"algorithm": text("The algorithm."), "hex": text("The signature in hexadecimal digits.")}),
            changing: false,
        },
        json!({"text": "what do ya want for nothing?", "key": "Jefe"}),
        json!({"algorithm": "sha256", "hex": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"}),
    )
    .script(
        Script {
            name: "encode_text",
            description: "Encodes a text as base64, base64url, hexadecimal, for a URL or for HTML.",
            code: CODE,
            function: "encodeText",
            input: json!({"text": text("The text."), "encoding": choice("The encoding.", ENCODINGS)}),
            required: &["text", "encoding"],
            output: json!({"text": text("The encoded text.")}),
            changing: false,
        },
        json!({"text": "Grüße ☕", "encoding": "base64"}),
        json!({"text": "R3LDvMOfZSDimJU="}),
    )
    .script(
        Script {
            name: "decode_text",
            description: "Decodes base64, base64url, hexadecimal, URL-encoded text or HTML entities.",
            code: CODE,
            function: "decodeText",
            input: json!({"text": text("The encoded text."), "encoding": choice("Its encoding.", ENCODINGS)}),
            required: &["text", "encoding"],
            output: json!({"text": text("The decoded text.")}),
            changing: false,
        },
        json!({"text": "R3LDvMOfZSDimJU", "encoding": "base64url"}),
        json!({"text": "Grüße ☕"}),
    )
    .script(
        Script {
            name: "decode_jwt",
            description: "Shows header and payload of a JSON Web Token. The signature is not checked.",
            code: CODE,
            function: "decodeJwt",
            input: json!({"token": text("The token.")}),
            required: &["token"],
            output: json!({"header": {"type": "object"}, "payload": {"type": "object"}, "verified": switch("Always false: nothing is checked.")}),
            changing: false,
        },
        json!({"token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiIxIn0."}),
        json!({"header": {"alg": "none"}, "payload": {"sub": "1"}, "verified": false}),
    )
}
