use brigade::{App, Value, get, json, routes};

#[get("/")]
async fn root() -> Value {
    json!({"message": "Tomato"})
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![root])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[tokio::test]
    async fn the_root_says_what_it_is() {
        let client = TestClient::new(app());
        let answer = client.get("/").await;
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>(), json!({"message": "Tomato"}));
        client.close().await;
    }
}
