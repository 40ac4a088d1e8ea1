use std::collections::BTreeMap;

use brigade::{App, HttpError, Lifespan, Result, Value, get, json, routes};

type Items = BTreeMap<&'static str, Value>;

async fn startup_event(mut lifespan: Lifespan) -> Result<()> {
    let items: Items = BTreeMap::from([("foo", json!({"name": "Fighters"})), ("bar", json!({"name": "Tenders"}))]);
    lifespan.state(items);
    Ok(())
}

#[get("/items/{item_id}")]
async fn read_items(item_id: String, #[state] items: &Items) -> Result<Value, HttpError> {
    items.get(&*item_id).cloned().ok_or_else(|| HttpError::new(404, "Item not found"))
}

pub fn app() -> App {
    App::new("FastAPI").lifespan(startup_event).routes(routes![read_items])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn items_are_there_from_the_start() {
        let client = TestClient::new(app());
        let answer = client.get("/items/foo").send();
        assert_eq!(answer.status(), 200);
        assert_eq!(answer.json::<Value>(), json!({"name": "Fighters"}));
    }
}
