//! What is answered: statuses, headers, cookies, errors, and what a response model leaves out.

use std::{collections::BTreeMap, time::Duration};

use brigade::{
    App, Cookie, Html, HttpError, Model, Redirect, Respond, Response, ResponseParts, Result, SameSite, StatusCode,
    Text, get, post, routes,
};
use docs_src::Named;
use serde::{Deserialize, Serialize};
use serde_json::json;

#[derive(Serialize, Model)]
struct Public {
    name: String,
    price: Option<f64>,
}

#[derive(Deserialize, Model)]
struct Private {
    name: String,
    price: Option<f64>,
    password: String,
}

#[post("/filtered", status = 201)]
async fn write_filtered(item: Private) -> Public {
    Public { name: item.name, price: item.price }
}

#[get("/nothing", status = 204)]
async fn read_nothing() {}

#[get("/none")]
async fn read_none() {}

#[get("/status")]
async fn read_status(#[query(ge = 200, le = 599)] code: u16) -> Result<(StatusCode, BTreeMap<&'static str, u16>)> {
    Ok((StatusCode::from_u16(code)?, BTreeMap::from([("code", code)])))
}

#[get("/error")]
async fn read_error(#[query(ge = 400, le = 599)] code: u16, detail: String) -> Result<String, HttpError> {
    Err(HttpError::new(code, detail))
}

#[get("/error-with-headers")]
async fn read_error_with_headers(#[query(pattern = "^[a-z]*$")] value: String) -> Result<String, HttpError> {
    let detail = json!({"why": [value, 1, null]});
    Err(HttpError::new(418, detail).header("X-Why", &value).header("WWW-Authenticate", "Bearer"))
}

#[get("/headers")]
async fn read_headers(parts: ResponseParts, #[query(pattern = "^[a-zA-Z0-9 ]*$")] value: String) -> String {
    parts.header("X-Value", &value);
    parts.header("X-Two", "2");
    value
}

#[get("/cookies")]
async fn read_cookies(parts: ResponseParts, #[query(max_length = 20)] value: String) -> &'static str {
    parts.cookie(Cookie::new("plain", &value));
    parts.cookie(
        Cookie::new("full", "v")
            .max_age(Duration::from_secs(60))
            .path("/p")
            .domain("example.com")
            .secure()
            .http_only()
            .same_site(SameSite::Strict),
    );
    parts.cookie(Cookie::removal("gone"));
    "set"
}

#[get("/text")]
async fn read_text(value: String) -> Text<String> {
    Text(value)
}

#[get("/html")]
async fn read_html(value: String) -> Html<String> {
    Html(format!("<p>{value}</p>"))
}

#[get("/redirect")]
async fn read_redirect(to: String) -> Redirect {
    Redirect::to(&to)
}

#[get("/redirect-with-status", status = 303)]
async fn read_redirect_with_status(to: String) -> Redirect {
    Redirect::to(&to)
}

#[get("/numbers")]
async fn read_numbers(value: f64) -> BTreeMap<&'static str, f64> {
    BTreeMap::from([("value", value), ("half", value / 2.0)])
}

#[get("/mirror")]
async fn read_mirror(#[header] value: String) -> Result<Response> {
    let mut response = json!({ "value": value }).respond(Some(StatusCode::ACCEPTED))?;
    response.headers_mut().insert("x-mirror", "yes".parse()?);
    Ok(response)
}

#[get("/integers")]
async fn read_integers(value: i64) -> BTreeMap<i64, Vec<i64>> {
    BTreeMap::from([(value, vec![value])])
}

fn app() -> App {
    App::new("FastAPI").routes(routes![
        write_filtered,
        read_nothing,
        read_none,
        read_status,
        read_error,
        read_error_with_headers,
        read_headers,
        read_cookies,
        read_text,
        read_html,
        read_redirect,
        read_redirect_with_status,
        read_numbers,
        read_mirror,
        read_integers
    ])
}

pub const APPS: &[Named] = &[("pairs/responses", app)];
