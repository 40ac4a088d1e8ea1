//! Writes a session as the value of a cookie, and reads it back if the application has written it and it has not expired.
//!
//! The value is base64 of JSON, behind a signature of it (HMAC-SHA256). The key comes from the secret and the cookie's name, so that
//! nothing else that is signed with the secret is taken for a session.

use std::time::{Duration, SystemTime};

use cookie::{Cookie, CookieJar, Key};
use serde::{Deserialize, Serialize};

use super::Values;
use crate::scalar::Base64UrlBytes;

/// What browsers keep of a cookie at least, name and attributes included (RFC 6265, section 6.1).
pub(super) const COOKIE_BYTES_MAX: usize = 4096;

/// The bytes of a signature in base64.
const SIGNATURE_BYTES: usize = 44;

/// The bytes of the JSON around the values, with the longest number.
const FRAME_BYTES: usize = r#"{"until":18446744073709551615,"values":}"#.len();

#[derive(Serialize, Deserialize)]
struct Signed<V> {
    /// Seconds since 1970.
    until: u64,
    values: V,
}

/// Signs sessions with the first secret, and accepts the signatures of all.
#[derive(Debug, Clone)]
pub(super) struct Signer {
    name: String,
    /// Newest first.
    keys: Vec<Key>,
}

impl Signer {
    pub(super) fn new(name: String, secrets: &[Vec<u8>]) -> Self {
        let key = |secret: &Vec<u8>| {
            Key::derive_from(&[b"brigade: a session in the cookie \0", name.as_bytes(), b"\0", secret].concat())
        };
        let keys = secrets.iter().map(key).collect();
        Self { name, keys }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn sign(&self, values: &Values, until: SystemTime) -> String {
        let until = until.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs();
        let json = serde_json::to_vec(&Signed { until, values }).expect("JSON with texts as keys serialises");
        let value = Base64UrlBytes::from(json).to_string();
        let mut jar = CookieJar::new();
        jar.signed_mut(&self.keys[0]).add(Cookie::new(self.name.clone(), value));
        jar.get(&self.name).expect("it was added").value().to_owned()
    }

    /// Returns the values of a cookie that this application has signed and that has not expired at `now`.
    pub(super) fn verify(&self, value: &str, now: SystemTime) -> Option<Values> {
        let jar = CookieJar::new();
        let cookie = Cookie::new(self.name.clone(), value.to_owned());
        let cookie = self.keys.iter().find_map(|key| jar.signed(key).verify(cookie.clone()))?;
        let json = cookie.value().parse::<Base64UrlBytes>().ok()?;
        let Signed { until, values } = serde_json::from_slice(&json).ok()?;
        (now < SystemTime::UNIX_EPOCH + Duration::from_secs(until)).then_some(values)
    }
}

/// Returns how many bytes `values` are as JSON.
pub(super) fn json_bytes(values: &Values) -> usize {
    serde_json::to_vec(values).expect("JSON with texts as keys serialises").len()
}

/// Returns how many bytes of JSON fit a cookie that has `line_bytes` beside its value.
pub(super) fn json_bytes_max(line_bytes: usize) -> usize {
    let base64_bytes = COOKIE_BYTES_MAX.saturating_sub(line_bytes + SIGNATURE_BYTES);
    (base64_bytes / 4 * 3).saturating_sub(FRAME_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NEW: &[u8] = b"the new secret, of thirty-two bytes";
    const OLD: &[u8] = b"the old secret, of thirty-two bytes";

    fn signer(name: &str, secrets: &[&[u8]]) -> Signer {
        let secrets: Vec<_> = secrets.iter().map(|secret| secret.to_vec()).collect();
        Signer::new(name.to_owned(), &secrets)
    }

    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn only_what_the_application_has_signed_is_a_session() {
        let values: Values = [("user".to_owned(), 7.into())].into();
        let value = signer("session", &[OLD]).sign(&values, at(1000));
        let cases = [
            ("the same secret", signer("session", &[OLD]), 999, true),
            ("a new secret, and the old one before it", signer("session", &[NEW, OLD]), 999, true),
            ("a new secret alone", signer("session", &[NEW]), 999, false),
            ("another cookie", signer("other", &[OLD]), 999, false),
            ("expired", signer("session", &[OLD]), 1000, false),
        ];
        for (case, signer, now, is_valid) in cases {
            assert_eq!(signer.verify(&value, at(now)), is_valid.then(|| values.clone()), "{case}");
        }
    }

    #[test]
    fn no_byte_can_be_changed() {
        let signer = signer("session", &[NEW]);
        let value = signer.sign(&[("user".to_owned(), "Ann".into())].into(), at(1000));
        assert!(signer.verify(&value, at(0)).is_some());
        for index in 0..value.len() {
            let mut changed = value.clone().into_bytes();
            changed[index] = if changed[index] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).unwrap();
            assert_eq!(signer.verify(&changed, at(0)), None, "{changed}");
            assert_eq!(signer.verify(&value[..index], at(0)), None, "{index}");
        }
    }

    #[test]
    fn what_fits_by_the_count_fits_the_cookie() {
        let signer = signer("session", &[NEW]);
        let line_bytes = 100;
        let json_bytes_max = json_bytes_max(line_bytes);
        let text = "x".repeat(json_bytes_max - r#"{"k":""}"#.len());
        let values: Values = [("k".to_owned(), text.into())].into();
        assert_eq!(json_bytes(&values), json_bytes_max);
        let value = signer.sign(&values, SystemTime::UNIX_EPOCH + Duration::from_secs(u64::MAX / 2));
        assert!((COOKIE_BYTES_MAX - 8..=COOKIE_BYTES_MAX).contains(&(line_bytes + value.len())), "{}", value.len());
    }
}
