use brigade::{
    App, HttpError, dependency, get, routes,
    security::{ApiKeyHeader, HttpBearer, HttpCredentials, constant_time_eq},
};

static KEY: ApiKeyHeader = ApiKeyHeader::new("X-Key").description("Ask the chef for one.");
static BEARER: HttpBearer = HttpBearer::new();

/// Lets in who has a key, or a token instead.
#[dependency]
async fn cook(
    #[security(KEY)] key: Option<String>,
    #[security(BEARER)] token: Option<HttpCredentials>,
) -> Result<String, HttpError> {
    match (key, token) {
        (Some(key), _) if constant_time_eq(&key, "salt-and-pepper") => Ok("a cook with a key".to_owned()),
        (None, Some(token)) if constant_time_eq(&token.credentials, "swordfish") => {
            Ok("a cook with a token".to_owned())
        }
        _ => Err(HttpError::new(401, "Cooks only").header("WWW-Authenticate", "APIKey, Bearer")),
    }
}

#[get("/kitchen")]
async fn enter_kitchen(#[depends(cook)] cook: String) -> String {
    cook
}

pub fn app() -> App {
    App::new("Kitchen").routes(routes![enter_kitchen])
}
