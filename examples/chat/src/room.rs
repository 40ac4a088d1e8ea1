//! The room: what was said, who is there, and those who listen.

use std::{
    collections::{BTreeSet, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{SystemTime, UNIX_EPOCH},
};

use brigade::{Broadcast, Model, Queued, Subscription};
use serde::{Deserialize, Serialize};

/// How many remarks those who come are shown.
const KEPT_MAX: usize = 50;

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Model)]
pub(crate) struct Remark {
    /// Counts the remarks.
    pub number: u64,
    /// Who said it; nobody, if it is about somebody.
    pub author: Option<String>,
    pub text: String,
}

impl Queued for Remark {
    fn bytes(&self) -> usize {
        self.author.as_ref().map_or(0, String::len) + self.text.len()
    }
}

/// Holds what was said last, and tells those who listen what is said.
#[derive(Debug)]
pub(crate) struct Room {
    kept: Mutex<Kept>,
    news: Broadcast<Remark>,
}

#[derive(Debug)]
struct Kept {
    /// The number of the last remark.
    last: u64,
    remarks: VecDeque<Remark>,
    guests: BTreeSet<String>,
}

impl Room {
    /// Opens the room. Its remarks are counted from that time in milliseconds, so that a page which has seen those of an older room
    /// takes them for newer.
    #[must_use]
    pub(crate) fn open(now: SystemTime) -> Self {
        let since = now.duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis());
        let kept = Kept { last: u64::try_from(since).unwrap_or(0), remarks: VecDeque::new(), guests: BTreeSet::new() };
        Self { kept: Mutex::new(kept), news: Broadcast::new() }
    }

    /// Lets somebody in, unless there is somebody of that name.
    pub(crate) fn enter(&self, name: String) -> Option<Guest<'_>> {
        if !self.kept().guests.insert(name.clone()) {
            return None;
        }
        self.note(None, format!("{name} came in"));
        Some(Guest { room: self, name })
    }

    /// Returns what was kept of the remarks after that number, and listens to those that follow.
    pub(crate) fn listen(&self, after: u64) -> (Vec<Remark>, Subscription<Remark>) {
        let kept = self.kept();
        let missed = kept.remarks.iter().filter(|remark| remark.number > after).cloned().collect();
        // No remark comes between the two, as the room is locked.
        (missed, self.news.subscribe())
    }

    /// Returns the names of those who are there, in the order of the alphabet.
    pub(crate) fn guests(&self) -> Vec<String> {
        self.kept().guests.iter().cloned().collect()
    }

    fn note(&self, author: Option<String>, text: String) {
        let mut kept = self.kept();
        kept.last += 1;
        let remark = Remark { number: kept.last, author, text };
        if kept.remarks.len() == KEPT_MAX {
            kept.remarks.pop_front();
        }
        kept.remarks.push_back(remark.clone());
        // Sending waits for nobody, so it may be done while the room is locked; then numbers arrive in order.
        self.news.send(remark);
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Is somebody in the room, who leaves it when this is dropped.
#[derive(Debug)]
pub(crate) struct Guest<'r> {
    room: &'r Room,
    name: String,
}

impl Guest<'_> {
    /// Says something to all.
    pub(crate) fn say(&self, text: String) {
        self.room.note(Some(self.name.clone()), text);
    }
}

impl Drop for Guest<'_> {
    fn drop(&mut self) {
        self.room.kept().guests.remove(&self.name);
        self.room.note(None, format!("{} left", self.name));
    }
}
