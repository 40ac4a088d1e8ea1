//! A random forest whose trees can be asked one by one.

use std::time::{Duration, Instant};

use brigade::{Model, parallel};
use serde::Deserialize;
use smartcore::{
    ensemble::random_forest_classifier::{RandomForestClassifier, RandomForestClassifierParameters},
    error::Failed,
    linalg::basic::matrix::DenseMatrix,
};

use crate::data::{Digits, Labelled, PIXELS, SEEN};

/// A forest of one tree: smartcore's larger forests keep their trees' votes to themselves, and grow on one core.
type Tree = RandomForestClassifier<f32, u32, DenseMatrix<f32>, Vec<u32>>;

/// How a forest is grown.
#[derive(Deserialize, Model)]
pub(crate) struct Plan {
    #[serde(default = "trees")]
    #[field(ge = 1, le = 500)]
    trees: u16,
    /// How many of the digits that are there to train with.
    #[serde(default = "rows")]
    #[field(ge = 100, le = 1400)]
    rows: usize,
    /// Questions from a tree's root to a leaf, at most.
    #[serde(default = "depth")]
    #[field(ge = 1, le = 32)]
    depth: u16,
    /// The same number grows the same forest.
    #[serde(default)]
    seed: u32,
}

fn trees() -> u16 {
    50
}

fn rows() -> usize {
    SEEN
}

fn depth() -> u16 {
    32
}

impl Default for Plan {
    fn default() -> Self {
        Self { trees: trees(), rows: rows(), depth: depth(), seed: 0 }
    }
}

/// Trees, and how well they read together.
pub(crate) struct Forest {
    trees: Vec<Tree>,
    /// The share of the unseen digits that it reads rightly.
    pub(crate) accuracy: f64,
    /// How many of them it reads wrongly.
    pub(crate) wrong: usize,
    pub(crate) trained_in: Duration,
}

impl Forest {
    /// Grows the trees, on all cores that are free.
    ///
    /// # Errors
    ///
    /// If a tree cannot be grown from this data.
    pub(crate) fn grow(digits: &Digits, plan: &Plan) -> Result<Self, Failed> {
        let begun = Instant::now();
        let seen = &digits.seen()[..plan.rows.min(SEEN)];
        let (drawings, labels) = (matrix(seen)?, seen.iter().map(|(_, digit)| *digit).collect::<Vec<_>>());
        let trees = parallel::map(0..u64::from(plan.trees), |number| {
            let settings = RandomForestClassifierParameters::default()
                .with_n_trees(1)
                .with_max_depth(plan.depth)
                .with_seed(u64::from(plan.seed) << 16 | number);
            Tree::fit(&drawings, &labels, settings)
        });
        let trees = trees.into_iter().collect::<Result<Vec<_>, _>>()?;
        let trained_in = begun.elapsed();
        let forest = Self { trees, accuracy: 0.0, wrong: 0, trained_in };
        let unseen = digits.unseen();
        let right = parallel::map(unseen, |(pixels, digit)| winner(&forest.votes(pixels)) == *digit as usize);
        let wrong = right.iter().filter(|&&is_right| !is_right).count();
        Ok(Self { accuracy: 1.0 - wrong as f64 / unseen.len() as f64, wrong, ..forest })
    }

    pub(crate) fn trees(&self) -> usize {
        self.trees.len()
    }

    /// Returns how many trees see each of the digits in a drawing.
    pub(crate) fn votes(&self, pixels: &[f32]) -> Vec<usize> {
        let mut votes = vec![0; 10];
        let Ok(drawing) = DenseMatrix::new(1, pixels.len(), pixels.to_vec(), false) else { return votes };
        for tree in &self.trees {
            let seen = tree.predict(&drawing).ok().and_then(|digits| digits.first().copied());
            if let Some(votes) = seen.and_then(|digit| votes.get_mut(digit as usize)) {
                *votes += 1;
            }
        }
        votes
    }
}

/// Returns the digit with the most votes; of several, the smallest.
pub(crate) fn winner(votes: &[usize]) -> usize {
    (0..votes.len()).rev().max_by_key(|&digit| votes[digit]).unwrap_or_default()
}

fn matrix(drawings: &[Labelled]) -> Result<DenseMatrix<f32>, Failed> {
    let pixels = drawings.iter().flat_map(|(pixels, _)| *pixels).collect();
    DenseMatrix::new(drawings.len(), PIXELS, pixels, false)
}
