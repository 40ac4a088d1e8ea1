use brigade::{App, Html, Request, Result, StaticFiles, Templates, context, get, routes};

#[get("/items/{id}")]
async fn read_item(request: Request, id: String, #[state] templates: &Templates) -> Result<Html<String>> {
    templates.render(&request, "item.html", context! { id })
}

pub fn app() -> App {
    App::new("FastAPI")
        .static_files("/static", StaticFiles::new("static"))
        .templates(Templates::new("templates"))
        .routes(routes![read_item])
}
