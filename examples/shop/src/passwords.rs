//! Keeps passwords as hashes (Argon2id), which are slow to make on purpose: work for the pool.

use std::sync::LazyLock;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash},
};
use brigade::Secret;
use uuid::Uuid;

use crate::errors::Result;

/// The hash of a password that nobody has.
static NOBODYS: LazyLock<String> =
    LazyLock::new(|| hash(&Secret::from(Uuid::new_v4().to_string())).expect("any password can be hashed"));

/// Makes what is kept of a password.
pub(crate) fn hash(password: &Secret) -> Result<String> {
    Ok(Argon2::default().hash_password(password.expose().as_bytes())?.to_string())
}

/// Returns whether `password` is the one of `hash`. Without a hash that takes as long: the time does not tell whether
/// somebody is known.
pub(crate) fn is_right(password: &Secret, hash: Option<&str>) -> bool {
    let matches = |hash: &str| {
        let hash = PasswordHash::new(hash);
        hash.is_ok_and(|hash| Argon2::default().verify_password(password.expose().as_bytes(), &hash).is_ok())
    };
    matches(hash.unwrap_or(&NOBODYS)) && hash.is_some()
}
