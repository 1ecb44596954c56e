//! Ids, slugs and check digits.

use serde_json::json;

use super::kit::{Recipe, Script, choice, switch, text, text_like, whole};

const CODE: &str = include_str!("scripts/ids.js");

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "ids",
        "Ids and slugs",
        "Makes UUIDs and URL slugs, and checks card numbers, IBANs, ISBNs and bar codes.",
        &["uuid", "guid", "random id", "unique id", "slug", "slugify", "iban", "isbn", "luhn", "credit card number", "check digit", "barcode", "bar code"],
    )
    .script(
        Script {
            name: "make_uuids",
            description: "Makes random UUIDs (version 4).",
            code: CODE,
            function: "makeUuids",
            input: json!({"count": whole("How many; 1 when left out.", 1, 100)}),
            required: &[],
            output: json!({"uuids": {"type": "array", "items": {"type": "string"}}}),
            changing: true,
        },
        json!({"count": 2}),
        None,
    )
    .script(
        Script {
            name: "make_slug",
            description: "Makes a slug for a URL or a file name out of a title: lower case, without accents.",
            code: CODE,
            function: "makeSlug",
            input: json!({"text": text("The title."), "separator": choice("Between words; - when left out.", &["-", "_", "."]), "longest": whole("Most characters; 80 when left out.", 1, 200)}),
            required: &["text"],
            output: json!({"slug": text("The slug.")}),
            changing: false,
        },
        json!({"text": "Crème brûlée & Straßenfest 2026!"}),
        json!({"slug": "creme-brulee-strassenfest-2026"}),
    )
    .script(
        Script {
            name: "check_number",
            description: "Says whether the check digit of a card number (luhn), IBAN, ISBN or bar code (ean) is right. It does not say whether such a card or account exists.",
            code: CODE,
            function: "checkNumber",
            input: json!({"number": text_like("The number; spaces and hyphens are ignored.", "GB82 WEST 1234 5698 7654 32"), "kind": choice("What it is.", &["luhn", "iban", "isbn", "ean"])}),
            required: &["number", "kind"],
            output: json!({"valid": switch("The check digit is right."), "number": text("The number without spaces.")}),
            changing: false,
        },
        json!({"number": "GB82 WEST 1234 5698 7654 32", "kind": "iban"}),
        json!({"valid": true, "number": "GB82WEST12345698765432"}),
    )
}
