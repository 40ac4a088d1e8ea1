//! The layers around an application, as its users have them.

use brigade::{
    App, Body, HttpError, Next, Request, Response, get,
    middleware::{Cors, RequestId, RequestIds},
    post, routes,
    testing::TestClient,
};
use http_body_util::{BodyExt, Limited};

#[get("/items/{item_id}")]
async fn read_item(item_id: u32) -> Result<u32, HttpError> {
    match item_id {
        0 => panic!("nobody orders nothing"),
        1..100 => Ok(item_id),
        _ => Err(HttpError::new(410, "Sold out")),
    }
}

#[get("/id")]
async fn read_id(id: RequestId) -> String {
    id.to_string()
}

fn app() -> App {
    App::new("Items").routes(routes![read_item, read_id])
}

#[test]
fn scripts_of_other_origins_may_read_errors_too() {
    let client = TestClient::new(app().layer(Cors::new().allow_origins(["https://a.example"])));
    let cases =
        [("/items/1", 200), ("/items/one", 422), ("/items/0", 500), ("/items/100", 410), ("/", 404), ("/docs", 200)];
    for (target, status) in cases {
        let answer = client.get(target).header("origin", "https://a.example").send();
        assert_eq!(answer.status(), status, "{target}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("https://a.example"), "{target}");
    }
    let preflight = client.request("OPTIONS", "/items/1").header("origin", "https://a.example");
    assert_eq!(preflight.header("access-control-request-method", "GET").send().text(), "OK");
    assert_eq!(client.request("OPTIONS", "/items/1").send().status(), 405);
}

#[post("/sum")]
async fn sum(#[body] numbers: Vec<u32>) -> u32 {
    numbers.iter().sum()
}

#[test]
fn what_a_layer_says_of_a_body_is_the_answer() {
    async fn at_most_ten_bytes(request: Request, next: Next) -> Response {
        let wrap = |body| Body::new(Limited::new(body, 10).map_err(|_| HttpError::new(422, "ten bytes are enough")));
        next.run(request.map(wrap)).await
    }
    let client = TestClient::new(App::new("Sums").routes(routes![sum]).middleware(at_most_ten_bytes));
    assert_eq!(client.post("/sum").json(&[1, 2]).send().text(), "3");
    let refused = client.post("/sum").json(&[100, 200, 300]).send();
    assert_eq!((refused.status().as_u16(), refused.text()), (422, r#"{"detail":"ten bytes are enough"}"#));
}

#[test]
fn a_layer_that_cannot_be_safe_is_among_the_mistakes_of_the_start() {
    let app = app().layer(Cors::new().allow_origins(["*"]).allow_credentials());
    #[cfg(feature = "sessions")]
    let app = app.layer(brigade::middleware::Sessions::new("short"));
    let said = TestClient::try_new(app).map(drop).unwrap_err().to_string();
    assert!(said.contains("CORS: any origin with credentials"), "{said}");
    #[cfg(feature = "sessions")]
    assert!(said.contains("sessions: a secret of 5 bytes"), "{said}");
}

#[test]
fn operations_take_the_identifier_of_their_request() {
    let client = TestClient::new(app().layer(RequestIds::new()));
    let answer = client.get("/id").send();
    assert_eq!(Some(answer.json::<String>().as_str()), answer.header("x-request-id"));
    assert_eq!(client.get("/id").header("x-request-id", "7").send().json::<String>(), "7");
    // A failure is logged by the same name, and has no second one.
    let failed = client.get("/items/0").header("x-request-id", "8").send();
    assert_eq!(failed.status(), 500);
    assert_eq!(failed.headers().get_all("x-request-id").iter().collect::<Vec<_>>(), ["8"]);
    // No client is told what the program forgot.
    let forgotten = TestClient::new(app()).get("/id").send();
    assert_eq!((forgotten.status().as_u16(), forgotten.text()), (500, "Internal Server Error"));
}

#[cfg(feature = "sessions")]
#[test]
fn a_session_lives_from_request_to_request() {
    use brigade::{
        middleware::{Session, Sessions},
        post,
    };

    #[post("/count")]
    fn count(session: Session) -> brigade::Result<u64> {
        let count = session.get::<u64>("count")?.unwrap_or(0) + 1;
        session.set("count", count)?;
        Ok(count)
    }

    #[post("/fill")]
    async fn fill(session: Session) -> brigade::Result<()> {
        Ok(session.set("all", "x".repeat(5000))?)
    }

    let app = App::new("Counter").routes(routes![count, fill]).layer(Sessions::new([7; 32]));
    let document = serde_json::to_string(&app.openapi()).expect("a document");
    assert!(!document.contains("session"), "{document}");
    let client = TestClient::new(app);
    assert_eq!(client.post("/count").send().json::<u64>(), 1);
    assert_eq!(client.post("/count").send().json::<u64>(), 2);
    let too_large = client.post("/fill").send();
    assert_eq!((too_large.status().as_u16(), too_large.header("set-cookie")), (500, None));
    assert_eq!(client.post("/count").send().json::<u64>(), 3);
}

#[cfg(feature = "sessions")]
#[test]
fn a_dependency_says_who_somebody_is() {
    use brigade::{
        Result, dependency,
        middleware::{Session, Sessions},
    };

    #[dependency]
    async fn current_user(session: Session) -> Result<String> {
        Ok(session.get("user")?.ok_or_else(|| HttpError::new(401, "Not logged in"))?)
    }

    #[get("/login")]
    async fn log_in(user: String, session: Session) -> Result<()> {
        Ok(session.set("user", user)?)
    }

    #[get("/me")]
    async fn read_me(#[depends(current_user)] user: String) -> String {
        user
    }

    let client = TestClient::new(App::new("Users").routes(routes![log_in, read_me]).layer(Sessions::new([7; 32])));
    assert_eq!(client.get("/me").send().status(), 401);
    client.get("/login?user=Ann").send();
    assert_eq!(client.get("/me").send().json::<String>(), "Ann");
}
