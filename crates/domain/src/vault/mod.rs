//! Sealing: envelope encryption of credentials.

/// Seals and opens.
pub struct Vault {}
