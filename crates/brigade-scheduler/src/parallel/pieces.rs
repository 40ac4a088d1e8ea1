//! Hands out items to whoever asks, a piece at a time.

use std::{
    sync::Mutex,
    time::{Duration, Instant},
    vec::Drain,
};

use super::crew::Member;

/// What a piece of work should take: long beside the 0.2 µs that it costs to fetch one, short beside what a job would
/// notice that waits for a helper's core.
const PIECE: Duration = Duration::from_micros(100);

/// Items that nobody has taken yet.
pub(super) struct Pieces<I> {
    left: Mutex<Left<I>>,
    /// The most threads that work on them.
    width_max: usize,
}

struct Left<I> {
    items: I,
    /// How many were taken.
    taken: usize,
}

impl<I: Iterator> Pieces<I> {
    pub(super) fn new(items: I, width_max: usize) -> Self {
        Self { left: Mutex::new(Left { items, taken: 0 }), width_max }
    }

    /// How many items there are, at most.
    pub(super) fn left_max(&self) -> usize {
        self.left.lock().map_or(0, |left| left.items.size_hint().1.unwrap_or(usize::MAX))
    }

    /// Takes piece after piece and gives each to `function`, with the number of its first item, until there are no more or
    /// the member is to go.
    pub(super) fn each(&self, member: &Member<'_, '_>, function: impl Fn(usize, Drain<'_, I::Item>)) {
        let mut piece = Vec::new();
        let mut count = 1;
        while member.stays()
            && let Some((first, left)) = self.take(count, &mut piece)
        {
            member.send_for(left);
            let begun = Instant::now();
            let length = piece.len();
            function(first, piece.drain(..));
            count = next(length, begun.elapsed());
        }
    }

    /// Moves up to `count` items to `piece`; gives the number of the first, and how many are left at most.
    fn take(&self, count: usize, piece: &mut Vec<I::Item>) -> Option<(usize, usize)> {
        // Poisoned: the iterator has panicked, and will not be asked again.
        let mut left = self.left.lock().ok()?;
        // Items may become slower towards the end: then a thread must not sit on the last of them while others have none.
        let fair = left.items.size_hint().1.map_or(count, |left| left.div_ceil(2 * self.width_max).max(1));
        piece.extend(left.items.by_ref().take(count.min(fair)));
        let first = left.taken;
        left.taken += piece.len();
        let rest = left.items.size_hint().1.unwrap_or(usize::MAX);
        (!piece.is_empty()).then_some((first, rest))
    }
}

/// How many items the next piece has, when `count` of them took `took`.
fn next(count: usize, took: Duration) -> usize {
    if took <= PIECE / 2 {
        count.saturating_mul(2)
    } else if took > PIECE {
        (count / 2).max(1)
    } else {
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_to_take_the_same_time() {
        let micros = Duration::from_micros;
        // What an item takes, how many make a piece in the end.
        let cases = [(micros(1_000_000), 1), (micros(100), 1), (micros(40), 2), (micros(10), 8), (micros(1), 64)];
        for (item, expected) in cases {
            let mut count = 1;
            for _ in 0..20 {
                count = next(count, item * count as u32);
            }
            assert_eq!(count, expected, "{item:?}");
        }
        assert_eq!(next(64, micros(6_400)), 32, "items became slower");
    }

    #[test]
    fn every_item_is_in_one_piece() {
        let pieces = Pieces::new(0..100, 4);
        let mut piece = Vec::new();
        let mut lengths = Vec::new();
        let mut seen = Vec::new();
        while let Some((first, left)) = pieces.take(16, &mut piece) {
            assert_eq!((first, left), (seen.len(), 100 - seen.len() - piece.len()));
            lengths.push(piece.len());
            seen.append(&mut piece);
        }
        assert!(seen.iter().copied().eq(0..100));
        assert_eq!(lengths[..3], [13, 11, 10], "no more than an eighth of what is left");
        assert_eq!(lengths.last(), Some(&1));
    }
}
