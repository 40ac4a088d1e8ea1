//! OpenID Connect, as far as the document describes it.

use super::{Scheme, common_settings, described, http_auth::authorization, not_authenticated};
use crate::{error::Error, request::RequestHead, spec::SchemeSpec};

/// Asks for a token of an OpenID Connect provider; takes the whole `Authorization` header.
///
/// The provider is for the document alone: nothing is fetched from it, and checking the token is up to the application.
#[derive(Debug, Clone, Copy)]
pub struct OpenIdConnect {
    name: &'static str,
    description: Option<&'static str>,
    url: &'static str,
}

common_settings!(OpenIdConnect);

impl OpenIdConnect {
    /// Describes the scheme by the URL of the provider's discovery document.
    #[must_use]
    pub const fn new(url: &'static str) -> Self {
        Self { name: "OpenIdConnect", description: None, url }
    }
}

impl Scheme for OpenIdConnect {
    type Credentials = String;

    fn read(&self, head: &RequestHead) -> Result<Option<String>, Error> {
        Ok(authorization(head).map(Into::into))
    }

    fn refusal(&self) -> Error {
        not_authenticated("Bearer")
    }

    fn describe(&self) -> SchemeSpec {
        described(self.name, "openIdConnect", self.description, [("openIdConnectUrl", self.url.into())])
    }
}
