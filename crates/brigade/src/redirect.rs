//! Sends clients somewhere else.

use http::{HeaderValue, StatusCode, header};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use crate::{
    body::Body,
    error::Error,
    respond::{Respond, Response},
    spec::{Answers, Content},
};

/// What no URL has as it is. What has a meaning in one stays, and so do escapes.
const ESCAPED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'|').add(b'}');

/// Sends the client somewhere else: by 307, with the same method and body, unless the operation says another status.
///
/// ```
/// use brigade::{App, Redirect, get, post, routes, testing::TestClient};
///
/// #[get("/old")]
/// async fn old() -> Redirect {
///     Redirect::to("/new")
/// }
///
/// /// 303 lets browsers ask for the page with GET, as they should after a form.
/// #[post("/orders", status = 303)]
/// async fn order(number: u32) -> Redirect {
///     Redirect::to(&format!("/orders/{number}"))
/// }
///
/// let client = TestClient::new(App::new("Moved").routes(routes![old, order])).without_redirects();
/// assert_eq!(client.get("/old").send().header("location"), Some("/new"));
/// assert_eq!(client.post("/orders?number=7").send().status(), 303);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect(HeaderValue);

impl Redirect {
    /// Sends the client to `target`: a path, or the URL of any site. One that a client chose leads wherever it likes, so compare it
    /// with those that you expect.
    #[must_use]
    pub fn to(target: &str) -> Self {
        let target = utf8_percent_encode(target, ESCAPED).to_string();
        Self(HeaderValue::try_from(target).expect("what is left after escaping is visible ASCII"))
    }
}

impl Respond for Redirect {
    fn respond(self, status: Option<StatusCode>) -> Result<Response, Error> {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = status.unwrap_or(StatusCode::TEMPORARY_REDIRECT);
        response.headers_mut().insert(header::LOCATION, self.0);
        Ok(response)
    }

    fn answers() -> Answers {
        Answers { status: Some(StatusCode::TEMPORARY_REDIRECT.as_u16()), content: Content::Empty, errors: Vec::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_are_escaped_where_they_must_be() {
        for (target, expected) in [
            ("https://example.com:8080/a/b;c?q=1&r=[2]#top", "https://example.com:8080/a/b;c?q=1&r=[2]#top"),
            ("/a b", "/a%20b"),
            ("/a%20b", "/a%20b"),
            ("/é?q=ł", "/%C3%A9?q=%C5%82"),
            ("/\r\nset-cookie: a=b", "/%0D%0Aset-cookie:%20a=b"),
            (r#"/<>"\^`{|}"#, "/%3C%3E%22%5C%5E%60%7B%7C%7D"),
        ] {
            assert_eq!(Redirect::to(target).0, expected);
        }
    }
}
