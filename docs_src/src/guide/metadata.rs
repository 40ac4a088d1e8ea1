use brigade::{App, Contact, License, Model, Server, Tag, get, post, routes};
use serde::{Deserialize, Serialize};

/// A burger, ready to eat.
#[derive(Serialize, Deserialize, Model)]
#[model(example = Burger { name: "Royal".to_owned(), price: 4.5 })]
struct Burger {
    name: String,
    /// In dollars.
    price: f64,
}

/// Why there is no burger.
#[derive(Serialize, Model)]
struct Apology {
    text: String,
}

/// Lists burgers.
///
/// Everything below the first line is part of the description too.
#[get("/burgers", tags = ["burgers"], response_description = "All of them")]
async fn read_burgers() -> Vec<Burger> {
    Vec::new()
}

/// Adds a burger.
#[post(
    "/burgers",
    status = 201,
    tags = ["burgers"],
    summary = "Add a burger to the menu",
    operation_id = "addBurger",
    response(409, model = Apology, description = "There is one already")
)]
async fn create_burger(burger: Burger) -> Burger {
    burger
}

#[get("/old-menu", deprecated)]
async fn old_menu() -> Vec<String> {
    Vec::new()
}

#[get("/health", hidden)]
async fn health() -> bool {
    true
}

pub fn app() -> App {
    App::new("Burger shop")
        .version("2.1.0")
        .summary("Burgers over HTTP")
        .description("Everything that a **hungry** program needs.")
        .contact(Contact::new().name("The kitchen").email("kitchen@example.com"))
        .license(License::new("MIT").identifier("MIT"))
        .server(Server::new("https://burgers.example.com").description("Production"))
        .tag(Tag::new("burgers").description("With and without cheese"))
        .docs_url("/documentation")
        .routes(routes![read_burgers, create_burger, old_menu, health])
}
