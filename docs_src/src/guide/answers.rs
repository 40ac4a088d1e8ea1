use brigade::{App, Bytes, Html, Media, StatusCode, Text, get, put, routes};

/// A small drawing.
const BURGER: &str = r#"<svg xmlns="http://www.w3.org/2000/svg"><circle r="9"/></svg>"#;

#[get("/text")]
async fn text() -> Text<&'static str> {
    Text("Two burgers")
}

#[get("/html")]
async fn html() -> Html<String> {
    Html(format!("<h1>{} burgers</h1>", 2))
}

#[get("/picture")]
async fn picture() -> Media<&'static str> {
    Media("image/svg+xml", BURGER)
}

#[put("/burgers/{burger_id}")]
async fn put_burger(burger_id: u64, photo: Bytes) -> (StatusCode, usize) {
    let status = if burger_id == 0 { StatusCode::OK } else { StatusCode::CREATED };
    (status, photo.len())
}

pub fn app() -> App {
    App::new("Answers").routes(routes![text, html, picture, put_burger])
}
