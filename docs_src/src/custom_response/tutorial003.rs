use brigade::{App, Media, get, routes};

const PAGE: &str = "
    <html>
        <head>
            <title>Some HTML in here</title>
        </head>
        <body>
            <h1>Look ma! HTML!</h1>
        </body>
    </html>
    ";

#[get("/items/")]
async fn read_items() -> Media<&'static str> {
    Media("text/html; charset=utf-8", PAGE)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
