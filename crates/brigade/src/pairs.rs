//! Reads names and texts from query strings, forms, cookies and headers, as Starlette reads them.

use std::borrow::Cow;

use http::{HeaderMap, HeaderValue, header};

/// Reads a query string or a form by the rules of HTML: `+` is a space, only `&` separates.
pub(crate) fn urlencoded(text: &[u8]) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
    form_urlencoded::parse(text)
}

/// Reads the `Cookie` headers leniently, as browsers do: what is no pair is a value without a name.
pub(crate) fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    for line in headers.get_all(header::COOKIE).into_iter().map(text) {
        for chunk in line.split(';') {
            let (name, value) = chunk.split_once('=').unwrap_or(("", chunk));
            let (name, value) = (name.trim(), value.trim());
            if !name.is_empty() || !value.is_empty() {
                pairs.push((name.to_owned(), unquote(value)));
            }
        }
    }
    pairs
}

/// Decodes a header's value; bytes beyond ASCII are Latin-1, as in WSGI and ASGI.
pub(crate) fn text(value: &HeaderValue) -> Cow<'_, str> {
    match value.to_str() {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(value.as_bytes().iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// Takes the quotes off a cookie's value and resolves the escapes inside.
fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(character) = rest.next() {
        if character != '\\' {
            text.push(character);
            continue;
        }
        let octal: Option<u8> = rest.as_str().get(..3).and_then(|digits| u8::from_str_radix(digits, 8).ok());
        if let Some(byte) = octal {
            text.push(char::from(byte));
            rest.nth(2);
        } else {
            text.extend(rest.next());
        }
    }
    text
}
