//! Progress. Input: stages as they begin. Output: a line on stderr while work takes long, at a
//! terminal only.

use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget};

use crate::project::Stage;

/// Work that is done sooner than this shows no progress.
const PATIENCE: Duration = Duration::from_millis(400);
const TICK: Duration = Duration::from_millis(100);

/// The progress line.
pub(super) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A line that appears after a while; never where `shown` is false.
    pub(super) fn new(shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if shown {
            let late = bar.clone();
            thread::spawn(move || {
                thread::sleep(PATIENCE);
                if !late.is_finished() {
                    late.set_draw_target(ProgressDrawTarget::stderr());
                    late.enable_steady_tick(TICK);
                }
            });
        }
        Progress { bar }
    }

    /// Reports a stage.
    pub(super) fn stage(&self, stage: Stage) {
        self.bar.set_message(match stage {
            Stage::Reading => "reading articles",
            Stage::Pictures => "reading pictures",
            Stage::Editing => "assembling the edition",
            Stage::Writing => "making pages and writing files",
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
