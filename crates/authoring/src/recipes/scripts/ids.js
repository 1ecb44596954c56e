// Ids, slugs and check digits.

function makeUuids({ count }) {
  return { uuids: Array.from({ length: count ?? 1 }, () => randomUUID()) };
}

const LETTERS = { ß: "ss", æ: "ae", ø: "o", œ: "oe", ł: "l", đ: "d", ð: "d", þ: "th", ı: "i" };

function makeSlug({ text, separator, longest }) {
  const mark = separator ?? "-";
  const plain = text.toLowerCase().normalize("NFD").replace(/\p{M}+/gu, "").replace(/[ßæøœłđðþı]/g, (letter) => LETTERS[letter]);
  let slug = "";
  for (const word of plain.match(/[a-z0-9]+/g) ?? []) {
    const next = slug === "" ? word : slug + mark + word;
    if (next.length > (longest ?? 80)) break;
    slug = next;
  }
  return { slug };
}

function luhn(digits) {
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    let digit = Number(digits[digits.length - 1 - place]);
    if (place % 2 === 1) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
    sum += digit;
  }
  return sum % 10 === 0;
}

function iban(text) {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{10,30}$/.test(text)) return false;
  const digits = (text.slice(4) + text.slice(0, 4)).replace(/[A-Z]/g, (letter) => String(letter.charCodeAt(0) - 55));
  let rest = 0;
  for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
  return rest === 1;
}

function isbn(text) {
  if (/^\d{9}[\dX]$/.test(text)) {
    return [...text].reduce((sum, c, place) => sum + (c === "X" ? 10 : Number(c)) * (10 - place), 0) % 11 === 0;
  }
  return ean(text);
}

function ean(text) {
  return /^(\d{8}|\d{12,13})$/.test(text) && [...text].reverse().reduce((sum, c, place) => sum + Number(c) * (place % 2 === 0 ? 1 : 3), 0) % 10 === 0;
}

const CHECKS = { luhn: (text) => /^\d{2,}$/.test(text) && luhn(text), iban, isbn, ean };

function checkNumber({ number, kind }) {
  const text = number.toUpperCase().replace(/[\s-]+/g, "");
  return { valid: CHECKS[kind](text), number: text };
}
