//! Finds what hangs together in a map.

use crate::slanted::Point;

/// Returns for each region of cells that hang together, by edges or corners, the ends of its rows: whatever is
/// around these is around all of it.
///
/// `is_set` says of a column and a row whether the cell belongs to a region.
pub(crate) fn regions(width: usize, height: usize, is_set: impl Fn(usize, usize) -> bool) -> Vec<Vec<Point>> {
    let mut runs = Runs::default();
    let (mut above, mut row): (Vec<Run>, Vec<Run>) = (Vec::new(), Vec::new());
    for y in 0..height {
        row.clear();
        let mut x = 0;
        while x < width {
            if !is_set(x, y) {
                x += 1;
                continue;
            }
            let begin = x;
            while x < width && is_set(x, y) {
                x += 1;
            }
            row.push(runs.add(y, begin, x - 1, &above));
        }
        std::mem::swap(&mut above, &mut row);
    }
    runs.into_regions()
}

/// Cells of one row beside each other.
#[derive(Clone, Copy)]
struct Run {
    number: usize,
    y: usize,
    begin: usize,
    end: usize,
}

#[derive(Default)]
struct Runs {
    all: Vec<Run>,
    /// For each run another one of the same region; a region's first run has itself.
    parents: Vec<usize>,
}

impl Runs {
    fn add(&mut self, y: usize, begin: usize, end: usize, above: &[Run]) -> Run {
        let run = Run { number: self.all.len(), y, begin, end };
        self.all.push(run);
        self.parents.push(run.number);
        for touching in above.iter().filter(|above| above.begin <= end + 1 && begin <= above.end + 1) {
            let (first, second) = (self.root(touching.number), self.root(run.number));
            self.parents[first.max(second)] = first.min(second);
        }
        run
    }

    fn root(&mut self, mut number: usize) -> usize {
        while self.parents[number] != number {
            // The way is shorter for the next.
            self.parents[number] = self.parents[self.parents[number]];
            number = self.parents[number];
        }
        number
    }

    fn into_regions(mut self) -> Vec<Vec<Point>> {
        let mut regions: Vec<Vec<Point>> = Vec::new();
        // The region of each first run.
        let mut places = vec![None; self.all.len()];
        for run in std::mem::take(&mut self.all) {
            let root = self.root(run.number);
            let place = *places[root].get_or_insert_with(|| {
                regions.push(Vec::new());
                regions.len() - 1
            });
            regions[place].extend([[run.begin as f32, run.y as f32], [run.end as f32, run.y as f32]]);
        }
        regions
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_touch_are_one_region() {
        // A map, and how many regions it has.
        let cases: [(&[&str], usize); 7] = [
            (&["....", "....", "...."], 0),
            (&["##..", "##..", "...#"], 2),
            (&["#...", ".#..", "..#."], 1),
            (&["#..#", "#..#", "####"], 1),
            (&["####", "#..#", "####"], 1),
            (&["#.#.", "....", "#.#."], 4),
            (&["..#.#", ".#.#.", "#####"], 1),
        ];
        for (map, expected) in cases {
            let is_set = |x: usize, y: usize| map[y].as_bytes()[x] == b'#';
            let found = regions(map[0].len(), map.len(), is_set);
            assert_eq!(found.len(), expected, "{map:?}: {found:?}");
        }
    }

    #[test]
    fn a_region_has_the_ends_of_its_rows() {
        let map = ["......", ".###..", "..####"];
        let found = regions(6, 3, |x, y| map[y].as_bytes()[x] == b'#');
        assert_eq!(found, [[[1.0, 1.0], [3.0, 1.0], [2.0, 2.0], [5.0, 2.0]]]);
    }
}
