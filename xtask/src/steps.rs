//! Named steps, one after another: what failed is remembered, how long each took is shown.

use std::time::{Duration, Instant};

use anyhow::Result;

/// The steps run so far.
#[derive(Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
}

struct Step {
    name: &'static str,
    took: Duration,
    /// Why it failed, in one line.
    failure: Option<String>,
}

impl Steps {
    /// Runs one step. Its failure is kept for [`failed`](Self::failed) and said at once; the
    /// result is `None` then, so that the caller may go on with what does not need it.
    pub(crate) fn run<T>(&mut self, name: &'static str, step: impl FnOnce() -> Result<T>) -> Option<T> {
        println!("\n== {name}");
        let start = Instant::now();
        let result = step();
        let failure = result.as_ref().err().map(|error| format!("{error:#}"));
        if let Some(why) = &failure {
            println!("{name} failed: {why}");
        }
        self.done.push(Step { name, took: start.elapsed(), failure });
        result.ok()
    }

    /// Whether any step failed.
    pub(crate) fn failed(&self) -> bool {
        self.done.iter().any(|step| step.failure.is_some())
    }

    /// Prints how long each step took and, after that, what failed.
    pub(crate) fn print(&self) {
        println!("\n{:<14} {:>8}", "step", "time");
        for step in &self.done {
            let mark = if step.failure.is_some() { "  FAILED" } else { "" };
            println!("{:<14} {:>8}{mark}", step.name, seconds(step.took));
        }
        println!("{:<14} {:>8}", "together", seconds(self.done.iter().map(|step| step.took).sum()));
        for step in &self.done {
            if let Some(why) = &step.failure {
                println!("\n{} failed: {why}", step.name);
            }
        }
    }
}

fn seconds(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    match tenths / 600 {
        0 => format!("{}.{} s", tenths / 10, tenths % 10),
        minutes => format!("{minutes}:{:02} min", tenths / 10 % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_read_like_times() {
        for (millis, text) in [(0, "0.0 s"), (1_290, "1.2 s"), (59_999, "59.9 s"), (61_500, "1:01 min")] {
            assert_eq!(seconds(Duration::from_millis(millis)), text);
        }
    }

    #[test]
    fn one_failure_fails_the_whole_and_stops_nothing() {
        let mut steps = Steps::default();
        assert_eq!(steps.run("one", || Ok(1)), Some(1));
        assert!(!steps.failed());
        assert_eq!(steps.run("two", || -> Result<()> { anyhow::bail!("broken") }), None);
        assert_eq!(steps.run("three", || Ok(3)), Some(3));
        assert!(steps.failed());
    }
}
