//! Learns what a batch takes, from its number of items and the cost of its dearest one. No clocks.
//!
//! What is known is a grid: columns for sizes 1, 2, 4, 8, …, rows for costs 1, 2, 4, 8, …, and in each cell the logarithm
//! of the time of *one* item, with how uncertain it is. In between, logarithms are interpolated: a time that is a product of
//! powers is met exactly. A measurement corrects the (up to four) cells around it, each by how much it was asked and
//! how uncertain it was: a Kalman filter that takes the cells to be independent. What is known becomes less certain
//! with every measurement, so the grid follows an engine that was replaced.
//!
//! What is not known is hoped for: twice the items take 0.7 of the time each, so a larger batch is tried, and then known.
//! [`Costs::size_max`] lets sizes grow by doubling, so that a mistake is a small one.

use std::f64::consts::LN_2;

/// How much longer or shorter than foreseen a batch takes, as the deviation of a logarithm, without anything to learn
/// from it: caches, interrupts.
const NOISE: f64 = 0.1;

/// What the variance of a cell grows by with each measurement: with [`NOISE`] it remembers some ten of them.
const DRIFT: f64 = 1e-4;

/// The variance of a cell that was never measured: by a factor of three, or a third.
const UNKNOWN: f64 = 1.0;

/// With a variance above this, what was foreseen was hardly more than hoped for.
const UNCERTAIN: f64 = 0.25;

/// No measurement is taken to be further off than by this factor: one may be disturbed. Several are believed, as each
/// makes its cells this much less certain.
const SURPRISE_MAX: f64 = 1.0;
const SURPRISE_DRIFT: f64 = 0.01;

/// What is hoped for of an item in a batch of twice the size: 0.7 of its time.
const HOPE: f64 = 0.357;

/// What one work was measured to take.
#[derive(Debug, Clone, Default)]
pub(super) struct Costs {
    /// By the logarithm of their cost.
    rows: Vec<Row>,
}

#[derive(Debug, Clone, Default)]
struct Row {
    /// By the logarithm of the size.
    cells: Vec<Option<Cell>>,
    /// The largest batch so far whose cost is nearest to this row's.
    tried: usize,
}

#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The logarithm of the seconds that one item takes.
    log: f64,
    variance: f64,
}

impl Costs {
    /// Returns how long a batch would take, in seconds; 0 as long as nothing is known.
    pub(super) fn time(&self, cost: u64, size: usize) -> f64 {
        if self.rows.is_empty() {
            return 0.0;
        }
        let log: f64 = corners(cost, size).map(|(row, column, part)| part * self.guess(row, column)).sum();
        size as f64 * log.exp()
    }

    /// Returns the largest batch that may be tried.
    pub(super) fn size_max(&self, cost: u64) -> usize {
        self.rows.get(nearest_row(cost)).map_or(1, |row| (2 * row.tried).max(1))
    }

    /// Returns the largest batch of items of one cost up to which more of them are worth being together, of those that
    /// were tried and are no larger than `max`.
    pub(super) fn pays_up_to(&self, cost: u64, max: usize) -> usize {
        let most = max.min(self.size_max(cost) / 2).max(1);
        let mut size = 1;
        while 2 * size <= most && self.pays(cost, size, 2 * size) {
            size *= 2;
        }
        size
    }

    fn pays(&self, cost: u64, size: usize, next: usize) -> bool {
        let (time, more) = (self.time(cost, size), self.time(cost, next));
        pays(time, size as f64, more - time, (next - size) as f64)
    }

    /// Takes in what a batch took, in seconds.
    pub(super) fn learn(&mut self, cost: u64, size: usize, seconds: f64) {
        let measured = (seconds.max(1e-9) / size as f64).ln();
        let corners: Vec<_> = corners(cost, size).collect();
        self.prepare(&corners, cost, measured);
        let (mut foreseen, mut variance) = (0.0, NOISE * NOISE);
        for &(row, column, part) in &corners {
            let cell = self.rows[row].cell(column);
            foreseen += part * cell.log;
            variance += part * part * cell.variance;
        }
        let surprise = measured - foreseen;
        let bounded = surprise.clamp(-SURPRISE_MAX, SURPRISE_MAX);
        // A first measurement is believed whatever it says.
        let believed = if variance > UNCERTAIN { surprise } else { bounded };
        let doubt = DRIFT + SURPRISE_DRIFT * bounded * bounded;
        for &(row, column, part) in &corners {
            let cell = self.rows[row].cell(column);
            let gain = part * cell.variance / variance;
            cell.log += gain * believed;
            cell.variance = (cell.variance * (1.0 - gain * part) + part * doubt).min(UNKNOWN);
        }
        let tried = &mut self.rows[nearest_row(cost)].tried;
        *tried = size.max(*tried);
    }

    /// Makes the cells that are not there: they hold what is hoped for, or what follows from a first measurement.
    fn prepare(&mut self, corners: &[(usize, usize, f64)], cost: u64, measured: f64) {
        let first = self.rows.is_empty();
        let guess = |&(row, column, _): &(usize, usize, f64)| match first {
            true => measured + (row as f64 - log2(cost)) * LN_2,
            false => self.guess(row, column),
        };
        let guesses: Vec<_> = corners.iter().map(guess).collect();
        let rows = corners.iter().map(|&(row, _, _)| row).chain([nearest_row(cost)]).max().unwrap_or_default() + 1;
        self.rows.resize_with(self.rows.len().max(rows), Row::default);
        for (&(row, column, _), guess) in corners.iter().zip(guesses) {
            let cells = &mut self.rows[row].cells;
            cells.resize(cells.len().max(column + 1), None);
            cells[column].get_or_insert(Cell { log: guess, variance: UNKNOWN });
        }
    }

    /// The logarithm of what one item takes, measured or hoped for.
    fn guess(&self, row: usize, column: usize) -> f64 {
        let known = |row: &usize| self.rows.get(*row).is_some_and(|row| !row.cells.is_empty());
        let below = (0..=row).rev().find(known);
        let above = (row + 1..self.rows.len()).find(known);
        match (below, above) {
            (Some(below), _) if below == row => self.rows[row].guess(column),
            (Some(below), Some(above)) => {
                let part = (row - below) as f64 / (above - below) as f64;
                (1.0 - part) * self.rows[below].guess(column) + part * self.rows[above].guess(column)
            }
            // Beyond what is known, time is taken to grow as the cost does.
            (Some(below), None) => self.rows[below].guess(column) + (row - below) as f64 * LN_2,
            (None, Some(above)) => self.rows[above].guess(column) - (above - row) as f64 * LN_2,
            (None, None) => 0.0,
        }
    }

    /// What was tried: the cost, and by size the seconds of one item. Rows of which only the neighbours were tried are left out.
    pub(super) fn known(&self) -> impl Iterator<Item = (u64, Vec<(usize, f64)>)> {
        let rows = self.rows.iter().enumerate().filter(|(_, row)| row.tried > 0);
        rows.map(|(number, row)| {
            let cells = row.cells.iter().enumerate();
            let cells = cells.filter_map(|(column, cell)| cell.map(|cell| (1 << column, cell.log.exp())));
            (1_u64.checked_shl(number as u32).unwrap_or(u64::MAX), cells.collect())
        })
    }
}

impl Row {
    fn cell(&mut self, column: usize) -> &mut Cell {
        self.cells[column].as_mut().expect("the cell is there")
    }

    /// What is known or hoped for, in a row of which something is known.
    fn guess(&self, column: usize) -> f64 {
        let known = |column: usize| self.cells.get(column).copied().flatten().map(|cell| (column, cell.log));
        let below = (0..=column).rev().find_map(known);
        let above = (column + 1..self.cells.len()).find_map(known);
        match (below, above) {
            (Some((below, log)), _) if below == column => log,
            (Some((below, low)), Some((above, high))) => {
                low + (high - low) * (column - below) as f64 / (above - below) as f64
            }
            (Some((below, log)), None) => log - (column - below) as f64 * HOPE,
            (None, Some((_, log))) => log,
            (None, None) => 0.0,
        }
    }
}

/// Whether items of `more` and `alone_more` seconds are worth being with others of `time` and `alone`: how long the batch
/// takes, and how long its items would take alone, or in proportion to that.
///
/// They are if they make it cheaper for each of its seconds of work, and by more than a tenth: less is not worth that
/// everybody waits for the larger batch.
pub(super) fn pays(time: f64, alone: f64, more: f64, alone_more: f64) -> bool {
    more * alone < PAYS * time * alone_more
}

const PAYS: f64 = 0.9;

/// The cells around a batch, and how much of it each is asked for.
fn corners(cost: u64, size: usize) -> impl Iterator<Item = (usize, usize, f64)> {
    let (row, row_part) = split(log2(cost));
    let (column, column_part) = split((size.max(1) as f64).log2());
    let corners = [(0, 0), (0, 1), (1, 0), (1, 1)].map(|(down, right)| {
        let part = |part: f64, next: usize| if next == 0 { 1.0 - part } else { part };
        (row + down, column + right, part(row_part, down) * part(column_part, right))
    });
    corners.into_iter().filter(|&(_, _, part)| part > 0.0)
}

fn log2(cost: u64) -> f64 {
    (cost.max(1) as f64).log2()
}

fn nearest_row(cost: u64) -> usize {
    log2(cost).round() as usize
}

fn split(log: f64) -> (usize, f64) {
    (log as usize, log.fract())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left / right).ln().abs() < 0.05
    }

    /// Learns the same often enough.
    fn learn(costs: &mut Costs, cost: u64, size: usize, seconds: f64) {
        (0..10).for_each(|_| costs.learn(cost, size, seconds));
    }

    #[test]
    fn what_was_measured_is_known_and_what_lies_between_is_interpolated() {
        let time = |cost: u64, size: usize| 1e-3 * (cost as f64).powf(0.8) * (size as f64).powf(0.7);
        let mut costs = Costs::default();
        assert_eq!(costs.time(5, 5), 0.0);
        for _ in 0..20 {
            for cost in [3, 8, 20, 64, 100] {
                for size in [1, 2, 3, 4, 6, 8] {
                    costs.learn(cost, size, time(cost, size));
                }
            }
        }
        for (cost, size) in [(3, 1), (8, 3), (20, 8), (40, 5), (64, 7), (90, 2)] {
            assert!(close(costs.time(cost, size), time(cost, size)), "{size} of {cost}: {}", costs.time(cost, size));
        }
    }

    #[test]
    fn a_cost_may_be_any_number() {
        let mut costs = Costs::default();
        for (cost, row) in [(0, 1), (1, 1), (u64::MAX, u64::MAX)] {
            learn(&mut costs, cost, 1, 0.5);
            assert!(close(costs.time(cost, 1), 0.5) && costs.known().any(|(known, _)| known == row), "{cost}");
        }
    }

    #[test]
    fn what_is_not_known_is_hoped_for() {
        let mut costs = Costs::default();
        learn(&mut costs, 16, 1, 1.0);
        assert!(close(costs.time(16, 2), 1.4) && close(costs.time(16, 4), 1.96), "more of them");
        assert!(close(costs.time(64, 1), 4.0) && close(costs.time(4, 1), 0.25), "in proportion to the cost");
        assert_eq!([costs.size_max(16), costs.size_max(64)], [2, 1], "one step at a time");
        learn(&mut costs, 64, 1, 16.0);
        assert!(close(costs.time(32, 1), 4.0), "between two costs");
        learn(&mut costs, 16, 4, 4.0);
        assert!(close(costs.time(16, 2), 2.0), "between two sizes");
    }

    #[test]
    fn sizes_pay_as_long_as_each_makes_the_items_cheaper() {
        /// Milliseconds for each item in batches of 1, 2, 4 and 8, and what pays.
        type Case = ([f64; 4], usize);
        let cases: &[Case] = &[
            ([2.70, 2.24, 1.59, 1.21], 8),
            ([6.53, 4.87, 4.27, 3.92], 8),
            ([9.79, 8.54, 7.91, 8.22], 4),
            ([18.09, 16.44, 16.46, 18.52], 2),
            ([12.3, 12.3, 12.3, 12.3], 1),
            ([12.3, 12.0, 11.9, 11.9], 1),
        ];
        for (each, expected) in cases {
            let mut costs = Costs::default();
            for (size, each) in [1, 2, 4, 8].into_iter().zip(each) {
                learn(&mut costs, 32, size, size as f64 * each / 1e3);
            }
            assert_eq!(costs.pays_up_to(32, 32), *expected, "{each:?}");
            assert_eq!(costs.pays_up_to(32, 1), 1);
        }
    }

    #[test]
    fn a_disturbed_measurement_does_little_and_a_change_is_followed() {
        let mut costs = Costs::default();
        learn(&mut costs, 32, 1, 0.010);
        costs.learn(32, 1, 1.0);
        assert!(costs.time(32, 1) < 0.015, "{}", costs.time(32, 1));
        learn(&mut costs, 32, 1, 0.010);
        assert!(close(costs.time(32, 1), 0.010));
        for _ in 0..10 {
            costs.learn(32, 1, 0.030);
        }
        assert!(costs.time(32, 1) > 0.025, "another engine: {}", costs.time(32, 1));
    }

    #[test]
    fn a_first_measurement_that_was_disturbed_is_made_good() {
        let mut costs = Costs::default();
        costs.learn(32, 1, 1.0);
        assert!(close(costs.time(32, 1), 1.0));
        (0..5).for_each(|_| costs.learn(32, 1, 0.010));
        assert!(costs.time(32, 1) < 0.2, "{}", costs.time(32, 1));
        (0..50).for_each(|_| costs.learn(32, 1, 0.010));
        assert!(close(costs.time(32, 1), 0.010), "{}", costs.time(32, 1));
    }
}
