use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use brigade::{App, HttpError, Outcome, dependency, put, routes};
use docs_src::Named;
use serde_json::{Value, json};

type Users = BTreeMap<String, String>;

#[derive(Clone)]
struct Database(Arc<Mutex<Users>>);

/// Is a copy of the database that takes its place if all goes well.
struct Transaction {
    database: Database,
    users: Users,
}

#[dependency(cleanup = commit)]
async fn get_database(#[state] database: Database) -> Transaction {
    let users = database.0.lock().expect("nobody panics with it").clone();
    Transaction { database, users }
}

async fn commit(transaction: Transaction, outcome: Outcome) {
    if outcome.is_answered() {
        *transaction.database.0.lock().expect("nobody panics with it") = transaction.users;
    }
}

#[put("/invalid-user/{user_id}")]
fn put_invalid_user(
    user_id: String,
    #[body] name: String,
    #[depends(get_database)] db: &mut Transaction,
) -> Result<Value, HttpError> {
    db.users.insert(user_id, name);
    Err(HttpError::new(400, "Invalid user"))
}

#[put("/user/{user_id}")]
fn put_user(user_id: String, #[body] name: String, #[depends(get_database)] db: &mut Transaction) -> Value {
    db.users.insert(user_id, name);
    json!({"message": "OK"})
}

pub const APPS: &[Named] = &[("test_dependency_yield_except_httpexception", app)];

fn app() -> App {
    let users = Users::from([("rick".to_owned(), "Rick Sanchez".to_owned())]);
    App::new("FastAPI").state(Database(Arc::new(Mutex::new(users)))).routes(routes![put_invalid_user, put_user])
}
