//! A passkey authenticator in software: ES256, no attestation (Web Authentication Level 3, sections 6.1 and 6.5).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::tokens;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// User present and verified; with attested credential data.
const PRESENT_AND_VERIFIED: u8 = 0x05;
const WITH_CREDENTIAL: u8 = 0x40;

/// One passkey on one device.
pub struct Authenticator {
    key: SigningKey,
    id: Vec<u8>,
    origin: String,
    user: String,
}

impl Authenticator {
    pub fn new(seed: u8, origin: &str) -> Self {
        Self { key: SigningKey::from_slice(&[seed; 32]).expect("a key"), id: vec![seed; 32], origin: origin.into(), user: String::new() }
    }

    /// What `navigator.credentials.create` would answer.
    pub fn create(&mut self, options: &Value) -> Value {
        let options = &options["publicKey"];
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required", "{options}");
        self.user = options["user"]["id"].as_str().expect("a user handle").to_owned();
        let client_data = self.client_data("webauthn.create", options);
        let point = self.key.verifying_key().to_encoded_point(false);
        let mut data = self.data(&options["rp"]["id"], PRESENT_AND_VERIFIED | WITH_CREDENTIAL);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).expect("short").to_be_bytes());
        data.extend(&self.id);
        // COSE_Key in canonical CBOR: {1: 2, 3: -7, -1: 1, -2: x, -3: y}
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(point.x().expect("a point"));
        data.extend([0x22, 0x58, 0x20]);
        data.extend(point.y().expect("a point"));
        // {"fmt": "none", "attStmt": {}, "authData": data}
        let mut object = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        object.push(u8::try_from(data.len()).expect("short"));
        object.extend(&data);
        self.answer(json!({ "clientDataJSON": text(client_data), "attestationObject": text(object), "transports": ["internal"] }))
    }

    /// What `navigator.credentials.get` would answer.
    pub fn get(&self, options: &Value) -> Value {
        let options = &options["publicKey"];
        let client_data = self.client_data("webauthn.get", options);
        let data = self.data(&options["rpId"], PRESENT_AND_VERIFIED);
        let signed = [data.as_slice(), Sha256::digest(&client_data).as_slice()].concat();
        let signature: Signature = self.key.sign(&signed);
        self.answer(json!({
            "clientDataJSON": text(client_data), "authenticatorData": text(data), "signature": text(signature.to_der().as_bytes()), "userHandle": self.user,
        }))
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false }).to_string().into_bytes()
    }

    fn data(&self, rp: &Value, flags: u8) -> Vec<u8> {
        let mut data = Sha256::digest(rp.as_str().expect("a name")).to_vec();
        data.push(flags);
        data.extend([0; 4]);
        data
    }

    fn answer(&self, response: Value) -> Value {
        json!({ "id": text(&self.id), "rawId": text(&self.id), "type": "public-key", "response": response, "clientExtensionResults": {}, "authenticatorAttachment": "platform" })
    }
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Nothing that an attacker can read is enough to answer a challenge.
pub fn forged(answer: &Value) -> Value {
    let mut forged = answer.clone();
    let signature = forged["response"]["signature"].as_str().expect("a signature").to_owned();
    forged["response"]["clientDataJSON"] = json!(text(tokens::sha256_hex(signature)));
    forged
}
