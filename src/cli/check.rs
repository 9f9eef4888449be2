//! `offprint check`. Input: inputs. Output: diagnostics, and no file.

use super::args::{CheckArgs, FormatArgs};
use super::build::{Outputs, formats, requests};
use super::perform::perform;
use super::status::{CliError, Purpose, Status};
use crate::convert::Destination;

/// Works everything out as `build` would, page layout included, and keeps nothing of it.
pub(super) fn run(args: CheckArgs) -> Result<Status, CliError> {
    let (destination, formats) = (Destination::Nowhere, formats(&args.formats));
    let FormatArgs { kobo, print_pages, .. } = args.formats;
    let (cache, verify) = (args.formats.cache.open(), args.formats.cache.verify);
    let lost = args.lost;
    let outputs = Outputs { destination, formats, kobo, print_pages, cache, lost, verify };
    let requests = requests(args.input, args.edition, outputs)?;
    perform(&requests, args.formats.jobs, Purpose::Check, args.report)
}
