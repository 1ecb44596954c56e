//! Bytes between script and host. Scripts hand them over as text in which every character is one byte (Latin-1),
//! because reading a script's buffers in place would not be memory-safe.

use rquickjs::{Ctx, Error, Exception};

/// The bytes behind Latin-1 text.
pub fn from_latin1(ctx: &Ctx<'_>, text: &str) -> Result<Vec<u8>, Error> {
    text.chars().map(u8::try_from).collect::<Result<_, _>>().map_err(|_| Exception::throw_range(ctx, "The text has characters outside of Latin-1."))
}

pub fn to_latin1(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| char::from(*byte)).collect()
}

pub fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
