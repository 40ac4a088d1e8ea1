//! Makes what nobody can guess.

use std::hash::{BuildHasher, RandomState};

/// Returns 32 hexadecimal digits: 128 bits from the keys that the standard library draws for hash maps.
pub(crate) fn hexadecimal() -> String {
    let [high, low] = [RandomState::new(), RandomState::new()].map(|state| state.hash_one(()));
    format!("{high:016x}{low:016x}")
}
