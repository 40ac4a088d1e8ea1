//! Reads and writes JSON of known types: the fast path.

use bytes::Bytes;
use serde::Serialize;

/// Writes `value` as compact JSON.
pub(crate) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<Bytes> {
    serde_json::to_vec(value).map(Bytes::from)
}
