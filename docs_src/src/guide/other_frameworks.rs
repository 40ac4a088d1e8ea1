use axum::{Json, Router, extract::Path, routing};
use brigade::{App, Request, RootPath, get, routes};

async fn old_burger(Path(burger_id): Path<u64>) -> Json<String> {
    Json(format!("the old burger {burger_id}"))
}

async fn old_address(request: axum::extract::Request) -> String {
    let root_path = request.extensions().get::<RootPath>().map_or("", |root_path| &root_path.0);
    format!("{} below {root_path}", request.uri())
}

#[get("/burgers")]
async fn read_burgers(request: Request) -> String {
    request.uri().to_string()
}

/// A router of axum in an application.
pub fn app() -> App {
    let old =
        Router::new().route("/burgers/{burger_id}", routing::get(old_burger)).route("/", routing::get(old_address));
    App::new("Burgers").routes(routes![read_burgers]).mount_service("/old", old)
}

/// An application in a router of axum.
pub fn router() -> brigade::Result<Router> {
    let new = App::new("Burgers").root_path("/new").routes(routes![read_burgers]);
    Ok(Router::new().route("/burgers/{burger_id}", routing::get(old_burger)).nest_service("/new", new.into_service()?))
}
