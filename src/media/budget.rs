//! A budget for pixels. Input: work that decodes, and how many pixels it holds at once. Output: its
//! result, once the budget allowed it.
//!
//! Both editions are made at the same time and each of them decodes on every core: without this,
//! memory would go with the number of cores times the largest picture. Work that holds room must
//! not hand parts of itself to other threads of the pool: those might wait for the same room.

use std::sync::{Condvar, Mutex, PoisonError};

/// Pixels that are in work at once; a picture of more goes alone. At some ten bytes each while they
/// are scaled, a third of a gigabyte.
const PIXELS: u64 = 32_000_000;

/// Of one edition's pictures.
#[derive(Debug, Default)]
pub(super) struct PixelBudget {
    taken: Mutex<u64>,
    freed: Condvar,
}

impl PixelBudget {
    /// Does the work once there is room for this many pixels.
    pub(super) fn hold<T>(&self, pixels: u64, work: impl FnOnce() -> T) -> T {
        let _place = self.take(pixels.min(PIXELS));
        work()
    }

    /// Waits for room and takes it.
    fn take(&self, pixels: u64) -> PixelLease<'_> {
        let taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let full = |taken: &mut u64| *taken + pixels > PIXELS;
        let mut taken = self.freed.wait_while(taken, full).unwrap_or_else(PoisonError::into_inner);
        *taken += pixels;
        PixelLease { room: self, pixels }
    }
}

/// Room that is taken, until it is dropped.
struct PixelLease<'r> {
    room: &'r PixelBudget,
    pixels: u64,
}

impl Drop for PixelLease<'_> {
    fn drop(&mut self) {
        *self.room.taken.lock().unwrap_or_else(PoisonError::into_inner) -= self.pixels;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::*;

    #[test]
    fn no_more_pixels_are_in_work_than_there_is_room_for() {
        let (room, now, most) = (PixelBudget::default(), AtomicU64::new(0), AtomicU64::new(0));
        let work = |pixels: u64| {
            room.hold(pixels, || {
                most.fetch_max(now.fetch_add(pixels, Ordering::SeqCst) + pixels, Ordering::SeqCst);
                std::thread::yield_now();
                now.fetch_sub(pixels, Ordering::SeqCst);
            });
        };
        std::thread::scope(|threads| {
            for n in 1..=8 {
                threads.spawn(move || (0..50).for_each(|_| work(n * PIXELS / 8)));
            }
        });
        assert!((PIXELS / 8..=PIXELS).contains(&most.into_inner()));
    }

    #[test]
    fn one_that_is_larger_than_all_room_goes_alone() {
        let room = PixelBudget::default();
        assert_eq!(room.hold(u64::MAX, || 7), 7);
        assert_eq!(room.hold(1, || 8), 8);
    }
}
