use brigade::{App, Value, get, json, routes};

#[get("/")]
async fn read_main() -> Value {
    json!({"msg": "Hello World"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_main])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;
    use serde_json::{Value, json};

    #[test]
    fn read_main_greets() {
        let client = TestClient::new(super::app());
        let answer = client.get("/").send();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>(), json!({"msg": "Hello World"}));
    }
}
