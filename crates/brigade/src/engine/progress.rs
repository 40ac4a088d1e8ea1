//! Shows to people at a terminal what still loads, and tells the log what has loaded.

use std::time::Duration;

#[cfg(feature = "progress")]
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows a line for each engine as long as it loads, where standard error is a terminal.
pub(super) struct Progress {
    #[cfg(feature = "progress")]
    lines: MultiProgress,
    #[cfg(feature = "progress")]
    engines: Vec<(String, ProgressBar)>,
}

#[cfg(feature = "progress")]
impl Progress {
    pub(super) fn new<'n>(names: impl Iterator<Item = &'n str>) -> Self {
        // It hides itself where standard error is no terminal.
        let lines = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let style = ProgressStyle::with_template("{spinner} loading {msg} {elapsed}").expect("the template is correct");
        let line = |name: &str| {
            let line = lines.add(ProgressBar::new_spinner().with_style(style.clone()).with_message(name.to_owned()));
            (name.to_owned(), line)
        };
        let engines = names.map(line).collect();
        Self { lines, engines }
    }

    /// Shows that time passes.
    pub(super) fn tick(&self) {
        for (_, line) in self.engines.iter().filter(|(_, line)| !line.is_finished()) {
            line.tick();
        }
    }

    pub(super) fn loaded(&self, name: &str, taken: Duration) {
        self.remove(name);
        // The log may go to the same terminal.
        self.lines.suspend(|| log(name, taken));
    }

    pub(super) fn failed(&self, name: &str) {
        self.remove(name);
    }

    /// Shows nothing any more: who is asked to stop before everything has loaded leaves no lines behind.
    pub(super) fn end(&self) {
        for (_, line) in &self.engines {
            line.finish_and_clear();
        }
    }

    fn remove(&self, name: &str) {
        for (_, line) in self.engines.iter().filter(|(engine, _)| engine == name) {
            line.finish_and_clear();
        }
    }
}

#[cfg(not(feature = "progress"))]
impl Progress {
    pub(super) fn new<'n>(_names: impl Iterator<Item = &'n str>) -> Self {
        Self {}
    }

    #[expect(clippy::unused_self, reason = "with the feature there is something to show")]
    pub(super) fn tick(&self) {}

    #[expect(clippy::unused_self, reason = "with the feature there is something to show")]
    pub(super) fn loaded(&self, name: &str, taken: Duration) {
        log(name, taken);
    }

    #[expect(clippy::unused_self, reason = "with the feature there is something to show")]
    pub(super) fn failed(&self, _name: &str) {}

    #[expect(clippy::unused_self, reason = "with the feature there is something to show")]
    pub(super) fn end(&self) {}
}

fn log(name: &str, taken: Duration) {
    tracing::info!(engine = name, seconds = taken.as_secs_f64(), "loaded");
}
