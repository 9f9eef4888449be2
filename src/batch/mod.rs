//! Many editions, where a failing edition affects no other. Input: paths and rules. Output: the
//! editions, and an [`EditionRecord`] of each when it ends.
//!
//! 1. `plan`: paths to [`Job`]s, each with files of its own that nothing else writes
//! 2. `shard`: this process's share of them
//! 3. `report`: what an earlier run left undone, from its records
//! 4. `supervise`: jobs to a worker process (`process`), which may crash on one without losing the
//!    others; `message`: what the two say to each other; `worker`: that process
//! 5. `schedule`: jobs over threads, as many at once as `memory` holds
//! 6. `make`: one job to its files and its record, which goes to the report and to the observer

mod make;
mod memory;
mod message;
mod plan;
mod process;
mod record;
mod report;
mod schedule;
mod shard;
mod summary;
mod supervise;
mod worker;

pub use make::{JobResult, make};
pub use memory::{available_memory, weight};
pub use plan::{Job, PlanError, PlanOptions, check_outputs, list, plan};
pub use process::{Limits, end_workers};
pub use record::{
    EditionRecord, ErrorRecord, Outcome, OutputRecord, Severities, round_to_milliseconds,
};
pub use report::{History, ReportFile, is_report};
pub use schedule::{JobObserver, RunPolicy, schedule};
pub use shard::{Shard, ShardChoice, ShardError};
pub use summary::Summary;
pub use supervise::{SingleWorker, Supervised, supervise};
pub use worker::{Make, serve};
