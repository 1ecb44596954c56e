//! Units of measure.

use serde_json::json;

use super::kit::{Recipe, Script, choice, number, text, text_like};

const CODE: &str = include_str!("scripts/units.js");
const QUANTITIES: &[&str] = &["length", "mass", "area", "volume", "time", "speed", "pressure", "energy", "power", "data", "angle", "temperature"];

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "units",
        "Unit converter",
        "Converts lengths, weights, volumes, temperatures, speeds, data sizes and more between metric, imperial and US units.",
        &[
            "unit",
            "units",
            "unit conversion",
            "unit converter",
            "convert unit",
            "metric",
            "imperial",
            "mile",
            "kilometer",
            "kilometre",
            "celsius",
            "fahrenheit",
            "temperature conversion",
            "pound",
            "kilogram",
            "inch",
            "gallon",
            "measurement",
        ],
    )
    .script(
        Script {
            name: "convert_unit",
            description: "Converts a value from one unit to another of the same quantity, such as mi to km or F to C. Symbols and English names both work.",
            code: CODE,
            function: "convertUnit",
            input: json!({"value": number("The value."), "from": text_like("Its unit.", "mi"), "to": text_like("The unit to convert to.", "km")}),
            required: &["value", "from", "to"],
            output: json!({"value": number("The converted value, to 12 digits."), "unit": text("Symbol of its unit."), "quantity": text("What is measured.")}),
            changing: false,
        },
        json!({"value": 98.6, "from": "fahrenheit", "to": "C"}),
        json!({"value": 37, "unit": "C", "quantity": "temperature"}),
    )
    .script(
        Script {
            name: "list_units",
            description: "Lists the units that can be converted, by quantity.",
            code: CODE,
            function: "listUnits",
            input: json!({"quantity": choice("Only this quantity.", QUANTITIES)}),
            required: &[],
            output: json!({"quantities": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}}),
            changing: false,
        },
        json!({"quantity": "temperature"}),
        json!({"quantities": {"temperature": ["K", "C", "F"]}}),
    )
}
