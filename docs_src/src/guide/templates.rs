use brigade::{App, Error, Html, HttpError, Request, Result, StaticFiles, StatusCode, Templates, context, get, routes};
use serde::Serialize;

#[derive(Serialize)]
struct Burger {
    burger_id: u64,
    name: &'static str,
    cents: u32,
    toppings: Vec<&'static str>,
}

#[get("/burgers/{burger_id}", hidden)]
async fn read_burger(burger_id: u64, request: Request, #[state] templates: &Templates) -> Result<Html<String>> {
    let name = match burger_id {
        1 => "Royal",
        2 => "Ham & Eggs",
        _ => return Err(HttpError::new(404, "Burger not found").into()),
    };
    let burger = Burger { burger_id, name, cents: 850, toppings: vec!["onions", "<secret>"] };
    templates.render(&request, "burger.html", context! { burger })
}

pub fn app() -> App {
    let templates = Templates::new("templates").customize(|environment| {
        environment.add_filter("dollars", |cents: u32| format!("${}.{:02}", cents / 100, cents % 100));
    });
    let pages = templates.clone();
    let missing = move |_: Error, request: Request| -> Result<(StatusCode, Html<String>)> {
        Ok((StatusCode::NOT_FOUND, pages.render(&request, "missing.html", context! {})?))
    };
    App::new("Burgers")
        .templates(templates)
        .static_files("/static", StaticFiles::new("static"))
        .routes(routes![read_burger])
        .on_status(404, missing)
}
