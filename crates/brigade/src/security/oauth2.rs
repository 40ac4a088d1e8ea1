//! OAuth 2.0 (RFC 6749): how clients come by a token, which the document tells, and where they put it.

use super::{
    Scheme, common_settings, described,
    http_auth::{authorization, credentials_of},
    not_authenticated,
};
use crate::{
    error::Error,
    request::RequestHead,
    spec::SchemeSpec,
    value::{Object, Value},
};

/// Describes one way to get a token.
///
/// URLs may be relative: to where the document is.
#[derive(Debug, Clone, Copy)]
pub struct OAuth2Flow {
    grant: Grant,
    refresh_url: Option<&'static str>,
    scopes: &'static [(&'static str, &'static str)],
}

/// Is what a client gives for a token, in the document's order.
#[derive(Debug, Clone, Copy)]
enum Grant {
    Implicit { authorization_url: &'static str },
    Password { token_url: &'static str },
    ClientCredentials { token_url: &'static str },
    AuthorizationCode { authorization_url: &'static str, token_url: &'static str },
}

impl OAuth2Flow {
    /// Describes the flow that sends people to `authorization_url` and gives the token to the page that they came from.
    #[must_use]
    pub const fn implicit(authorization_url: &'static str) -> Self {
        Self::of(Grant::Implicit { authorization_url })
    }

    /// Describes the flow that sends a name and a password to `token_url`.
    #[must_use]
    pub const fn password(token_url: &'static str) -> Self {
        Self::of(Grant::Password { token_url })
    }

    /// Describes the flow in which the client is not a person.
    #[must_use]
    pub const fn client_credentials(token_url: &'static str) -> Self {
        Self::of(Grant::ClientCredentials { token_url })
    }

    /// Describes the flow that sends people to `authorization_url` and gets a token from `token_url` for what they bring back.
    #[must_use]
    pub const fn authorization_code(authorization_url: &'static str, token_url: &'static str) -> Self {
        Self::of(Grant::AuthorizationCode { authorization_url, token_url })
    }

    const fn of(grant: Grant) -> Self {
        Self { grant, refresh_url: None, scopes: &[] }
    }

    /// Sets where clients get new tokens for old ones.
    #[must_use]
    pub const fn refresh_url(mut self, url: &'static str) -> Self {
        self.refresh_url = Some(url);
        self
    }

    /// Names the scopes that a client may ask for, each with what it is good for.
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [(&'static str, &'static str)]) -> Self {
        self.scopes = scopes;
        self
    }

    fn name(&self) -> &'static str {
        match self.grant {
            Grant::Implicit { .. } => "implicit",
            Grant::Password { .. } => "password",
            Grant::ClientCredentials { .. } => "clientCredentials",
            Grant::AuthorizationCode { .. } => "authorizationCode",
        }
    }

    fn definition(&self) -> Value {
        let (authorization_url, token_url) = match self.grant {
            Grant::Implicit { authorization_url } => (Some(authorization_url), None),
            Grant::Password { token_url } | Grant::ClientCredentials { token_url } => (None, Some(token_url)),
            Grant::AuthorizationCode { authorization_url, token_url } => (Some(authorization_url), Some(token_url)),
        };
        let scopes: Object = self.scopes.iter().map(|&(scope, text)| (scope.to_owned(), text.into())).collect();
        let members = [
            ("refreshUrl", self.refresh_url.map(Value::from)),
            ("scopes", Some(scopes.into())),
            ("authorizationUrl", authorization_url.map(Value::from)),
            ("tokenUrl", token_url.map(Value::from)),
        ];
        let members = members.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        members.collect::<Object>().into()
    }
}

fn describe(name: &'static str, description: Option<&'static str>, flows: &[OAuth2Flow]) -> SchemeSpec {
    let flows: Object = flows.iter().map(|flow| (flow.name().to_owned(), flow.definition())).collect();
    described(name, "oauth2", description, [("flows", flows.into())])
}

/// Asks for a token of OAuth 2.0, by whatever flows; takes the whole `Authorization` header.
#[derive(Debug, Clone, Copy)]
pub struct OAuth2 {
    name: &'static str,
    description: Option<&'static str>,
    flows: &'static [OAuth2Flow],
}

common_settings!(OAuth2);

impl OAuth2 {
    /// Describes the scheme by its flows, at most one of each kind.
    ///
    /// ```
    /// use brigade::security::{OAuth2, OAuth2Flow};
    ///
    /// static OAUTH2: OAuth2 = OAuth2::new(&[OAuth2Flow::client_credentials("token"), OAuth2Flow::password("token")]);
    /// ```
    #[must_use]
    pub const fn new(flows: &'static [OAuth2Flow]) -> Self {
        Self { name: "OAuth2", description: None, flows }
    }
}

impl Scheme for OAuth2 {
    type Credentials = String;

    fn read(&self, head: &RequestHead) -> Result<Option<String>, Error> {
        Ok(authorization(head).map(Into::into))
    }

    fn refusal(&self) -> Error {
        not_authenticated("Bearer")
    }

    fn describe(&self) -> SchemeSpec {
        describe(self.name, self.description, self.flows)
    }
}

macro_rules! bearer {
    ($(#[$doc:meta])* $scheme:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $scheme {
            name: &'static str,
            description: Option<&'static str>,
            flow: OAuth2Flow,
        }

        common_settings!($scheme);

        impl $scheme {
            const fn of(flow: OAuth2Flow) -> Self {
                Self { name: stringify!($scheme), description: None, flow }
            }

            /// Names the scopes that a client may ask for, each with what it is good for.
            #[must_use]
            pub const fn scopes(mut self, scopes: &'static [(&'static str, &'static str)]) -> Self {
                self.flow = self.flow.scopes(scopes);
                self
            }

            /// Sets where clients get new tokens for old ones.
            #[must_use]
            pub const fn refresh_url(mut self, url: &'static str) -> Self {
                self.flow = self.flow.refresh_url(url);
                self
            }
        }

        impl Scheme for $scheme {
            type Credentials = String;

            fn read(&self, head: &RequestHead) -> Result<Option<String>, Error> {
                Ok(credentials_of(head, "bearer"))
            }

            fn refusal(&self) -> Error {
                not_authenticated("Bearer")
            }

            fn describe(&self) -> SchemeSpec {
                describe(self.name, self.description, &[self.flow])
            }
        }
    };
}

bearer! {
    /// Asks for a token that clients get for a name and a password; takes the token alone.
    OAuth2PasswordBearer
}

bearer! {
    /// Asks for a token that clients get from an authorisation server, where people log in; takes the token alone.
    OAuth2AuthorizationCodeBearer
}

impl OAuth2PasswordBearer {
    /// Describes the scheme by where clients send name and password, as a form. The URL may be relative.
    #[must_use]
    pub const fn new(token_url: &'static str) -> Self {
        Self::of(OAuth2Flow::password(token_url))
    }
}

impl OAuth2AuthorizationCodeBearer {
    /// Describes the scheme by where people log in, and where clients get the token then. The URLs may be relative.
    #[must_use]
    pub const fn new(authorization_url: &'static str, token_url: &'static str) -> Self {
        Self::of(OAuth2Flow::authorization_code(authorization_url, token_url))
    }
}
