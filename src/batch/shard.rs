//! One shard of the editions for each of several processes. Input: `2/4` or `auto/4`, and what the
//! cluster says of this task. Output: whether an edition is this process's to make.
//!
//! What is hashed is [`Job::key`]: the path as it was given, without what only typing adds.
//! Processes that are given the same paths agree, on any machine.

use std::num::NonZeroU64;
use std::str::FromStr;

use super::plan::Job;

/// The tasks of an array job know themselves by these variables, which count from 0.
const FROM_ZERO: [&str; 2] = ["JOB_COMPLETION_INDEX", "AWS_BATCH_JOB_ARRAY_INDEX"];
/// Slurm counts as the user has it count: from `…_MIN`, by `…_STEP`, `…_COUNT` times.
const SLURM: &str = "SLURM_ARRAY_TASK_ID";

/// What was requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShardChoice {
    /// This share.
    Fixed(Shard),
    /// The shard that the cluster assigns, of this many.
    Auto(NonZeroU64),
}

/// A shard of the editions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 0.
    index: u64,
    of: NonZeroU64,
}

/// An invalid shard.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShardError {
    /// It cannot be read.
    #[error(
        "give the shard and the number of shards, such as 1/4 to 4/4, or auto/4 in an array job"
    )]
    Syntax,
    /// There is no such share.
    #[error("there is no shard {number} of {of}: shards are numbered from 1")]
    NoSuch {
        /// The number requested.
        number: u64,
        /// How many there are.
        of: u64,
    },
    /// No cluster variable determines the shard.
    #[error(
        "no array job determines this shard: JOB_COMPLETION_INDEX, SLURM_ARRAY_TASK_ID and \
         AWS_BATCH_JOB_ARRAY_INDEX are not set; outside of one, write 1/{of} to {of}/{of}"
    )]
    NoTask {
        /// How many there are.
        of: u64,
    },
    /// What the cluster says does not fit.
    #[error("{variable}={value} {trouble}")]
    Task {
        /// The variable.
        variable: String,
        /// What it holds.
        value: String,
        /// What is wrong with it, and what to do.
        trouble: String,
    },
}

impl FromStr for ShardChoice {
    type Err = ShardError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (number, of) = text.split_once('/').ok_or(ShardError::Syntax)?;
        let of: NonZeroU64 = of.parse().map_err(|_| ShardError::Syntax)?;
        if number == "auto" {
            return Ok(ShardChoice::Auto(of));
        }
        let number: u64 = number.parse().map_err(|_| ShardError::Syntax)?;
        match number.checked_sub(1).filter(|index| *index < of.get()) {
            Some(index) => Ok(ShardChoice::Fixed(Shard { index, of })),
            None => Err(ShardError::NoSuch { number, of: of.get() }),
        }
    }
}

impl ShardChoice {
    /// The shard, where `variable` gives the variables of the environment.
    ///
    /// # Errors
    /// If none is set, or what is set does not fit the number of shares: work would be left undone.
    pub fn resolve(self, variable: &dyn Fn(&str) -> Option<String>) -> Result<Shard, ShardError> {
        let of = match self {
            ShardChoice::Fixed(shard) => return Ok(shard),
            ShardChoice::Auto(of) => of,
        };
        let task = ArrayTask { of, variable };
        let mut said = Vec::new();
        for name in FROM_ZERO {
            said.extend(task.number(name)?.map(|index| (name, index)));
        }
        said.extend(task.slurm()?.map(|index| (SLURM, index)));
        match said.as_slice() {
            [] => Err(ShardError::NoTask { of: of.get() }),
            [(name, index), others @ ..] => {
                if let Some((other, _)) = others.iter().find(|(_, other)| other != index) {
                    return Err(task.trouble(
                        name,
                        &format!("and {other} disagree: give the shard yourself, such as 1/{of}"),
                    ));
                }
                if *index >= of.get() {
                    return Err(task.trouble(name, &format!(
                        "is beyond the last of {of} tasks: give the array as many tasks as shards"
                    )));
                }
                Ok(Shard { index: *index, of })
            }
        }
    }
}

/// What the cluster's variables say about this task.
struct ArrayTask<'v> {
    of: NonZeroU64,
    variable: &'v dyn Fn(&str) -> Option<String>,
}

impl ArrayTask<'_> {
    fn number(&self, name: &str) -> Result<Option<u64>, ShardError> {
        let Some(text) = (self.variable)(name).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        text.parse().map(Some).map_err(|_| self.trouble(name, "is not a number"))
    }

    /// The task's place in its array. An array that has not a task for every share is refused: one
    /// run again in part (`--array=3`) would take its first task for the first share.
    fn slurm(&self) -> Result<Option<u64>, ShardError> {
        let Some(id) = self.number(SLURM)? else { return Ok(None) };
        let from = self.number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(0);
        let step = self.number("SLURM_ARRAY_TASK_STEP")?.filter(|step| *step > 0).unwrap_or(1);
        let (of, count) = (self.of, "SLURM_ARRAY_TASK_COUNT");
        if self.number(count)?.is_some_and(|tasks| tasks != of.get()) {
            return Err(self.trouble(count, &format!(
                "and {of} shards: give the array as many tasks as shards; to run one again, give \
                    its shard yourself, such as --shard $SLURM_ARRAY_TASK_ID/{of} where tasks \
                    count from 1"
            )));
        }
        Ok(Some(id.saturating_sub(from) / step))
    }

    fn trouble(&self, name: &str, trouble: &str) -> ShardError {
        let value = (self.variable)(name).unwrap_or_default();
        ShardError::Task { variable: name.into(), value, trouble: trouble.into() }
    }
}

impl Shard {
    /// Which share it is, from 1.
    pub fn number(self) -> u64 {
        self.index + 1
    }

    /// Whether an edition is in this share: BLAKE3 of its key, the first eight bytes as a
    /// little-endian number, modulo the number of shares.
    pub fn holds(self, job: &Job) -> bool {
        let hash = blake3::hash(job.key.as_bytes());
        let (first, _) = hash.as_bytes().split_first_chunk::<8>().unwrap_or((&[0; 8], &[]));
        u64::from_le_bytes(*first) % self.of == self.index
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn choose(text: &str, variables: &[(&str, &str)]) -> Result<u64, String> {
        let choice: ShardChoice = text.parse().map_err(|error: ShardError| error.to_string())?;
        let variable = |name: &str| {
            variables.iter().find(|(known, _)| *known == name).map(|(_, value)| value.to_string())
        };
        choice.resolve(&variable).map(Shard::number).map_err(|error| error.to_string())
    }

    #[test]
    fn shares_count_from_one_and_tasks_as_their_cluster_does() {
        assert_eq!(choose("3/4", &[]), Ok(3));
        assert_eq!(choose("auto/4", &[("JOB_COMPLETION_INDEX", "0")]), Ok(1));
        assert_eq!(choose("auto/4", &[("AWS_BATCH_JOB_ARRAY_INDEX", "3")]), Ok(4));
        assert_eq!(choose("auto/4", &[("SLURM_ARRAY_TASK_ID", "3")]), Ok(4));
        let one = [
            ("SLURM_ARRAY_TASK_ID", "4"),
            ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_COUNT", "4"),
        ];
        assert_eq!(choose("auto/4", &one), Ok(4));
        let tens = [
            ("SLURM_ARRAY_TASK_ID", "30"),
            ("SLURM_ARRAY_TASK_MIN", "10"),
            ("SLURM_ARRAY_TASK_STEP", "10"),
        ];
        assert_eq!(choose("auto/4", &tens), Ok(3));
    }

    #[test]
    fn what_would_leave_work_undone_is_refused() {
        for (text, variables, said) in [
            ("0/4", vec![], "there is no shard 0 of 4: shards are numbered from 1"),
            ("5/4", vec![], "there is no shard 5 of 4"),
            ("1/0", vec![], "give the shard and the number of shards"),
            ("half", vec![], "give the shard and the number of shards"),
            ("auto/4", vec![], "no array job determines this shard"),
            ("auto/4", vec![("JOB_COMPLETION_INDEX", "4")], "JOB_COMPLETION_INDEX=4 is beyond"),
            (
                "auto/4",
                vec![("JOB_COMPLETION_INDEX", "x")],
                "JOB_COMPLETION_INDEX=x is not a number",
            ),
            (
                "auto/4",
                vec![("JOB_COMPLETION_INDEX", "1"), ("AWS_BATCH_JOB_ARRAY_INDEX", "2")],
                "JOB_COMPLETION_INDEX=1 and AWS_BATCH_JOB_ARRAY_INDEX disagree",
            ),
            (
                "auto/4",
                vec![
                    ("SLURM_ARRAY_TASK_ID", "3"),
                    ("SLURM_ARRAY_TASK_MIN", "3"),
                    ("SLURM_ARRAY_TASK_COUNT", "1"),
                ],
                "SLURM_ARRAY_TASK_COUNT=1 and 4 shards: give the array as many tasks as shards",
            ),
        ] {
            let error = choose(text, &variables).err().unwrap_or_default();
            assert!(error.starts_with(said), "{text} {variables:?}: {error}");
        }
    }

    /// The shares of these paths must never change: a half-done archive would be done twice.
    #[test]
    fn shares_are_disjoint_complete_and_always_the_same() {
        let holders = |key: &str| -> Vec<u64> {
            let job = Job { input: PathBuf::new(), key: key.into(), stem: PathBuf::new() };
            let shares = (1..=4).filter(|n| {
                let shard = Shard { index: n - 1, of: NonZeroU64::MIN.saturating_add(3) };
                shard.holds(&job)
            });
            shares.collect()
        };
        let paths = ["archive/2020-01-04", "archive/2020-01-11", "archive/2020-01-18", "a", "ä"];
        assert_eq!(paths.map(holders), [[3], [3], [3], [4], [1]]);
    }
}
