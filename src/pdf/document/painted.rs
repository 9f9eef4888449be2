//! Pages painted and deflated. Input: pages and their marks. Output: what is painted on each, its
//! content deflated, by an earlier run if that had the same to deflate, which takes longer than to
//! paint it.

use rayon::prelude::*;

use crate::cache::{Cache, Key};
use crate::pdf::pages::Page;
use crate::pdf::paint::marked_content::PageMarks;
use crate::pdf::paint::{Deflater, Painted, Palette, paint};

/// This many pages are kept together: few enough that one that changes takes few with it, many
/// enough that they are found faster than deflated.
const TOGETHER: usize = 4;

/// This many of these at least are deflated in the same memory, which takes as long to clear as a
/// page.
const LEAST: usize = 2;

/// Paints pages under their marks.
pub(super) fn painted(
    pages: &[Page],
    marks: &[PageMarks],
    palette: &Palette,
    cache: Option<&Cache>,
) -> Vec<Painted> {
    let pages = pages.par_chunks(TOGETHER).zip(marks.par_chunks(TOGETHER)).with_min_len(LEAST);
    let painted = pages.map_init(Deflater::default, |deflater, (pages, marks)| {
        let each = pages.iter().zip(marks);
        let mut painted: Vec<_> = each.map(|(page, marks)| paint(page, marks, palette)).collect();
        deflate(&mut painted, cache, deflater);
        painted
    });
    painted.collect::<Vec<_>>().into_iter().flatten().collect()
}

/// Deflates the contents of some pages, or takes them from the cache.
fn deflate(painted: &mut [Painted], cache: Option<&Cache>, deflater: &mut Deflater) {
    let key = |painted: &[Painted]| {
        let key = Key::builder("page-contents");
        painted.iter().fold(key, |key, page| key.part(&page.content)).finish()
    };
    let known = cache.map(|cache| (cache, key(painted)));
    let found = known.and_then(|(cache, key)| cache.get(&key));
    if let Some(contents) = found.and_then(|bytes| apart(&bytes, painted.len())) {
        painted.iter_mut().zip(contents).for_each(|(page, content)| page.content = content);
        return;
    }
    painted.iter_mut().for_each(|page| page.content = deflater.deflate(&page.content));
    if let Some((cache, key)) = known {
        let lengths = painted.iter().flat_map(|page| (page.content.len() as u64).to_le_bytes());
        let lengths: Vec<u8> = lengths.collect();
        let contents = painted.iter().map(|page| &page.content[..]);
        cache.put_parts(&key, &std::iter::once(&lengths[..]).chain(contents).collect::<Vec<_>>());
    }
}

/// The contents of this many pages, which are one after the other behind their lengths (8 bytes
/// each, little endian); `None` if the bytes are not as long as that.
fn apart(bytes: &[u8], pages: usize) -> Option<Vec<Vec<u8>>> {
    let (lengths, mut rest) = bytes.split_at_checked(pages * 8)?;
    let lengths = lengths.as_chunks::<8>().0.iter().map(|length| u64::from_le_bytes(*length));
    let contents = lengths.map(|length| {
        let (content, others) = rest.split_at_checked(usize::try_from(length).ok()?)?;
        rest = others;
        Some(content.to_vec())
    });
    let contents = contents.collect::<Option<Vec<_>>>()?;
    rest.is_empty().then_some(contents)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn page(content: &str) -> Painted {
        let (faces, pictures, shades) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        Painted { content: content.into(), faces, pictures, shades }
    }

    #[test]
    fn contents_from_the_cache_are_those_that_would_be_deflated() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        let cache = Cache::open(folder.path(), u64::MAX);
        let contents = |cache: Option<&Cache>, pages: &[&str]| -> Vec<Vec<u8>> {
            let mut painted: Vec<Painted> = pages.iter().map(|content| page(content)).collect();
            deflate(&mut painted, cache, &mut Deflater::default());
            painted.into_iter().map(|page| page.content).collect()
        };
        for pages in [&["BT", "ET"][..], &["BT", "", "ET"], &["B", "TET"], &[]] {
            let plain = contents(None, pages);
            assert_eq!(contents(Some(&cache), pages), plain);
            assert_eq!(contents(Some(&cache), pages), plain);
        }
        assert_eq!(cache.stats()?.kinds["page-contents"].entries, 4);
        assert_eq!(apart(&[1, 0, 0, 0, 0, 0, 0, 0, 7, 8], 1), None);
        assert_eq!(apart(&[3, 0, 0, 0, 0, 0, 0, 0, 7, 8], 1), None);
        Ok(())
    }
}
