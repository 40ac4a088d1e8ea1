use brigade::{App, Value, dependency, get, json, routes};

#[dependency]
async fn common_parameters(
    q: Option<String>,
    #[query(default = 0)] skip: i64,
    #[query(default = 100)] limit: i64,
) -> Value {
    json!({"q": q, "skip": skip, "limit": limit})
}

#[get("/items/")]
async fn read_items(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"message": "Hello Items!", "params": commons})
}

#[get("/users/")]
async fn read_users(#[depends(common_parameters)] commons: Value) -> Value {
    json!({"message": "Hello Users!", "params": commons})
}

#[dependency]
async fn fewer_parameters(q: Option<String>) -> Value {
    json!({"q": q, "skip": 5, "limit": 10})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_items, read_users])
}

pub fn app_with_overrides() -> App {
    app().override_dependency(common_parameters, fewer_parameters {})
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn what_is_depended_on_is_another_function() {
        let client = TestClient::new(app_with_overrides());
        for (target, q) in [("/items/", json!(null)), ("/items/?q=foo&skip=9&limit=9", json!("foo"))] {
            let params = json!({"q": q, "skip": 5, "limit": 10});
            let expected = json!({"message": "Hello Items!", "params": params});
            assert_eq!(client.get(target).send().json::<Value>(), expected, "{target}");
        }
    }
}
