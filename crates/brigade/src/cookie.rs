//! Writes the cookies that answers set, as Starlette writes them.
//!
//! Whatever is in a name, a value or an attribute, nothing of it becomes another attribute or another header: names and
//! attributes are checked, values are quoted. `pairs` reads what comes back.

use std::{
    fmt::{self, Write},
    time::{Duration, SystemTime},
};

use http::HeaderValue;

/// Is a cookie that an answer sets, with [`ResponseParts::cookie`](crate::ResponseParts::cookie).
///
/// Unless told otherwise, browsers keep it until they are closed, send it with every request to the host that set it, but not
/// with those that the pages of other sites make, and show it to scripts.
///
/// ```
/// use std::time::Duration;
///
/// use brigade::Cookie;
///
/// let cookie = Cookie::new("session", "abc 123").max_age(Duration::from_secs(60)).secure().http_only();
/// assert_eq!(cookie.to_string(), r#"session="abc 123"; HttpOnly; Max-Age=60; Path=/; SameSite=lax; Secure"#);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Cookie {
    name: String,
    value: String,
    domain: Option<String>,
    expires: Option<SystemTime>,
    is_http_only: bool,
    max_age: Option<Duration>,
    is_partitioned: bool,
    path: String,
    same_site: SameSite,
    is_secure: bool,
}

/// Says with which requests of other sites a browser sends a cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SameSite {
    /// With none.
    Strict,
    /// When somebody follows a link.
    Lax,
    /// With all. Browsers take such a cookie by HTTPS only.
    None,
}

impl SameSite {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Strict => "strict",
            Self::Lax => "lax",
            Self::None => "none",
        }
    }
}

impl Cookie {
    /// Makes a cookie. A `value` of other characters than letters, digits and a few signs is written in quotes, and comes back as
    /// it was. Browsers refuse cookies of more than 4,096 bytes.
    ///
    /// # Panics
    ///
    /// If no cookie may have that name, or `value` has characters beyond Latin-1 (U+00FF): encode those, as percent signs or base64.
    #[track_caller]
    pub fn new(name: &str, value: &str) -> Self {
        assert!(is_name(name), "{name:?} is no name of a cookie: it has letters, digits and hyphens");
        assert!(value.chars().all(|character| u8::try_from(character).is_ok()), "a cookie's value is Latin-1 at most");
        Self {
            name: name.to_owned(),
            value: value.to_owned(),
            domain: None,
            expires: None,
            is_http_only: false,
            max_age: None,
            is_partitioned: false,
            path: "/".to_owned(),
            same_site: SameSite::Lax,
            is_secure: false,
        }
    }

    /// Makes what removes the cookie `name`. Its path and its domain have to be those that it was set with.
    ///
    /// # Panics
    ///
    /// If no cookie may have that name.
    #[track_caller]
    pub fn removal(name: &str) -> Self {
        Self::new(name, "").max_age(Duration::ZERO).expires(SystemTime::UNIX_EPOCH)
    }

    /// Lets the cookie live for `max_age`, in whole seconds.
    pub fn max_age(mut self, max_age: Duration) -> Self {
        self.max_age = Some(max_age);
        self
    }

    /// Lets the cookie live until `expires`; where there is a [`max_age`](Self::max_age), that counts.
    ///
    /// # Panics
    ///
    /// If `expires` is before 1970 or after the year 9999.
    #[track_caller]
    pub fn expires(mut self, expires: SystemTime) -> Self {
        let seconds = expires.duration_since(SystemTime::UNIX_EPOCH).map_or(u64::MAX, |since| since.as_secs());
        assert!(seconds < SECONDS_UNTIL_10_000, "a cookie expires between 1970 and 9999");
        self.expires = Some(expires);
        self
    }

    /// Has the cookie sent with requests for `path` and what is below it; `/` otherwise. It separates nothing: any page of the
    /// host can get at it.
    ///
    /// # Panics
    ///
    /// If `path` does not begin with `/`, or has characters that no path of a cookie may have.
    #[track_caller]
    pub fn path(mut self, path: &str) -> Self {
        assert!(is_path(path), "{path:?} is no path of a cookie");
        self.path = path.to_owned();
        self
    }

    /// Has the cookie sent to all hosts below `domain`, too. Each of them can then read and replace it.
    ///
    /// # Panics
    ///
    /// If `domain` has other characters than letters, digits, hyphens and dots.
    #[track_caller]
    pub fn domain(mut self, domain: &str) -> Self {
        let is_domain = !domain.is_empty()
            && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
        assert!(is_domain, "{domain:?} is no domain");
        self.domain = Some(domain.to_owned());
        self
    }

    /// Has the cookie sent by HTTPS only, and to this machine.
    pub fn secure(mut self) -> Self {
        self.is_secure = true;
        self
    }

    /// Hides the cookie from scripts.
    pub fn http_only(mut self) -> Self {
        self.is_http_only = true;
        self
    }

    /// Says with which requests of other sites the cookie is sent; `Lax` otherwise. `None` makes it [`secure`](Self::secure): browsers
    /// refuse it otherwise.
    pub fn same_site(mut self, same_site: SameSite) -> Self {
        self.is_secure |= same_site == SameSite::None;
        self.same_site = same_site;
        self
    }

    /// Gives each site that embeds pages of this one a cookie of its own, and makes it [`secure`](Self::secure): browsers refuse it
    /// otherwise.
    pub fn partitioned(mut self) -> Self {
        self.is_partitioned = true;
        self.secure()
    }
}

/// Is what `set-cookie` says, with the attributes in the order of the alphabet.
impl fmt::Display for Cookie {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}=", self.name)?;
        write_value(&self.value, formatter)?;
        if let Some(domain) = &self.domain {
            write!(formatter, "; Domain={domain}")?;
        }
        if let Some(expires) = self.expires {
            write!(formatter, "; expires={}", httpdate::HttpDate::from(expires))?;
        }
        if self.is_http_only {
            formatter.write_str("; HttpOnly")?;
        }
        if let Some(max_age) = self.max_age {
            write!(formatter, "; Max-Age={}", max_age.as_secs())?;
        }
        if self.is_partitioned {
            formatter.write_str("; Partitioned")?;
        }
        write!(formatter, "; Path={}; SameSite={}", self.path, self.same_site.as_str())?;
        if self.is_secure {
            formatter.write_str("; Secure")?;
        }
        Ok(())
    }
}

impl From<Cookie> for HeaderValue {
    fn from(cookie: Cookie) -> Self {
        let mut value =
            Self::try_from(cookie.to_string()).expect("names and attributes are checked, and values are quoted");
        // Who has the value may be the user: it is shown in no log, and kept in no table of HTTP/2's.
        value.set_sensitive(true);
        value
    }
}

/// From 1970 to the end of the year 9999.
const SECONDS_UNTIL_10_000: u64 = 253_402_300_800;

/// Returns whether a cookie may have that name: a token of RFC 9110.
pub(crate) fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(is_plain)
}

/// Returns whether a cookie may have that path.
pub(crate) fn is_path(path: &str) -> bool {
    path.starts_with('/') && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b';')
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

/// Writes a value, in quotes if it is not plain. What may confuse even there is the number of a character, in octal digits.
fn write_value(value: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Python's rules, by which Starlette writes and reads cookies, take a colon for plain.
    let is_plain = |character: char| character == ':' || u8::try_from(character).is_ok_and(is_plain);
    if !value.is_empty() && value.chars().all(is_plain) {
        return formatter.write_str(value);
    }
    formatter.write_char('"')?;
    for character in value.chars() {
        match character {
            '"' | '\\' => write!(formatter, "\\{character}")?,
            plain if is_plain(plain) || " ()/<=>?@[]{}".contains(plain) => formatter.write_char(plain)?,
            other => write!(formatter, "\\{:03o}", u32::from(other))?,
        }
    }
    formatter.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_written_in_order() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_445_412_480);
        for (cookie, expected) in [
            (Cookie::new("a", "b"), "a=b; Path=/; SameSite=lax"),
            (
                Cookie::new("a", "b").secure().same_site(SameSite::Strict).path("/shop").http_only(),
                "a=b; HttpOnly; Path=/shop; SameSite=strict; Secure",
            ),
            (
                Cookie::new("a", "b").max_age(Duration::from_millis(1900)).expires(time).domain("example.com"),
                "a=b; Domain=example.com; expires=Wed, 21 Oct 2015 07:28:00 GMT; Max-Age=1; Path=/; SameSite=lax",
            ),
            (Cookie::new("a", "b").same_site(SameSite::None), "a=b; Path=/; SameSite=none; Secure"),
            (Cookie::new("a", "b").partitioned(), "a=b; Partitioned; Path=/; SameSite=lax; Secure"),
            (Cookie::removal("a"), r#"a=""; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; SameSite=lax"#),
        ] {
            assert_eq!(cookie.to_string(), expected);
        }
    }

    #[test]
    fn values_come_back_as_they_were() {
        for (value, written) in [
            ("fake-cookie:value", "fake-cookie:value"),
            ("", r#""""#),
            ("a b", r#""a b""#),
            ("a;b,c", r#""a\073b\054c""#),
            (r#"{"a": "\n"}"#, r#""{\"a\": \"\\n\"}""#),
            ("a\r\nset-cookie: b=c", r#""a\015\012set-cookie: b=c""#),
            ("é", r#""\351""#),
            ("100%", "100%"),
            (r"\351", r#""\\351""#),
        ] {
            let line = Cookie::new("name", value).to_string();
            assert_eq!(line, format!("name={written}; Path=/; SameSite=lax"));
            let mut headers = http::HeaderMap::new();
            let pair = line.split("; ").next().expect("the value has no such end");
            headers.insert(http::header::COOKIE, pair.parse().expect("what is written is a header's value"));
            assert_eq!(crate::pairs::cookies(&headers), [("name".to_owned(), value.to_owned())]);
        }
    }

    #[test]
    fn what_no_cookie_may_have_panics() {
        let refused: [fn() -> Cookie; 8] = [
            || Cookie::new("", "b"),
            || Cookie::new("a b", "b"),
            || Cookie::new("a=b", "b"),
            || Cookie::new("a", "Łódź"),
            || Cookie::new("a", "b").path("shop"),
            || Cookie::new("a", "b").path("/; Domain=example.com"),
            || Cookie::new("a", "b").domain("example.com; Secure"),
            || Cookie::new("a", "b").expires(SystemTime::UNIX_EPOCH + Duration::from_secs(SECONDS_UNTIL_10_000)),
        ];
        for (number, make) in refused.into_iter().enumerate() {
            assert!(std::panic::catch_unwind(make).is_err(), "{number}");
        }
    }
}
