use brigade::{
    HttpError, Router, dependency, post, routes,
    security::{OAuth2PasswordBearer, OAuth2PasswordForm, constant_time_eq},
};
use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{models::Token, settings::Settings};

static OAUTH2: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");

pub(super) fn router() -> Router {
    Router::new().routes(routes![sign_in])
}

fn signed(name: &str, settings: &Settings) -> String {
    let key = Hmac::<Sha256>::new_from_slice(settings.secret.expose().as_bytes()).expect("a key has any length");
    format!("{name}.{:x}", key.chain_update(name).finalize().into_bytes())
}

#[dependency]
pub(super) async fn clerk(
    #[security(OAUTH2)] token: String,
    #[state] settings: &Settings,
) -> Result<String, HttpError> {
    let name = token.rsplit_once('.').map_or("", |(name, _)| name);
    if !constant_time_eq(signed(name, settings), &token) {
        return Err(HttpError::new(401, "Sign in again").header("WWW-Authenticate", "Bearer"));
    }
    Ok(name.to_owned())
}

#[post("/token")]
fn sign_in(form: OAuth2PasswordForm, #[state] settings: &Settings) -> Result<Token, HttpError> {
    match settings.clerks.get(&form.username) {
        Some(password) if constant_time_eq(password.expose(), form.password.expose()) => {
            Ok(Token { access_token: signed(&form.username, settings), token_type: "bearer" })
        }
        _ => Err(HttpError::new(400, "Wrong name or password")),
    }
}
