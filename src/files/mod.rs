//! Where an input is. Input: paths. Output: what is there, through one trait: the operating
//! system's files, files in memory, or either with a record of all that was asked, by which a later
//! run tells whether it would be answered the same.
//!
//! Sources, pictures, themes and fonts are read through [`Files`] alone. What a program writes is
//! no matter of this room.

mod memory;
mod model;
mod observation;
mod os;
mod recorded;
mod stamp;
mod whole;

pub use memory::MemoryFiles;
pub use model::{FileBytes, FileKind, Files, FolderEntry, Listing, Stat};
pub use observation::{CheckMode, Observation};
pub use os::{OsFiles, open, sha256, stamp_of};
pub use recorded::{Observations, RecordedFiles, folders};
pub use stamp::FileStamp;
pub use whole::{changed, copy, digest, is_file, is_folder};
