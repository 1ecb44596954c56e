//! One-click fixes: from a specification with a finding to the same specification without it. Pure, and careful: a
//! fixed tool sends the same request for the same arguments, and takes every argument that it took before.

mod arguments;
mod list;
mod marks;
mod names;
mod risks;
pub(crate) mod schemas;
mod shapes;
mod texts;

use contract::{
    ServerSpec,
    lint::Finding,
    spec::{Action, Tool},
};

use super::{lint_as, risks as rules};

/// What one click would do about a finding; nothing where only the owner can decide.
pub fn label(spec: &ServerSpec, finding: &Finding) -> Option<&'static str> {
    let tool = || spec.tools.iter().find(|tool| finding.tool.as_deref() == Some(tool.name.as_str()));
    let is_template = || tool().is_some_and(|tool| matches!(tool.action, Action::Http(_)));
    Some(match finding.rule.as_str() {
        "no-tools" if !spec.tools.is_empty() => "Switch all tools on",
        "too-many-tools" => "Keep the first 2,000",
        "tool-count" => "Keep the first 40 on",
        "list-size" => "Shorten the list",
        "tool-size" => "Leave details out",
        "instructions-length" | "description-length" => "Cut at a sentence",
        "description-missing" | "destructive-without-description" => "Describe it from its request",
        "description-short" => "Add what it does",
        "description-repeated" => "Add what sets it apart",
        "hidden-text" => "Remove what is hidden",
        "orders-in-text" => "Replace the text",
        "tool-name-missing" => "Name it after its request",
        "tool-name-characters" => "Replace the characters",
        "tool-name-start" => "Put a word before it",
        "tool-name-length" => names::room(super::slug_of(spec).len()).map(|_| "Shorten the name")?,
        "tool-name-duplicate" => "Rename this one",
        "input-root-type" => "Make it an object",
        "input-root-composition" => "Lay the variants over each other",
        "argument-name" if is_template() => "Rename the argument",
        "required-unknown" => "Do not require it",
        "output-root-type" => "Wrap the answer",
        "output-closed" => "Allow more members",
        "output-size" => "Leave the schema out",
        "reference-unresolved" => "Take anything there",
        "schema-invalid" => "Rewrite it for 2020-12",
        "enum-empty" => "Take any value",
        "array-without-items" => "Take any items",
        "pattern-lookaround" => "Say it in words",
        "enum-not-text" | "enum-too-long" => "List the values in words",
        "enum-empty-text" => "Set the empty text apart",
        "type-missing" => "Name the type",
        "type-list" => "Use anyOf",
        "boolean-schema" => "Write it as a schema",
        "const-text" => "Use a list of one value",
        "tuple" => "Use one schema for all items",
        "keyword-unsupported" => "Leave these keywords out",
        "too-deep" => "Take anything below level 10",
        "recursive-schema" => "Cut the circle",
        "argument-undescribed" => "Describe them from their names",
        "read-not-marked" => "Mark as reading",
        "write-marked-as-read" | "post-marked-as-read" => "Mark as changing",
        "delete-not-marked" => "Mark as deleting",
        "repeat-not-marked" => "Mark as repeatable",
        "marks-contradict" => "Mark by its request",
        "credential-over-http" if tool().is_some_and(risks::can_use_https) => "Use https",
        "credential-many-origins" if spec.enabled_tools().nth(1).is_some() => "Switch the tool off",
        "credential-as-argument" => "Make it a sealed credential",
        "reads-here-writes-there" => "Switch off the other writers",
        _ => return None,
    })
}

/// The specification without the finding of this rule about this tool (`None`: about the whole server).
///
/// `None` where there is no such finding any more, or no fix for it.
pub fn fix(spec: &ServerSpec, slug: &str, rule: &str, tool: Option<&str>) -> Option<ServerSpec> {
    let finding = lint_as(spec, slug).into_iter().find(|finding| finding.rule == rule && finding.tool.as_deref() == tool)?;
    apply(spec, slug, &finding)
}

/// The specification without this finding.
pub fn apply(spec: &ServerSpec, slug: &str, finding: &Finding) -> Option<ServerSpec> {
    label(spec, finding)?;
    let mut fixed = spec.clone();
    match &finding.tool {
        None => list::fix(&mut fixed, &finding.rule),
        Some(name) => {
            let place = place(&fixed, name, &finding.rule)?;
            match finding.rule.as_str() {
                "tool-name-missing" | "tool-name-characters" | "tool-name-start" | "tool-name-length" | "tool-name-duplicate" => {
                    names::fix(&mut fixed, place, slug, &finding.rule);
                }
                "description-repeated" => texts::set_apart(&mut fixed.tools[place]),
                "credential-as-argument" => risks::seal_argument(&mut fixed, place),
                rule => fix_tool(&mut fixed.tools[place], rule),
            }
        }
    }
    Some(fixed)
}

/// Of two tools with one name, and of two that say the same, the later one is changed.
fn place(spec: &ServerSpec, name: &str, rule: &str) -> Option<usize> {
    let matches = |tool: &Tool| tool.enabled && tool.name == name;
    if rule == "tool-name-duplicate" { spec.tools.iter().rposition(matches) } else { spec.tools.iter().position(matches) }
}

fn fix_tool(tool: &mut Tool, rule: &str) {
    match rule {
        "tool-size" => list::shrink(tool, super::list::BIG_TOOL),
        "description-length" | "description-missing" | "destructive-without-description" | "description-short" | "hidden-text" | "orders-in-text" => {
            texts::fix(tool, rule);
        }
        "argument-name" => arguments::rename(tool),
        "argument-undescribed" => arguments::describe(tool),
        "output-root-type" => shapes::wrap_output(tool),
        "output-size" => tool.output_schema = None,
        "input-root-type" => shapes::make_object(&mut tool.input_schema),
        "input-root-composition" => shapes::flatten(&mut tool.input_schema),
        "read-not-marked" | "write-marked-as-read" | "post-marked-as-read" | "delete-not-marked" | "repeat-not-marked" | "marks-contradict" => {
            marks::fix(tool, rule)
        }
        "credential-over-http" | "credential-many-origins" => risks::fix(tool, rule),
        rule => schemas::fix(tool, rule),
    }
}

/// Mends everything that one click can mend, errors first; for texts that come from a model.
pub fn fix_all(spec: &ServerSpec, slug: &str, wanted: impl Fn(&Finding) -> bool) -> ServerSpec {
    let mut fixed = spec.clone();
    // Each pass mends at least one finding; a fix never brings back what another one mended.
    for _ in 0..200 {
        let Some(next) =
            lint_as(&fixed, slug).iter().filter(|finding| wanted(finding)).find_map(|finding| apply(&fixed, slug, finding).filter(|next| *next != fixed))
        else {
            break;
        };
        fixed = next;
    }
    fixed
}

/// What the rules of risks say about names of parameters.
fn is_credential(name: &str) -> bool {
    rules::is_credential(name)
}
