//! Says to a content security policy where a file comes from.

/// Returns what a policy adds to `'self'` for the file at `url`: a space and its origin; nothing for a path.
pub(super) fn source(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return String::new() };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    // Nothing else is in an origin, and nothing else may get into a header.
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
    if !matches!(scheme, "http" | "https") || host.is_empty() || !host.bytes().all(is_host) {
        return String::new();
    }
    format!(" {scheme}://{host}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_from_an_origin_or_from_here() {
        for (url, expected) in [
            ("https://unpkg.com/swagger-ui-dist@5/swagger-ui.css", " https://unpkg.com"),
            ("http://[::1]:8000?x", " http://[::1]:8000"),
            ("/static/swagger-ui.css", ""),
            ("static/swagger-ui.css", ""),
            ("https://example.com; script-src */x.js", ""),
            ("https://example.com\r\nset-cookie: a=b/x.js", ""),
            ("data://x", ""),
            ("https://", ""),
        ] {
            assert_eq!(source(url), expected, "{url}");
        }
    }
}
