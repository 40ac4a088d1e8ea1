//! Email addresses, by the rules and with the words of Python's email-validator, which pydantic uses.
//!
//! Not here: Unicode normalisation of what stands before the @-sign, and the names of unusual characters in messages,
//! where their code points stand instead.

use std::{collections::BTreeSet, fmt, str::FromStr};

use super::{canonical, length, string_of, text_serde};
use crate::{
    model::{Model, constrain::Lengthy},
    spec::{Coerced, Constraints, Exactness, Scalar, Source, Type},
    value::Tree,
    violation::Fault,
};

static EMAIL: Scalar = Scalar {
    name: "EmailStr",
    label: "function-after[_validate(), str]",
    coerce,
    check: length,
    json_schema: |_| string_of("email"),
};

/// Characters of a text that may hold an address. Pydantic's limit.
const TEXT_LENGTH_MAX: usize = 2048;
/// Bytes of an address (RFC 5321).
const ADDRESS_BYTES_MAX: usize = 254;
/// Bytes of a domain name, and of one label of it (RFC 1035).
const DOMAIN_BYTES_MAX: usize = 253;
const LABEL_BYTES_MAX: usize = 63;

/// Domains that IANA reserves and that no public address can have.
const RESERVED: [&str; 6] = ["arpa", "invalid", "local", "localhost", "onion", "test"];

/// Mailboxes whose names have no case (RFC 2142).
const MAILBOXES: [&str; 15] = [
    "info",
    "marketing",
    "sales",
    "support",
    "abuse",
    "noc",
    "security",
    "postmaster",
    "hostmaster",
    "usenet",
    "news",
    "webmaster",
    "www",
    "uucp",
    "ftp",
];

/// Is an email address with its domain in lower case: pydantic's `EmailStr`.
///
/// ```
/// let email: brigade::Email = "User@EXAMPLE.com".parse()?;
/// assert_eq!(email.as_str(), "User@example.com");
/// assert!("user@localhost".parse::<brigade::Email>().is_err());
/// # Ok::<(), brigade::InvalidEmail>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(Box<str>);

text_serde!(Email, EMAIL);

/// Says why a text is no email address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidEmail(String);

impl Email {
    /// Returns the address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl fmt::Display for InvalidEmail {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for InvalidEmail {}

impl Lengthy for Email {}

impl Model for Email {
    const SOURCE: Source = Source::Query;

    fn schema() -> Type {
        Type::Scalar(&EMAIL)
    }

    fn holds(&self, constraints: &Constraints) -> bool {
        let length = self.0.chars().count();
        constraints.min_length.is_none_or(|min| length >= min) && constraints.max_length.is_none_or(|max| length <= max)
    }

    fn from_text(text: &str) -> Option<Self> {
        text.parse().ok()
    }
}

impl FromStr for Email {
    type Err = InvalidEmail;

    /// Reads an address, alone or in angle brackets after a name, which is dropped.
    fn from_str(text: &str) -> Result<Self, InvalidEmail> {
        if text.chars().count() > TEXT_LENGTH_MAX {
            return invalid(format!("Length must not exceed {TEXT_LENGTH_MAX} characters"));
        }
        let (local, domain) = split(bracketed(text).unwrap_or(text).trim())?;
        if local.len() > 1 && local.starts_with('"') && local.ends_with('"') {
            return invalid("Quoting the part before the @-sign is not allowed here.");
        }
        let normal_local = check_local(local)?;
        let names = check_domain(domain)?;
        let normal = format!("{normal_local}@{}", names.unicode);
        check_length(&format!("{local}@{domain}"), None)?;
        check_length(&normal, Some("after normalization"))?;
        let ascii = format!("{normal_local}@{}", names.ascii);
        check_length(&ascii, Some("when the part after the @-sign is converted to IDNA ASCII"))?;
        Ok(Self(normal.into()))
    }
}

/// To a union an address is a string that is one: exact.
fn coerce(value: &Tree<'_>) -> Result<Coerced, Fault> {
    let Tree::String(text) = value else {
        return Err(Fault::new("string_type", "Input should be a valid string"));
    };
    match text.parse::<Email>() {
        Ok(email) => Ok(Coerced { exactness: Exactness::Exact, ..canonical(email) }),
        Err(InvalidEmail(reason)) => {
            let message = format!("value is not a valid email address: {reason}");
            Err(Fault::new("value_error", message).with("reason", reason))
        }
    }
}

fn invalid<T>(reason: impl Into<String>) -> Result<T, InvalidEmail> {
    Err(InvalidEmail(reason.into()))
}

/// Returns the address of `Name <address>`, `"Name" <address>` and `<address>`.
fn bracketed(text: &str) -> Option<&str> {
    let (name, rest) = text.split_once('<')?;
    let address = rest.trim_end().strip_suffix('>').filter(|address| !address.is_empty())?;
    let name = name.trim();
    let quoted = name.len() > 2 && name.starts_with('"') && name.ends_with('"');
    let plain = || name.chars().all(|character| character.is_whitespace() || is_name(character));
    (quoted || plain()).then_some(address)
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || is_atom(character)
}

/// Returns whether ASCII allows the character in front of the @-sign, dots aside.
fn is_atom(character: char) -> bool {
    character.is_ascii_alphanumeric() || "_!#$%&'*+-/=?^`{|}~".contains(character)
}

/// Splits at the first @-sign that is not in quotes.
fn split(text: &str) -> Result<(&str, &str), InvalidEmail> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            '@' if !quoted => return Ok((&text[..at], &text[at + 1..])),
            '<' if !quoted => return invalid(misplaced_bracket(&text[..at], &text[at..])),
            '"' if !escaped => quoted = !quoted,
            _ => {}
        }
        escaped = quoted && character == '\\' && !escaped;
    }
    if text.contains('＠') {
        return invalid(
            r#"The email address has the "full-width" at-sign (@) character instead of a regular at-sign."#,
        );
    }
    if text.contains('﹫') {
        return invalid(r#"The email address has the "small commercial at" character instead of a regular at-sign."#);
    }
    invalid("An email address must have an @-sign.")
}

fn misplaced_bracket(name: &str, rest: &str) -> String {
    let name = name.trim_end();
    let quoted = name.len() > 1 && name.starts_with('"') && name.ends_with('"');
    let wrong = displays(name, |character| is_atom(character) || character == ' ');
    if !quoted && !wrong.is_empty() {
        return format!("The display name contains invalid characters when not quoted: {wrong}.");
    }
    if !rest.contains('>') {
        return "An open angle bracket at the start of the email address has to be followed by a close angle bracket at \
                the end."
            .to_owned();
    }
    if !rest.trim_end_matches(' ').ends_with('>') {
        return "There can't be anything after the email address.".to_owned();
    }
    "A display name and angle brackets around the email address are not permitted here.".to_owned()
}

/// Lists what `is_right` refuses, each once and in order.
fn displays(text: &str, is_right: impl Fn(char) -> bool) -> String {
    let wrong: BTreeSet<_> = text.chars().filter(|character| !is_right(*character)).map(display).collect();
    wrong.into_iter().collect::<Vec<_>>().join(", ")
}

fn display(character: char) -> String {
    match character {
        ' ' => "SPACE".to_owned(),
        '\\' => r#""\""#.to_owned(),
        '\'' => r#""'""#.to_owned(),
        other if other.is_whitespace() || other.is_control() => format!("U+{:04X}", u32::from(other)),
        other => format!("'{other}'"),
    }
}

/// Checks what stands before the @-sign and returns it in normal form.
fn check_local(local: &str) -> Result<String, InvalidEmail> {
    if local.is_empty() {
        return invalid("There must be something before the @-sign.");
    }
    let wrong = displays(local, |character| is_atom(character) || character == '.' || !character.is_ascii());
    if !wrong.is_empty() {
        return invalid(format!("The email address contains invalid characters before the @-sign: {wrong}."));
    }
    check_dots(
        local,
        "An email address cannot start with a period.",
        "An email address cannot have a period immediately before the @-sign.",
    )?;
    check_safe(local)?;
    let lower = local.to_ascii_lowercase();
    Ok(if MAILBOXES.contains(&lower.as_str()) { lower } else { local.to_owned() })
}

fn check_dots(text: &str, start: &str, end: &str) -> Result<(), InvalidEmail> {
    if text.ends_with('.') {
        return invalid(end);
    }
    if text.starts_with('.') {
        return invalid(start);
    }
    if text.contains("..") {
        return invalid("An email address cannot have two periods in a row.");
    }
    Ok(())
}

fn check_safe(text: &str) -> Result<(), InvalidEmail> {
    let unsafe_ones = displays(text, |character| !character.is_control() && !character.is_whitespace());
    if unsafe_ones.is_empty() {
        return Ok(());
    }
    invalid(format!("The email address contains unsafe characters: {unsafe_ones}."))
}

/// Holds a domain as people read it and as machines send it.
struct Names {
    unicode: String,
    ascii: String,
}

fn check_domain(domain: &str) -> Result<Names, InvalidEmail> {
    if domain.is_empty() {
        return invalid("There must be something after the @-sign.");
    }
    if domain.starts_with('[') && domain.ends_with(']') {
        return invalid("A bracketed IP address after the @-sign is not allowed here.");
    }
    let length = domain.chars().count();
    if length > DOMAIN_BYTES_MAX {
        return invalid(format!(
            "The email address is too long after the @-sign {}.",
            too_many(length - DOMAIN_BYTES_MAX)
        ));
    }
    let is_host =
        |character: char| character.is_ascii_alphanumeric() || matches!(character, '-' | '.') || !character.is_ascii();
    let wrong = displays(domain, is_host);
    if !wrong.is_empty() {
        return invalid(format!("The part after the @-sign contains invalid characters: {wrong}."));
    }
    check_safe(domain)?;
    // Full stops of other scripts end labels, too; idna does the rest of the mapping.
    let mapped = domain.replace(['。', '．', '｡'], ".").to_lowercase();
    check_labels(&mapped)?;
    let names = if mapped.is_ascii() && !mapped.contains("xn--") {
        Names { unicode: mapped.clone(), ascii: mapped }
    } else {
        let ascii = idna::domain_to_ascii(&mapped)
            .map_err(|_| InvalidEmail("The part after the @-sign is invalid (Invalid domain name).".to_owned()))?;
        Names { unicode: idna::domain_to_unicode(&ascii).0, ascii }
    };
    check_names(&names, domain)?;
    Ok(names)
}

fn check_labels(domain: &str) -> Result<(), InvalidEmail> {
    check_dots(
        domain,
        "An email address cannot have a period immediately after the @-sign.",
        "An email address cannot end with a period.",
    )?;
    if domain.ends_with('-') {
        return invalid("An email address cannot end with a hyphen.");
    }
    if domain.starts_with('-') {
        return invalid("An email address cannot have a hyphen immediately after the @-sign.");
    }
    if domain.contains(".-") || domain.contains("-.") {
        return invalid("An email address cannot have a period and a hyphen next to each other.");
    }
    let reserved = |label: &str| !label.starts_with("xn") && label.chars().skip(2).take(2).eq("--".chars());
    if domain.split('.').any(reserved) {
        return invalid(
            "An email address cannot have two letters followed by two dashes immediately after the @-sign or after a \
             period, except Punycode.",
        );
    }
    Ok(())
}

fn check_names(names: &Names, original: &str) -> Result<(), InvalidEmail> {
    let ascii = names.ascii.as_str();
    if ascii.len() > DOMAIN_BYTES_MAX {
        let count = ascii.len() - DOMAIN_BYTES_MAX;
        let reason = if ascii == original {
            too_many(count)
        } else {
            format!("({count} byte{} too many after IDNA encoding)", if count == 1 { "" } else { "s" })
        };
        return invalid(format!("The email address is too long after the @-sign {reason}."));
    }
    if let Some(label) = ascii.split('.').find(|label| label.len() > LABEL_BYTES_MAX) {
        let reason = too_many(label.len() - LABEL_BYTES_MAX);
        return invalid(format!("After the @-sign, periods cannot be separated by so many characters {reason}."));
    }
    if !ascii.contains('.') {
        return invalid("The part after the @-sign is not valid. It should have a period.");
    }
    if !ascii.ends_with(|last: char| last.is_ascii_alphabetic()) {
        return invalid("The part after the @-sign is not valid. It is not within a valid top-level domain.");
    }
    if RESERVED.iter().any(|name| ascii.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'))) {
        return invalid("The part after the @-sign is a special-use or reserved name that cannot be used with email.");
    }
    Ok(())
}

fn check_length(address: &str, form: Option<&str>) -> Result<(), InvalidEmail> {
    let Some(excess) = address.len().checked_sub(ADDRESS_BYTES_MAX).filter(|excess| *excess > 0) else {
        return Ok(());
    };
    let plural = if excess > 1 { "s" } else { "" };
    let reason = match form {
        Some(form) => format!("{form} ({excess} byte{plural} too many)"),
        None if address.is_ascii() => too_many(excess),
        // How many characters that is at least depends on how many bytes the widest has.
        None => match excess / address.chars().map(char::len_utf8).max().unwrap_or(1) {
            least if least == excess => format!("({excess} character{plural} too many)"),
            least => format!("({}-{excess} character{plural} too many)", least.max(1)),
        },
    };
    invalid(format!("The email address is too long {reason}."))
}

fn too_many(count: usize) -> String {
    format!("({count} character{} too many)", if count > 1 { "s" } else { "" })
}
