use brigade::{App, Object, Value, get, json, routes};

#[get("/items/")]
async fn read_items() -> Value {
    json!([{"name": "Foo"}])
}

pub fn app() -> App {
    App::new("Custom title")
        .version("2.5.0")
        .summary("This is a very custom OpenAPI schema")
        .description("Here's a longer description of the custom **OpenAPI** schema")
        .openapi_with(|document| {
            let logo = "https://fastapi.tiangolo.com/img/logo-margin/logo-teal.png";
            document["info"]["x-logo"] = Object::from([("url", logo.into())]).into();
        })
        .routes(routes![read_items])
}
