use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, HttpError, Model, get, post, routes};
use serde::{Deserialize, Serialize};

const FAKE_SECRET_TOKEN: &str = "coneofsilence";

type Items = Mutex<BTreeMap<String, Item>>;

#[derive(Clone, Serialize, Deserialize, Model)]
struct Item {
    id: String,
    title: String,
    description: Option<String>,
}

fn check(token: &str) -> Result<(), HttpError> {
    if token == FAKE_SECRET_TOKEN { Ok(()) } else { Err(HttpError::new(400, "Invalid X-Token header")) }
}

#[get("/items/{item_id}")]
async fn read_main(item_id: String, #[header] x_token: String, #[state] items: &Items) -> Result<Item, HttpError> {
    check(&x_token)?;
    let items = items.lock().unwrap_or_else(PoisonError::into_inner);
    items.get(&item_id).cloned().ok_or_else(|| HttpError::new(404, "Item not found"))
}

#[post("/items/")]
async fn create_item(item: Item, #[header] x_token: String, #[state] items: &Items) -> Result<Item, HttpError> {
    check(&x_token)?;
    let mut items = items.lock().unwrap_or_else(PoisonError::into_inner);
    if items.contains_key(&item.id) {
        return Err(HttpError::new(409, "Item already exists"));
    }
    items.insert(item.id.clone(), item.clone());
    Ok(item)
}

pub fn app() -> App {
    let item = |id: &str, title: &str, description: &str| {
        (id.to_owned(), Item { id: id.into(), title: title.into(), description: Some(description.into()) })
    };
    let items = BTreeMap::from([item("foo", "Foo", "There goes my hero"), item("bar", "Bar", "The bartenders")]);
    App::new("FastAPI").state(Mutex::new(items)).routes(routes![read_main, create_item])
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;
    use serde_json::{Value, json};

    use super::app;

    #[test]
    fn an_item_is_read_with_the_right_token() {
        let client = TestClient::new(app());
        let answer = client.get("/items/foo").header("x-token", "coneofsilence").send();
        assert_eq!(answer.status(), 200);
        let item = json!({"id": "foo", "title": "Foo", "description": "There goes my hero"});
        assert_eq!(answer.json::<Value>(), item);
        for (target, token, status) in [("/items/foo", "hailhydra", 400), ("/items/baz", "coneofsilence", 404)] {
            assert_eq!(client.get(target).header("x-token", token).send().status(), status, "{target}");
        }
    }

    #[test]
    fn an_item_is_created_once() {
        let client = TestClient::new(app());
        let create = || client.post("/items/").header("x-token", "coneofsilence");
        let item = json!({"id": "foobar", "title": "Foo Bar"});
        assert_eq!(create().json(&item).send().status(), 200);
        assert_eq!(create().json(&item).send().status(), 409);
    }
}
