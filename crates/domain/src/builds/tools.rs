//! Every tool is exercised before its version is published.
//!
//! Arguments are made from the tool's schema. The runner validates them and renders the request; the egress service checks it like any
//! other, and then does not send it. Scripts run as they are. Where the owner has agreed, read-only tools are then called for real.
//!
//! What stops a build is what no arguments could mend: a request that would be refused, a script that cannot run. What made-up
//! arguments may have caused is told, and left to the owner.

use std::time::Instant;

use authoring::{requests::hosts, sample};
use contract::{
    dto::{Content, TestOutcome, ToolTest},
    spec::{ANSWER_CUT, Action, SCRIPT_BROKEN, Tool},
};
use serde_json::{Map, Value};
use tokio::time::Duration;

use crate::{
    Platform,
    ports::{RUN_REFUSED, RunTarget, RuntimeError, ToolCall, ToolOutput, WITHHELD},
};

/// Time for one tool.
const DEADLINE: Duration = Duration::from_secs(3);
/// Time for all scripts and for all calls that are made for real. Rehearsals of requests take milliseconds and always run.
const SLOW: Duration = Duration::from_secs(20);
/// Time for the whole, where even rehearsals are slow.
const LONGEST: Duration = Duration::from_secs(120);
/// Read-only tools that are called for real.
const READS: usize = 20;
/// Findings that are kept; those that passed give way first.
const KEPT: usize = 300;

/// Exercises every enabled tool. `try_reads`: the owner lets read-only tools be called.
pub(super) async fn exercise(platform: &Platform, target: &RunTarget, try_reads: bool) -> Vec<ToolTest> {
    let (mut found, mut time) = (Vec::new(), Time::default());
    for tool in target.spec.enabled_tools() {
        let is_script = matches!(tool.action, Action::Script(_));
        if !time.is_left(is_script) {
            found.push(test(tool, TestOutcome::Skipped, "There was no time left to try it."));
            continue;
        }
        let Some(arguments) = sample::arguments(&tool.input_schema) else {
            found.push(test(tool, TestOutcome::Skipped, "No fitting arguments could be made from its schema. Try it in the playground."));
            continue;
        };
        let started = Instant::now();
        let mut result = rehearse(platform, target, tool, &arguments).await;
        time.spend(started.elapsed(), is_script);
        let calls_out = !hosts::origins(&tool.action).is_empty();
        let may_be_called = try_reads && !target.withheld && calls_out && tool.annotations.read_only && result.outcome == TestOutcome::Passed;
        if may_be_called && time.is_left_for_a_call() {
            let started = Instant::now();
            result = call(platform, target, tool, arguments).await;
            time.spend(started.elapsed(), true);
            time.calls += 1;
        }
        found.push(result);
    }
    keep(found)
}

/// The time that trying took so far.
#[derive(Default)]
struct Time {
    whole: Duration,
    /// Of it, for scripts and calls that were made for real.
    slow: Duration,
    calls: usize,
}

impl Time {
    fn is_left(&self, is_script: bool) -> bool {
        self.whole <= LONGEST && (!is_script || self.slow <= SLOW)
    }

    fn is_left_for_a_call(&self) -> bool {
        self.slow <= SLOW && self.calls < READS
    }

    fn spend(&mut self, time: Duration, is_slow: bool) {
        self.whole += time;
        self.slow += if is_slow { time } else { Duration::ZERO };
    }
}

/// What stops a build, in a sentence.
pub(super) fn failure(tests: &[ToolTest]) -> Option<String> {
    let failed: Vec<&ToolTest> = tests.iter().filter(|test| test.outcome == TestOutcome::Failed).collect();
    let first = failed.first()?;
    let others = if failed.len() > 1 { format!(" The same goes for {} more.", failed.len() - 1) } else { String::new() };
    Some(format!("{} cannot work: {}{others}", first.tool, first.message))
}

/// `5 tools tried, 1 could not be.`
pub(super) fn summary(tests: &[ToolTest]) -> String {
    let of = |outcome: TestOutcome| tests.iter().filter(|test| test.outcome == outcome).count();
    let (skipped, warnings) = (of(TestOutcome::Skipped), of(TestOutcome::Warning));
    let mut text = format!("{} tried", tests.len() - skipped);
    if skipped > 0 {
        text += &format!(", {skipped} could not be");
    }
    if warnings > 0 {
        text += &format!(", {warnings} to look at");
    }
    text + "."
}

async fn rehearse(platform: &Platform, target: &RunTarget, tool: &Tool, arguments: &Map<String, Value>) -> ToolTest {
    let target = RunTarget { withheld: true, ..target.clone() };
    let call = ToolCall { tool: tool.name.clone(), arguments: arguments.clone(), deadline: DEADLINE };
    let output = match platform.runtime.call(&target, call).await {
        Ok(output) => output,
        Err(RuntimeError::Crashed(reason)) => return test(tool, TestOutcome::Warning, format!("Made-up arguments ended its sandbox: {reason}")),
        Err(failure @ RuntimeError::TimedOut(_)) => return test(tool, TestOutcome::Warning, format!("Made-up arguments did not come to an end: {failure}")),
        Err(failure) => return test(tool, TestOutcome::Skipped, failure.to_string()),
    };
    let text = first_text(&output);
    if text.contains(WITHHELD) {
        let hosts: Vec<String> = hosts::origins(&tool.action).iter().map(ToString::to_string).collect();
        return test(tool, TestOutcome::Passed, format!("Arguments were accepted; its request to {} was made and checked, not sent.", hosts.join(", ")));
    }
    if let Some((_, why)) = text.split_once(RUN_REFUSED) {
        return test(tool, TestOutcome::Failed, why.trim().to_owned());
    }
    if let Some((_, why)) = text.split_once(SCRIPT_BROKEN) {
        return test(tool, TestOutcome::Failed, format!("{SCRIPT_BROKEN}{}", clip(why)));
    }
    if output.is_error {
        return test(tool, TestOutcome::Warning, format!("Made-up arguments ended in an error: {}", clip(text)));
    }
    answered(tool, &output, "Ran in the sandbox and answered.")
}

async fn call(platform: &Platform, target: &RunTarget, tool: &Tool, arguments: Map<String, Value>) -> ToolTest {
    let call = ToolCall { tool: tool.name.clone(), arguments, deadline: DEADLINE };
    match platform.runtime.call(target, call).await {
        Ok(output) if !output.is_error => answered(tool, &output, "Called for real, and answered."),
        Ok(output) => test(tool, TestOutcome::Warning, format!("Called for real with made-up arguments: {}", clip(first_text(&output)))),
        Err(failure) => test(tool, TestOutcome::Warning, format!("Called for real: {failure}")),
    }
}

/// An answer that fits its schema (the runner makes an error of one that does not), and perhaps not its limit.
fn answered(tool: &Tool, output: &ToolOutput, how: &str) -> ToolTest {
    match texts(output).find(|text| text.starts_with(ANSWER_CUT)) {
        Some(note) => test(tool, TestOutcome::Warning, format!("{how} {note}")),
        None => test(tool, TestOutcome::Passed, how),
    }
}

fn test(tool: &Tool, outcome: TestOutcome, message: impl Into<String>) -> ToolTest {
    ToolTest { tool: tool.name.clone(), outcome, message: message.into() }
}

fn first_text(output: &ToolOutput) -> &str {
    texts(output).next().unwrap_or_default()
}

fn texts(output: &ToolOutput) -> impl Iterator<Item = &str> {
    output.content.iter().filter_map(|part| if let Content::Text { text } = part { Some(text.as_str()) } else { None })
}

fn clip(text: &str) -> String {
    authoring::names::clip(text, 200)
}

/// What failed or is to be looked at is kept before what passed; the order of the tools stays.
fn keep(found: Vec<ToolTest>) -> Vec<ToolTest> {
    let notable = found.iter().filter(|test| test.outcome != TestOutcome::Passed).count();
    let (mut passed_left, mut others_left) = (KEPT.saturating_sub(notable), KEPT);
    let mut room = |test: &ToolTest| {
        let left = if test.outcome == TestOutcome::Passed { &mut passed_left } else { &mut others_left };
        let has_room = *left > 0;
        *left = left.saturating_sub(1);
        has_room
    };
    found.into_iter().filter(|test| room(test)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slow_scripts_and_calls_take_no_time_from_requests_that_are_only_rehearsed() {
        let mut time = Time::default();
        (0..500).for_each(|_| time.spend(Duration::from_millis(4), false));
        assert!(time.is_left(true) && time.is_left_for_a_call());
        (0..7).for_each(|_| time.spend(DEADLINE, true));
        assert!(!time.is_left(true) && !time.is_left_for_a_call());
        assert!(time.is_left(false));
    }
}
