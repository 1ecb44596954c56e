//! Colours.

use serde_json::{Value, json};

use super::kit::{Recipe, Script, number, switch, text, text_like};

const CODE: &str = include_str!("scripts/colours.js");

pub(super) fn recipe() -> Recipe {
    let colour = |what: &str| text_like(what, "#ff8800");
    Recipe::new(
        "colours",
        "Colours",
        "Converts colours between hex, RGB and HSL, mixes them, and checks whether a text is readable on its background.",
        &["colour", "color", "colours", "colors", "hex colour", "hex color", "rgb", "hsl", "contrast", "wcag", "palette", "accessibility"],
    )
    .script(
        Script {
            name: "convert_colour",
            description: "Gives a colour as hex, rgb() and hsl(). Takes any of them, or a basic CSS name.",
            code: CODE,
            function: "convertColour",
            input: json!({"colour": colour("The colour.")}),
            required: &["colour"],
            output: formats(),
            changing: false,
        },
        json!({"colour": "hsl(210, 50%, 40%)"}),
        json!({"hex": "#336699", "rgb": "rgb(51, 102, 153)", "hsl": "hsl(210, 50%, 40%)"}),
    )
    .script(
        Script {
            name: "check_contrast",
            description: "Works out the contrast of a text on its background, and whether it is enough for WCAG 2.2 levels AA and AAA.",
            code: CODE,
            function: "checkContrast",
            input: json!({"text": colour("Colour of the text."), "background": colour("Colour behind it.")}),
            required: &["text", "background"],
            output: json!({
                "ratio": number("From 1 to 21."), "aa": switch("Enough for AA."), "aa_large": switch("Enough for AA in large text."),
                "aaa": switch("Enough for AAA."), "aaa_large": switch("Enough for AAA in large text."),
            }),
            changing: false,
        },
        json!({"text": "#777", "background": "white"}),
        json!({"ratio": 4.47, "aa": false, "aa_large": true, "aaa": false, "aaa_large": false}),
    )
    .script(
        Script {
            name: "mix_colours",
            description: "Mixes two colours.",
            code: CODE,
            function: "mixColours",
            input: json!({"one": colour("The first colour."), "other": colour("The second colour."), "share": {"type": "number", "minimum": 0, "maximum": 1, "description": "Share of the second one; half when left out."}}),
            required: &["one", "other"],
            output: formats(),
            changing: false,
        },
        json!({"one": "#000000", "other": "rgb(255, 255, 255)", "share": 0.2}),
        json!({"hex": "#333333", "rgb": "rgb(51, 51, 51)", "hsl": "hsl(0, 0%, 20%)"}),
    )
}

fn formats() -> Value {
    json!({"hex": text("Like #336699."), "rgb": text("Like rgb(51, 102, 153)."), "hsl": text("Like hsl(210, 50%, 40%).")})
}
