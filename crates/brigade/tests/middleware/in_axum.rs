//! The layers are tower's, so an application of axum takes them.

use std::time::Duration;

use axum::{Extension, Router, body::Body, routing::get};
use brigade::{
    ClientScheme,
    middleware::{Cors, HttpsRedirect, RequestId, RequestIds, SecurityHeaders, Timeout, TrustedHosts},
};
use tower::ServiceExt;

use crate::run;

async fn greet(Extension(id): Extension<RequestId>) -> String {
    format!("Hello, {id}")
}

#[test]
fn axum_takes_the_layers() {
    run(async {
        let app = Router::new()
            .route("/", get(greet))
            .layer(Timeout::new(Duration::from_secs(5)))
            .layer(RequestIds::new())
            .layer(SecurityHeaders::new())
            .layer(Cors::new().allow_origins(["https://a.example"]))
            .layer(TrustedHosts::new(["b.example"]))
            .layer(HttpsRedirect::new());
        let request = || {
            let request = http::Request::get("/").header("host", "b.example").header("origin", "https://a.example");
            request.header("x-request-id", "7").body(Body::empty()).unwrap()
        };
        let redirected = app.clone().oneshot(request()).await.unwrap();
        assert_eq!(redirected.headers()["location"], "https://b.example/");
        let mut by_https = request();
        by_https.extensions_mut().insert(ClientScheme::Https);
        let answer = app.oneshot(by_https).await.unwrap();
        assert_eq!(answer.headers()["access-control-allow-origin"], "https://a.example");
        assert_eq!(answer.headers()["strict-transport-security"], "max-age=31536000");
        assert_eq!(answer.headers()["x-request-id"], "7");
        assert_eq!(axum::body::to_bytes(answer.into_body(), 100).await.unwrap(), "Hello, 7");
    })
}

#[cfg(feature = "compression")]
#[test]
fn axum_compresses() {
    run(async {
        let app =
            Router::new().route("/", get(|| async { "x".repeat(4000) })).layer(brigade::middleware::Compression::new());
        let request = http::Request::get("/").header("accept-encoding", "gzip").body(Body::empty()).unwrap();
        let answer = app.oneshot(request).await.unwrap();
        assert_eq!(answer.headers()["content-encoding"], "gzip");
        assert!(axum::body::to_bytes(answer.into_body(), 4000).await.unwrap().len() < 100);
    })
}

#[cfg(feature = "sessions")]
#[test]
fn axum_has_sessions() {
    run(async {
        use brigade::middleware::{Session, Sessions};

        async fn count(Extension(session): Extension<Session>) -> String {
            let count = session.get::<u64>("count").unwrap().unwrap_or(0) + 1;
            session.set("count", count).unwrap();
            count.to_string()
        }

        let app = Router::new().route("/", get(count)).layer(Sessions::new([7; 32]));
        let mut cookie = String::new();
        for expected in ["1", "2", "3"] {
            let request = http::Request::get("/").header("cookie", &cookie).body(Body::empty()).unwrap();
            let answer = app.clone().oneshot(request).await.unwrap();
            let line = answer.headers()["set-cookie"].to_str().unwrap();
            cookie = line.split(';').next().unwrap().to_owned();
            assert_eq!(axum::body::to_bytes(answer.into_body(), 100).await.unwrap(), expected);
        }
    })
}
