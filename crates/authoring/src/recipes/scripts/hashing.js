// Hashes and encodings. `hash` and `hmac` are the platform's; they answer in hexadecimal digits.

function hashText({ text, algorithm }) {
  const name = algorithm ?? "sha256";
  return { algorithm: name, hex: hash(name, text) };
}

function hmacText({ text, key, algorithm }) {
  const name = algorithm ?? "sha256";
  return { algorithm: name, hex: hmac(name, key, text) };
}

const binary = (text) => Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");

function fromBinary(text) {
  return new TextDecoder().decode(Uint8Array.from(text, (c) => c.charCodeAt(0)));
}

const ENCODERS = {
  base64: (text) => btoa(binary(text)),
  base64url: (text) => btoa(binary(text)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, ""),
  hex: (text) => Array.from(binary(text), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join(""),
  url: (text) => encodeURIComponent(text),
  html: (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`),
};

function unhex(text) {
  const digits = text.replace(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new Error("This is not hexadecimal: use pairs of 0-9 and a-f.");
  return fromBinary((digits.match(/../g) ?? []).map((pair) => String.fromCharCode(parseInt(pair, 16))).join(""));
}

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0" };

function unescapeHtml(text) {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name) => {
    if (!name.startsWith("#")) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

function unbase64(text) {
  const standard = text.replace(/\s+/g, "").replace(/-/g, "+").replace(/_/g, "/");
  const bare = standard.replace(/=+$/, "");
  if (!/^[A-Za-z0-9+/]*$/.test(bare) || bare.length % 4 === 1) throw new Error("This is not base64.");
  return fromBinary(atob(bare + "=".repeat((4 - (bare.length % 4)) % 4)));
}

const DECODERS = { base64: unbase64, base64url: unbase64, hex: unhex, url: (text) => decodeURIComponent(text.replace(/\+/g, " ")), html: unescapeHtml };

function encodeText({ text, encoding }) {
  return { text: ENCODERS[encoding](text) };
}

function decodeText({ text, encoding }) {
  return { text: DECODERS[encoding](text) };
}

function decodeJwt({ token }) {
  const parts = token.trim().split(".");
  if (parts.length < 2) throw new Error("A JSON Web Token has three parts with points between them.");
  const read = (part) => JSON.parse(unbase64(part));
  return { header: read(parts[0]), payload: read(parts[1]), verified: false };
}
