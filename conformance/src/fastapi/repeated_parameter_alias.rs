use brigade::{App, Value, get, json, routes};
use docs_src::Named;

#[get("/{repeated_alias}")]
fn get_parameters_with_repeated_aliases(
    #[path(alias = "repeated_alias")] path: String,
    #[query(alias = "repeated_alias")] query: String,
) -> Value {
    json!({"path": path, "query": query})
}

pub const APPS: &[Named] = &[("test_repeated_parameter_alias", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_parameters_with_repeated_aliases])
}
