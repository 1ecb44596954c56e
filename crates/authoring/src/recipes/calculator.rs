//! Arithmetic and statistics.

use serde_json::{Value, json};

use super::kit::{Recipe, Script, number, text_like};

const CODE: &str = include_str!("scripts/calculator.js");

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "calculator",
        "Calculator and statistics",
        "Works out expressions exactly as written, statistics of a list of numbers, and payments of a loan.",
        &["calculator", "calculate", "math", "maths", "arithmetic", "expression", "statistics", "mean", "median", "average", "standard deviation", "percentage", "loan", "mortgage", "interest"],
    )
    .script(
        Script {
            name: "calculate",
            description: "Works out an arithmetic expression: + - * / % ^ !, parentheses, pi, e, and functions such as sqrt, sin, ln, log, round(x, digits), min, max. Angles are radians.",
            code: CODE,
            function: "calculate",
            input: json!({"expression": text_like("The expression.", "2 * (3 + 4)^2")}),
            required: &["expression"],
            output: json!({"result": number("The result, to 14 digits.")}),
            changing: false,
        },
        json!({"expression": "2 * (3 + 4)^2 - sqrt(16) / -2 + 5!"}),
        json!({"result": 220}),
    )
    .script(
        Script {
            name: "statistics",
            description: "Describes a list of numbers: count, sum, mean, median, quartiles, smallest, largest and standard deviation.",
            code: CODE,
            function: "statistics",
            input: json!({"numbers": {"type": "array", "items": {"type": "number"}, "minItems": 1, "description": "The numbers."}}),
            required: &["numbers"],
            output: output(),
            changing: false,
        },
        json!({"numbers": [2, 4, 4, 4, 5, 5, 7, 9]}),
        json!({"count": 8, "sum": 40, "mean": 5, "median": 4.5, "min": 2, "max": 9, "quartile_1": 4, "quartile_3": 5.5, "deviation": 2, "sample_deviation": 2.1380899352994}),
    )
    .script(
        Script {
            name: "loan_payment",
            description: "Works out the monthly payment of a loan that is paid back in equal parts, and its interest.",
            code: CODE,
            function: "loanPayment",
            input: json!({"amount": number("Amount that is borrowed."), "yearly_rate": number("Yearly interest in percent, like 3.5."), "years": number("Years until it is paid back.")}),
            required: &["amount", "yearly_rate", "years"],
            output: json!({"monthly": number("Payment per month."), "months": {"type": "integer"}, "total": number("All payments together."), "interest": number("Interest in it.")}),
            changing: false,
        },
        json!({"amount": 200_000, "yearly_rate": 3.6, "years": 30}),
        json!({"monthly": 909.29, "months": 360, "total": 327_344.65, "interest": 127_344.65}),
    )
}

/// One number has no sample deviation.
fn output() -> Value {
    let mut output = json!({"count": {"type": "integer"}});
    for name in ["sum", "mean", "median", "min", "max", "quartile_1", "quartile_3", "deviation"] {
        output[name] = json!({"type": "number"});
    }
    output["sample_deviation"] = json!({"type": "number", "$comment": "Missing for a single number."});
    output
}
