use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use brigade::{App, HttpError, Lifespan, Result, Value, get, json, routes};

/// The items of an application that the test holds as well.
type Items = Arc<Mutex<BTreeMap<&'static str, Value>>>;

async fn lifespan(mut lifespan: Lifespan, items: Items) -> Result<()> {
    let foo_and_bar = [("foo", json!({"name": "Fighters"})), ("bar", json!({"name": "Tenders"}))];
    items.lock().unwrap_or_else(PoisonError::into_inner).extend(foo_and_bar);
    lifespan.state(items.clone());
    lifespan.until_shutdown().await;
    items.lock().unwrap_or_else(PoisonError::into_inner).clear();
    Ok(())
}

#[get("/items/{item_id}")]
async fn read_items(item_id: String, #[state] items: &Items) -> Result<Value, HttpError> {
    let items = items.lock().unwrap_or_else(PoisonError::into_inner);
    items.get(&*item_id).cloned().ok_or_else(|| HttpError::new(404, "Item not found"))
}

fn app_with(items: Items) -> App {
    App::new("FastAPI").lifespan(move |begun| lifespan(begun, items.clone())).routes(routes![read_items])
}

pub fn app() -> App {
    app_with(Items::default())
}

#[cfg(test)]
mod tests {
    use brigade::testing::TestClient;

    use super::*;

    #[test]
    fn items_are_there_while_the_application_lives() {
        let items = Items::default();
        let count = || items.lock().unwrap_or_else(PoisonError::into_inner).len();
        let client = TestClient::new(app_with(items.clone()));
        assert_eq!(count(), 2);
        assert_eq!(client.get("/items/foo").send().json::<Value>(), json!({"name": "Fighters"}));
        drop(client);
        assert_eq!(count(), 0);
    }
}
