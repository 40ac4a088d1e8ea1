use brigade::{App, Fallback, Frontend, HttpError, Router, dependency, depends, get, routes};

#[get("/api/burgers")]
async fn burgers() -> Vec<&'static str> {
    vec!["Royal", "Veggie"]
}

#[dependency]
async fn employee(#[cookie] session: Option<String>) -> Result<String, HttpError> {
    session.ok_or_else(|| HttpError::new(401, "This is for employees"))
}

pub fn app() -> App {
    let kitchen = Router::new()
        .prefix("/kitchen")
        .depends(depends![employee])
        .frontend("/", Frontend::new("dist").fallback(Fallback::Index));
    App::new("Burgers").routes(routes![burgers]).frontend("/", Frontend::new("dist")).include(kitchen)
}
