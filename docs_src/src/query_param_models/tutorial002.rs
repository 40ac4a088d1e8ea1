use brigade::{App, Model, Value, get, json, routes};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Model)]
#[serde(deny_unknown_fields)]
struct FilterParams {
    #[serde(default = "hundred")]
    #[field(gt = 0, le = 100)]
    limit: i64,
    #[serde(default)]
    #[field(ge = 0)]
    offset: i64,
    #[serde(default)]
    order_by: OrderBy,
    #[serde(default)]
    tags: Vec<String>,
}

#[derive(Default, Serialize, Deserialize, Model)]
#[serde(rename_all = "snake_case")]
#[model(inline)]
enum OrderBy {
    #[default]
    CreatedAt,
    UpdatedAt,
}

fn hundred() -> i64 {
    100
}

#[get("/items/")]
async fn read_items(#[query] filter_query: FilterParams) -> Value {
    json!(filter_query)
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items])
}
