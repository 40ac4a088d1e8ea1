use brigade::{App, Model, get, routes};
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum Size {
    Small,
    Large,
}

#[derive(Serialize, Model)]
struct Burger {
    burger_id: u64,
    size: Size,
}

/// Lists burgers.
#[get("/burgers")]
async fn read_burgers(
    #[query(default = 0)] skip: u64,
    #[query(default = 2, ge = 1, le = 100, description = "How many at most")] limit: u64,
    size: Option<Size>,
) -> Vec<Burger> {
    let size = size.unwrap_or(Size::Small);
    (skip..skip + limit).map(|burger_id| Burger { burger_id, size }).collect()
}

/// Reads one burger.
#[get("/burgers/{burger_id}")]
async fn read_burger(#[path(ge = 1)] burger_id: u64, #[query(alias = "burger-size")] size: Size) -> Burger {
    Burger { burger_id, size }
}

pub fn app() -> App {
    App::new("Burgers").routes(routes![read_burgers, read_burger])
}
