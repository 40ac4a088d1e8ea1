use brigade::{App, Model, post, routes};
use serde::{Deserialize, Serialize};

/// A burger, ready to eat.
#[derive(Serialize, Deserialize, Model)]
struct Burger {
    #[field(min_length = 1, max_length = 40, examples = ["Royal"])]
    name: String,
    /// In dollars.
    #[field(gt = 0, le = 1000)]
    price: f64,
    #[field(pattern = "^[A-Z]{3}-[0-9]{4}$")]
    code: Option<String>,
    #[serde(default)]
    #[field(max_length = 2)]
    toppings: Vec<Topping>,
}

#[derive(Serialize, Deserialize, Model)]
struct Topping {
    name: String,
    #[serde(default = "one")]
    #[field(ge = 1, le = 10)]
    amount: u8,
}

fn one() -> u8 {
    1
}

#[post("/burgers", status = 201)]
async fn create_burger(burger: Burger) -> Burger {
    burger
}

pub fn app() -> App {
    App::new("Burgers").routes(routes![create_burger])
}
