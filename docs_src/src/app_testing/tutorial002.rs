use brigade::{App, Result, Value, WebSocket, get, json, routes, websocket};

#[get("/")]
async fn read_main() -> Value {
    json!({"msg": "Hello World"})
}

#[websocket("/ws")]
async fn websocket(websocket: WebSocket) -> Result<()> {
    let websocket = websocket.accept().await?;
    websocket.send_json(&json!({"msg": "Hello WebSocket"})).await?;
    websocket.close(1000, "").await?;
    Ok(())
}

pub fn app() -> App {
    App::new("FastAPI").routes(routes![read_main, websocket])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn main_is_read() {
        let answer = TestClient::new(app()).get("/").send();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>(), json!({"msg": "Hello World"}));
    }

    #[test]
    fn the_socket_says_hello() {
        let client = TestClient::new(app());
        let mut socket = client.websocket("/ws").connect();
        assert_eq!(socket.receive_json::<Value>(), json!({"msg": "Hello WebSocket"}));
    }
}
