//! Keys under a name that the application chooses.

use super::{Scheme, common_settings, described, is_token, not_authenticated};
use crate::{error::Error, pairs, request::RequestHead, spec::SchemeSpec};

macro_rules! api_key {
    ($(#[$doc:meta])* $scheme:ident $place:literal $read:expr) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $scheme {
            name: &'static str,
            description: Option<&'static str>,
            key: &'static str,
        }

        common_settings!($scheme);

        impl Scheme for $scheme {
            type Credentials = String;

            fn read(&self, head: &RequestHead) -> Result<Option<String>, Error> {
                let read: fn(&RequestHead, &str) -> Option<String> = $read;
                Ok(read(head, self.key).filter(|key| !key.is_empty()))
            }

            fn refusal(&self) -> Error {
                // No standard names a challenge for keys, and this is FastAPI's.
                not_authenticated("APIKey")
            }

            fn describe(&self) -> SchemeSpec {
                let members = [("in", $place.into()), ("name", self.key.into())];
                described(self.name, "apiKey", self.description, members)
            }
        }
    };
}

api_key! {
    /// Asks for a key in the query string. What is in a URL also stands in logs and histories; prefer a header.
    ApiKeyQuery "query" |head, name| {
        let pairs = pairs::urlencoded(head.uri.query().unwrap_or("").as_bytes());
        pairs.filter(|(key, _)| key == name).last().map(|(_, text)| text.into_owned())
    }
}

api_key! {
    /// Asks for a key in a header.
    ApiKeyHeader "header" |head, name| head.headers.get(name).map(|value| pairs::text(value).into_owned())
}

api_key! {
    /// Asks for a key in a cookie.
    ApiKeyCookie "cookie" |head, name| {
        pairs::cookies(&head.headers).into_iter().rfind(|(key, _)| key == name).map(|(_, text)| text)
    }
}

impl ApiKeyQuery {
    /// Describes the scheme by the name of the query parameter.
    #[must_use]
    pub const fn new(parameter: &'static str) -> Self {
        Self { name: "APIKeyQuery", description: None, key: parameter }
    }
}

impl ApiKeyHeader {
    /// Describes the scheme by the name of the header.
    ///
    /// # Panics
    ///
    /// If that is no name of a header.
    #[must_use]
    pub const fn new(header: &'static str) -> Self {
        assert!(is_token(header), "a header's name consists of ASCII letters, digits and a few symbols");
        Self { name: "APIKeyHeader", description: None, key: header }
    }
}

impl ApiKeyCookie {
    /// Describes the scheme by the name of the cookie.
    ///
    /// # Panics
    ///
    /// If that is no name of a cookie.
    #[must_use]
    pub const fn new(cookie: &'static str) -> Self {
        assert!(is_token(cookie), "a cookie's name consists of ASCII letters, digits and a few symbols");
        Self { name: "APIKeyCookie", description: None, key: cookie }
    }
}
