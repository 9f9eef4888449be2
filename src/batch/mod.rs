//! Many editions, one failing edition at most costing itself. Enters: paths and rules. Leaves: the
//! editions, and a [`Record`] of each when it ends.
//!
//! 1. `plan`: paths to [`Job`]s, each with files of its own that nothing else writes
//! 2. `shard`: this process's share of them
//! 3. `report`: what an earlier run left undone, from its records
//! 4. `supervise`: jobs to a worker process (`process`), which may die of one without costing the others;
//!    `message`: what the two say to each other; `worker`: that process
//! 5. `schedule`: jobs over threads, as many at once as `memory` holds
//! 6. `make`: one job to its files and its record, which goes to the report and to whoever watches

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

pub use make::{Ending, make};
pub use memory::{machine, weight};
pub use plan::{Job, PlanError, Wishes, check_outputs, list, plan};
pub use process::{Limits, end_workers};
pub use record::{Fault, Made, Outcome, Record, Severities, to_milliseconds};
pub use report::{History, Report, is_report};
pub use schedule::{Ended, Rules, schedule};
pub use shard::{Shard, ShardChoice, ShardError};
pub use summary::Summary;
pub use supervise::{Solo, Supervised, supervise};
pub use worker::{Make, serve};
