use brigade::{
    App, Error, HttpError, RequestHead, SchemeSpec, Value, get, json, routes,
    security::{HttpBearer, HttpCredentials, Scheme},
};

/// Refuses with 403, as clients of older services may expect.
struct HttpBearer403(HttpBearer);

impl Scheme for HttpBearer403 {
    type Credentials = HttpCredentials;

    fn read(&self, head: &RequestHead) -> Result<Option<HttpCredentials>, Error> {
        self.0.read(head)
    }

    fn refusal(&self) -> Error {
        HttpError::new(403, "Not authenticated").into()
    }

    fn describe(&self) -> SchemeSpec {
        self.0.describe()
    }
}

static BEARER: HttpBearer403 = HttpBearer403(HttpBearer::new().named("HTTPBearer403"));

#[get("/me")]
async fn read_me(#[security(BEARER)] credentials: HttpCredentials) -> Value {
    json!({"message": "You are authenticated", "token": credentials.credentials})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_me])
}
