use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

use brigade::{App, ResponseParts, StatusCode, Value, put, routes};

type Tasks = Mutex<BTreeMap<String, &'static str>>;

#[put("/get-or-create-task/{task_id}", status = 200)]
fn get_or_create_task(task_id: String, #[state] tasks: &Tasks, parts: ResponseParts) -> Value {
    let mut tasks = tasks.lock().unwrap_or_else(PoisonError::into_inner);
    let task = tasks.entry(task_id).or_insert_with(|| {
        parts.status(StatusCode::CREATED);
        "This didn't exist before"
    });
    Value::from(*task)
}

pub fn app() -> App {
    let tasks = BTreeMap::from([("foo".to_owned(), "Listen to the Bar Fighters")]);
    App::new("FastAPI").state(Mutex::new(tasks)).routes(routes![get_or_create_task])
}
