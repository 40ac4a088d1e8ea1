//! Compares secrets.

use subtle::ConstantTimeEq;

/// Compares two secrets in a time that depends on their lengths alone, so that nobody can guess one byte after another.
///
/// ```
/// use brigade::security::constant_time_eq;
///
/// assert!(constant_time_eq("swordfish", b"swordfish"));
/// assert!(!constant_time_eq("swordfish", "swordfisH"));
/// ```
#[must_use]
pub fn constant_time_eq(left: impl AsRef<[u8]>, right: impl AsRef<[u8]>) -> bool {
    left.as_ref().ct_eq(right.as_ref()).into()
}
