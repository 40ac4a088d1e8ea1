use brigade::{App, DocumentedResponse, HttpError, Router, get, routes};

mod burgers {
    use brigade::{HttpError, Router, get, post, routes};

    #[get("")]
    async fn read_burgers() -> Vec<&'static str> {
        vec!["Royal"]
    }

    #[post("", status = 201)]
    async fn create_burger() -> &'static str {
        "Royal"
    }

    #[get("/{burger_id}")]
    async fn read_burger(burger_id: u64) -> Result<&'static str, HttpError> {
        if burger_id == 1 { Ok("Royal") } else { Err(HttpError::new(404, "Burger not found")) }
    }

    pub(super) fn router() -> Router {
        Router::new().prefix("/burgers").tags(["burgers"]).routes(routes![read_burgers, create_burger, read_burger])
    }
}

#[get("/drinks")]
async fn read_drinks() -> Result<Vec<&'static str>, HttpError> {
    Err(HttpError::new(404, "The bar is closed"))
}

pub fn app() -> App {
    let not_found = DocumentedResponse::new("404").description("Nothing is there");
    let menu =
        Router::new().prefix("/menu").responses([not_found]).include(burgers::router()).routes(routes![read_drinks]);
    App::new("Menu").include(menu)
}
