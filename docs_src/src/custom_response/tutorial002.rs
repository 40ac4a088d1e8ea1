use brigade::{App, Html, get, routes};

#[get("/items/")]
async fn read_items() -> Html<&'static str> {
    Html(
        "
    <html>
        <head>
            <title>Some HTML in here</title>
        </head>
        <body>
            <h1>Look ma! HTML!</h1>
        </body>
    </html>
    ",
    )
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
