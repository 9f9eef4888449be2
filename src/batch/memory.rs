//! How much memory there is, and how much an edition takes. Input: the machine, an input. Output:
//! bytes, and a [`Budget`] that editions share.

use std::fs;
use std::io::BufReader;
use std::path::Path;
use std::sync::{Condvar, Mutex, PoisonError};

use imagesize::ImageType;
use sysinfo::{MemoryRefreshKind, ProcessRefreshKind, ProcessesToUpdate, System};

use super::plan::Job;
use crate::convert::Request;
use crate::files::{self, Files, OsFiles};
use crate::media::is_large;
use crate::source::is_article;

// Measured as the largest resident sets of editions of 2 kB to 210 MB, both formats, on one thread
// and on two; the weights are within a third of most of them, and above where they are further off.

/// What an edition takes whatever it holds: faces, patterns, themes. In bytes, as all of these.
const BASE: u64 = 30_000_000;
/// What it takes for each byte of its articles: they are laid out as a whole.
const PER_BYTE_OF_TEXT: u64 = 40;
/// What it takes for each byte of its other files, sixteenths: the PDF's pictures are held once,
/// but for JPEGs of the usual sizes, which stay in their files.
const PER_16_BYTES_HELD: u64 = 19;
/// What it takes for each pixel of a picture that is being decoded, scaled and recoded.
const PER_PIXEL: u64 = 16;

/// The memory that this process may use, in bytes: the machine's, or less where a container or a
/// job of a cluster is given less.
pub fn available_memory() -> Option<u64> {
    let mut system = System::new().ok()?;
    system.refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
    let own = sysinfo::get_current_pid().ok();
    if let Some(own) = own {
        let only = ProcessesToUpdate::Some(&[own]);
        system.refresh_processes_specifics(only, false, ProcessRefreshKind::nothing());
    }
    let limits = own.and_then(|own| system.process(own)?.cgroup_limits());
    let limit = limits.map_or(u64::MAX, |limits| limits.total_memory);
    Some(system.total_memory().min(limit)).filter(|bytes| *bytes > 0)
}

/// The bytes that an edition takes at most while this many threads make it, estimated from the
/// sizes of its files and the headers of its pictures: all in its folder, or those its single
/// article names. What cannot be read counts as nothing: it fails at once.
pub fn weight(job: &Job, common: &Request, threads: usize) -> u64 {
    let mut input = InputSize::default();
    if job.input.is_dir() {
        walk(&job.input, &mut input);
    } else {
        weigh(&job.input, &mut input);
        let request = Request { inputs: vec![job.input.clone()], ..common.clone() };
        request.picture_paths().iter().for_each(|picture| weigh(picture, &mut input));
    }
    // Each thread may have a picture open: take the largest.
    input.pixels.sort_unstable_by(|a, b| b.cmp(a));
    let open = input.pixels.iter().take(threads).fold(0, |sum: u64, one| sum.saturating_add(*one));
    BASE.saturating_add(input.text.saturating_mul(PER_BYTE_OF_TEXT))
        .saturating_add((input.held / 16).saturating_mul(PER_16_BYTES_HELD))
        .saturating_add(open.saturating_mul(PER_PIXEL))
}

/// What is in an input.
#[derive(Default)]
struct InputSize {
    /// Bytes of articles.
    text: u64,
    /// Bytes of all else but what stays in its files.
    held: u64,
    /// Pixels of each picture.
    pixels: Vec<u64>,
}

/// Links are passed over: they may lead in circles, or out of the input.
fn walk(folder: &Path, input: &mut InputSize) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        match entry.file_type() {
            Ok(kind) if kind.is_dir() => walk(&entry.path(), input),
            Ok(kind) if kind.is_file() => weigh(&entry.path(), input),
            _ => {}
        }
    }
}

fn weigh(file: &Path, input: &mut InputSize) {
    let Ok(bytes) = OsFiles.stat(file).map(|stat| stat.stamp.size) else { return };
    if is_article(file) {
        input.text = input.text.saturating_add(bytes);
        return;
    }
    let Ok(mut reader) = files::open(file).map(BufReader::new) else { return };
    let kind = imagesize::reader_type(&mut reader);
    let is_jpeg = matches!(kind, Ok(ImageType::Jpeg));
    let size = kind.and_then(|kind| kind.reader_size(&mut reader));
    let size = size.map(|size| (size.width as u64, size.height as u64));
    if !is_jpeg || size.as_ref().is_ok_and(|(width, height)| is_large(*width, *height)) {
        input.held = input.held.saturating_add(bytes);
    }
    input.pixels.extend(size.map(|(width, height)| width.saturating_mul(height)));
}

/// Memory that is reserved and released.
#[derive(Debug)]
pub(super) struct Budget {
    total: u64,
    lent: Mutex<u64>,
    returned: Condvar,
}

impl Budget {
    pub(super) fn new(total: u64) -> Self {
        Budget { total, lent: Mutex::new(0), returned: Condvar::new() }
    }

    /// Waits until this much is free. A request larger than the total waits until nothing is
    /// reserved, and then takes everything.
    pub(super) fn borrow(&self, bytes: u64) -> Loan<'_> {
        let bytes = bytes.min(self.total);
        let lent = self.lent.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |lent: &mut u64| lent.saturating_add(bytes) > self.total;
        let mut lent = self.returned.wait_while(lent, full).unwrap_or_else(PoisonError::into_inner);
        *lent += bytes;
        Loan { budget: self, bytes }
    }
}

/// Memory that is released when this is dropped.
#[derive(Debug)]
pub(super) struct Loan<'b> {
    budget: &'b Budget,
    bytes: u64,
}

impl Drop for Loan<'_> {
    fn drop(&mut self) {
        let mut lent = self.budget.lent.lock().unwrap_or_else(PoisonError::into_inner);
        *lent -= self.bytes;
        self.budget.returned.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::convert::Destination;

    /// The head of a GIF of 1000 × 500, 16 bytes in all.
    const GIF: &[u8; 16] = b"GIF89a\xe8\x03\xf4\x01\0\0\0\0\0\0";

    fn common() -> Request {
        Request::new(Vec::new(), Destination::Nowhere)
    }

    #[test]
    fn the_machine_says_what_it_has() {
        assert!(available_memory().is_some_and(|bytes| bytes > 100_000_000));
    }

    #[test]
    fn pictures_weigh_by_their_pixels_and_only_as_many_as_threads_open() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let job = Job { input: folder.path().into(), key: String::new(), stem: "out".into() };
        assert_eq!(weight(&job, &common(), 2), BASE);
        fs::create_dir(folder.path().join("deep"))?;
        fs::write(folder.path().join("deep/a.md"), "twelve bytes")?;
        assert_eq!(weight(&job, &common(), 2), BASE + 12 * PER_BYTE_OF_TEXT);
        for name in ["a.gif", "b.gif", "c.gif"] {
            fs::write(folder.path().join(name), GIF)?;
        }
        let files = BASE + 12 * PER_BYTE_OF_TEXT + 3 * PER_16_BYTES_HELD;
        assert_eq!(weight(&job, &common(), 2), files + 2 * 500_000 * PER_PIXEL);
        assert_eq!(weight(&job, &common(), 64), files + 3 * 500_000 * PER_PIXEL);
        // A JPEG of 3 × 2 does not add to them, nor does it do so for its bytes.
        let frame = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 2, 0, 3, 1, 1, 0x11, 0];
        fs::write(folder.path().join("d.jpg"), [&frame[..], &[0; 1000]].concat())?;
        assert_eq!(weight(&job, &common(), 3), files + 3 * 500_000 * PER_PIXEL);
        Ok(())
    }

    #[test]
    fn an_article_by_itself_weighs_as_much_as_the_pictures_that_it_names() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let article = folder.path().join("a.md");
        let text = "# Of quays\n\n![A quay](pictures/a.gif)\n\n> ![It again](pictures/a.gif)\n";
        fs::write(&article, text)?;
        fs::create_dir(folder.path().join("pictures"))?;
        for name in ["a.gif", "another-article's.gif"] {
            fs::write(folder.path().join("pictures").join(name), GIF)?;
        }
        let job = Job { input: article, key: String::new(), stem: "out".into() };
        let alone = BASE + text.len() as u64 * PER_BYTE_OF_TEXT + PER_16_BYTES_HELD;
        assert_eq!(weight(&job, &common(), 2), alone + 500_000 * PER_PIXEL);
        // As one edition of its folder it has whatever is there.
        let job = Job { input: folder.path().into(), ..job };
        let all = alone + PER_16_BYTES_HELD + 2 * 500_000 * PER_PIXEL;
        assert_eq!(weight(&job, &common(), 2), all);
        Ok(())
    }

    #[test]
    fn what_is_lent_comes_back() {
        let budget = Budget::new(10);
        let small = budget.borrow(4);
        let rest = budget.borrow(6);
        drop((small, rest));
        // More than there is: all of it.
        assert_eq!(budget.borrow(99).bytes, 10);
    }
}
