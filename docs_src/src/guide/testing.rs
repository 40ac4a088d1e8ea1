use brigade::{App, get, routes};

#[get("/double/{number}")]
async fn double(#[path(le = 1000)] number: u32) -> u32 {
    number * 2
}

pub fn app() -> App {
    App::new("Doubler").routes(routes![double])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn numbers_are_doubled() {
        let client = TestClient::new(app());
        let answer = client.get("/double/21").send();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<u32>(), 42);
        assert_eq!(client.get("/double/1001").send().status(), 422);
    }
}
