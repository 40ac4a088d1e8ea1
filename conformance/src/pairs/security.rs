//! Every security scheme, that must be satisfied and that may be.

use brigade::{
    App, get, routes,
    security::{
        ApiKeyCookie, ApiKeyHeader, ApiKeyQuery, HttpBasic, HttpBasicCredentials, HttpBearer, HttpCredentials,
        HttpDigest, OAuth2AuthorizationCodeBearer, OAuth2PasswordBearer, OpenIdConnect,
    },
};
use docs_src::Named;

static BASIC: HttpBasic = HttpBasic::new();
static BEARER: HttpBearer = HttpBearer::new();
static DIGEST: HttpDigest = HttpDigest::new();
static PASSWORD: OAuth2PasswordBearer = OAuth2PasswordBearer::new("token");
static CODE: OAuth2AuthorizationCodeBearer = OAuth2AuthorizationCodeBearer::new("authorize", "token");
static OPEN_ID: OpenIdConnect = OpenIdConnect::new("/openid");
static KEY_QUERY: ApiKeyQuery = ApiKeyQuery::new("key");
static KEY_HEADER: ApiKeyHeader = ApiKeyHeader::new("X-Key");
static KEY_COOKIE: ApiKeyCookie = ApiKeyCookie::new("key");

fn pair(user: &HttpBasicCredentials) -> Vec<String> {
    vec![user.username.clone(), user.password.expose().to_owned()]
}

fn parts(user: &HttpCredentials) -> Vec<String> {
    vec![user.scheme.clone(), user.credentials.clone()]
}

#[get("/basic")]
async fn read_basic(#[security(BASIC)] user: HttpBasicCredentials) -> Vec<String> {
    pair(&user)
}

#[get("/basic-with-parameter")]
async fn read_basic_with_parameter(#[security(BASIC)] user: HttpBasicCredentials, number: i64) -> Vec<String> {
    [pair(&user), vec![number.to_string()]].concat()
}

#[get("/maybe-basic")]
async fn read_maybe_basic(#[security(BASIC)] user: Option<HttpBasicCredentials>) -> Option<Vec<String>> {
    user.as_ref().map(pair)
}

#[get("/bearer")]
async fn read_bearer(#[security(BEARER)] user: HttpCredentials) -> Vec<String> {
    parts(&user)
}

#[get("/maybe-bearer")]
async fn read_maybe_bearer(#[security(BEARER)] user: Option<HttpCredentials>) -> Option<Vec<String>> {
    user.as_ref().map(parts)
}

#[get("/digest")]
async fn read_digest(#[security(DIGEST)] user: HttpCredentials) -> Vec<String> {
    parts(&user)
}

macro_rules! tokens {
    ($($name:ident $path:literal $scheme:ident $type:ty;)*) => {
        $(
            #[get($path)]
            async fn $name(#[security($scheme)] token: $type) -> $type {
                token
            }
        )*

        fn app() -> App {
            App::new("FastAPI").routes(routes![
                read_basic,
                read_basic_with_parameter,
                read_maybe_basic,
                read_bearer,
                read_maybe_bearer,
                read_digest,
                $($name),*
            ])
        }
    };
}

tokens! {
    read_password "/password" PASSWORD String;
    read_maybe_password "/maybe-password" PASSWORD Option<String>;
    read_code "/code" CODE String;
    read_open_id "/open-id" OPEN_ID String;
    read_key_query "/key-query" KEY_QUERY String;
    read_maybe_key_query "/maybe-key-query" KEY_QUERY Option<String>;
    read_key_header "/key-header" KEY_HEADER String;
    read_maybe_key_header "/maybe-key-header" KEY_HEADER Option<String>;
    read_key_cookie "/key-cookie" KEY_COOKIE String;
    read_maybe_key_cookie "/maybe-key-cookie" KEY_COOKIE Option<String>;
}

pub const APPS: &[Named] = &[("pairs/security", app)];
