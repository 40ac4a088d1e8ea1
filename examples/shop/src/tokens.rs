//! Makes and reads tokens (JWT, RFC 7519).

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{errors::Result, settings::Settings};

/// The one algorithm: which one a token names is not for its sender to say.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// The keys that sign tokens and check them.
pub(crate) struct Keys {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
    lifetime: Duration,
}

/// What a token says. One that is over, or does not say when it is, is none.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Claims {
    /// The user's id.
    pub(crate) sub: String,
    /// The scopes, separated by spaces.
    pub(crate) scope: String,
    /// When it ends, in seconds since 1970.
    exp: u64,
}

impl Keys {
    pub(crate) fn new(settings: &Settings) -> Self {
        let secret = match &settings.token_secret {
            Some(secret) => secret.expose().as_bytes().to_vec(),
            None => [Uuid::new_v4().into_bytes(), Uuid::new_v4().into_bytes()].concat(),
        };
        let mut validation = Validation::new(ALGORITHM);
        validation.set_required_spec_claims(&["exp", "sub"]);
        validation.leeway = 0;
        Self {
            encoding: EncodingKey::from_secret(&secret),
            decoding: DecodingKey::from_secret(&secret),
            validation,
            lifetime: Duration::from_secs(60 * u64::from(settings.token_minutes)),
        }
    }

    /// Makes a token for `user`.
    pub(crate) fn sign(&self, user: String, scope: String) -> Result<String> {
        let exp = jsonwebtoken::get_current_timestamp() + self.lifetime.as_secs();
        Ok(encode(&Header::new(ALGORITHM), &Claims { sub: user, scope, exp }, &self.encoding)?)
    }

    /// Reads a token that [`sign`](Self::sign) made and that is not over.
    pub(crate) fn read(&self, token: &str) -> Result<Claims> {
        Ok(decode(token, &self.decoding, &self.validation)?.claims)
    }
}
