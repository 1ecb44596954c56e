//! TLS: rustls with ring, and the roots of trust.

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::ring};

/// Makes ring the process's cryptography for libraries that ask for a default. Harmless when called twice.
pub fn install_ring() {
    let _ = ring::default_provider().install_default();
}

/// TLS 1.2 and 1.3 with HTTP/2 and HTTP/1.1.
///
/// Trusts what the machine trusts, so that an operator can add or withdraw an authority; the roots of Mozilla's
/// programme where the machine has none, as in an empty container image. For `reqwest`'s `tls_backend_preconfigured`.
///
/// # Errors
/// When the cryptography offers neither version; it always does.
pub fn client_config() -> Result<ClientConfig, rustls::Error> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
    }
    client_config_with(roots)
}

/// The same with roots of trust of one's own.
///
/// # Errors
/// As [`client_config`].
pub fn client_config_with(roots: RootCertStore) -> Result<ClientConfig, rustls::Error> {
    let mut config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(config)
}
