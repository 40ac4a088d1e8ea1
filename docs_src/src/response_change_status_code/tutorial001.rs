use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, StatusCode, put, routes};
use serde_json::Value;

type Tasks = Mutex<BTreeMap<String, &'static str>>;

#[put("/get-or-create-task/{task_id}")]
async fn get_or_create_task(task_id: String, #[state] tasks: &Tasks) -> (StatusCode, Value) {
    let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    match tasks.get(&task_id) {
        Some(&task) => (StatusCode::OK, task.into()),
        None => {
            tasks.insert(task_id, "This didn't exist before");
            (StatusCode::CREATED, "This didn't exist before".into())
        }
    }
}

pub fn app() -> App {
    let tasks = BTreeMap::from([("foo".to_owned(), "Listen to the Bar Fighters")]);
    App::new("FastAPI").state(Mutex::new(tasks)).routes(routes![get_or_create_task])
}
