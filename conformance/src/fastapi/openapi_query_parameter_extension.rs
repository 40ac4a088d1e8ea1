use brigade::{App, Value, get, json, routes};
use docs_src::Named;

fn extra_parameters() -> Value {
    json!({
        "parameters": [
            {"required": false, "schema": {"title": "Extra Param 1"}, "name": "extra_param_1", "in": "query"},
            {"required": true, "schema": {"title": "Extra Param 2"}, "name": "extra_param_2", "in": "query"},
        ],
    })
}

#[get("/", openapi_extra = extra_parameters())]
fn route_with_extra_query_parameters(
    #[query(default = 50, alias = "standard_query_param")] _standard_query_param: Option<i64>,
) -> Value {
    json!({})
}

pub const APPS: &[Named] = &[("test_openapi_query_parameter_extension", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![route_with_extra_query_parameters])
}
