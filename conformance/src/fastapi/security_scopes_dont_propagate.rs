use brigade::{App, dependency, get, routes, security::SecurityScopes};
use docs_src::Named;
use serde_json::{Value, json};

type Scopes = Vec<&'static str>;

#[dependency]
async fn security1(scopes: SecurityScopes) -> Scopes {
    scopes.iter().collect()
}

#[dependency]
async fn security2(scopes: SecurityScopes) -> Scopes {
    scopes.iter().collect()
}

#[dependency]
async fn dep3(
    #[depends(security1, scopes = ["scope1"])] dep1: Scopes,
    #[depends(security2, scopes = ["scope2"])] dep2: Scopes,
) -> Value {
    json!({"dep1": dep1, "dep2": dep2})
}

#[get("/scopes")]
fn get_scopes(#[depends(dep3, scopes = ["scope3"])] dep3: Value) -> Value {
    dep3
}

pub const APPS: &[Named] = &[("test_security_scopes_dont_propagate", app)];

fn app() -> App {
    App::new("FastAPI").routes(routes![get_scopes])
}
