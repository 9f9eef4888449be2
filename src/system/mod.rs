//! Operating-system resources. Input: operations on files. Output: the same, tried again where the
//! system asks for that, and with no more files open at once than the process may have.

mod descriptors;
mod retry;

pub use descriptors::{Permit, editions_at_once, permit};
pub use retry::{is_absence, retry};
