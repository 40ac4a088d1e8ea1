//! The texts that are searched, in memory.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use brigade::Model;
use serde::Serialize;

use crate::tokens::Embedding;

/// A new text takes the place of the oldest when there are so many.
const TEXTS_MAX: usize = 32;

/// Texts by number.
#[derive(Default)]
pub(crate) struct Library(Mutex<Shelf>);

#[derive(Default)]
struct Shelf {
    added: u64,
    /// The last one has the number `added`.
    texts: VecDeque<Arc<Text>>,
}

/// A text in passages, each with what it means.
pub(crate) struct Text(pub(crate) Vec<(String, Embedding)>);

/// A passage that may answer the question.
#[derive(Debug, Serialize, Model)]
pub(crate) struct Hit {
    /// How near its meaning is to the question's: 1 at most.
    score: f32,
    /// Which passage of the text it is, counted from 0.
    place: usize,
    passage: String,
}

impl Library {
    /// Keeps a text, and returns its number.
    pub(crate) fn add(&self, text: Text) -> u64 {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.texts.len() == TEXTS_MAX {
            shelf.texts.pop_front();
        }
        shelf.texts.push_back(Arc::new(text));
        shelf.added += 1;
        shelf.added
    }

    pub(crate) fn text(&self, number: u64) -> Option<Arc<Text>> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let from_last = usize::try_from(shelf.added.checked_sub(number)?).ok()?;
        shelf.texts.iter().rev().nth(from_last).cloned()
    }
}

impl Text {
    /// Returns the passages that are nearest to a question, the nearest first.
    pub(crate) fn nearest(&self, question: &Embedding, limit: usize) -> Vec<Hit> {
        let mut scores: Vec<(usize, f32)> =
            self.0.iter().map(|(_, embedding)| embedding.likeness(question)).enumerate().collect();
        scores.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let hit = |(place, score): (usize, f32)| Hit { score, place, passage: self.0[place].0.clone() };
        scores.into_iter().take(limit).map(hit).collect()
    }
}
