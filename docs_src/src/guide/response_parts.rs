use std::time::Duration;

use brigade::{App, Cookie, Redirect, ResponseParts, StatusCode, dependency, get, post, put, routes};

const YEAR: Duration = Duration::from_hours(365 * 24);

/// Remembers the language that somebody has asked for.
#[dependency]
fn language(
    #[query] language: Option<String>,
    #[cookie(alias = "language")] remembered: Option<String>,
    parts: ResponseParts,
) -> String {
    if let Some(language) = &language {
        parts.cookie(Cookie::new("language", language).max_age(YEAR).http_only());
    }
    let language = language.or(remembered).unwrap_or_else(|| "en".to_owned());
    parts.append("vary", "cookie");
    language
}

#[get("/greeting")]
async fn read_greeting(#[depends(language)] language: String, parts: ResponseParts) -> &'static str {
    parts.header("cache-control", "max-age=60");
    if language == "de" { "Mahlzeit" } else { "Enjoy your meal" }
}

/// Answers 201 if there was none.
#[put("/burgers/{name}")]
async fn put_burger(name: String, parts: ResponseParts) -> String {
    if name != "royal" {
        parts.status(StatusCode::CREATED);
    }
    name
}

#[post("/logout", status = 303)]
async fn logout(parts: ResponseParts) -> Redirect {
    parts.cookie(Cookie::removal("language"));
    Redirect::to("/greeting")
}

pub fn app() -> App {
    App::new("Counter").routes(routes![read_greeting, put_burger, logout])
}
