use std::sync::{Arc, Mutex};

use brigade::{
    App, Environment,
    testing::{TestClient, TestRequest},
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    Settings,
    accounts::{Role, User, current_user},
    mail::{Mail, Outbox, outbox},
};

const PASSWORD: &str = "correct horse battery staple";

/// The shop with nothing in it, in memory.
fn app() -> App {
    let variables = [
        ("SHOP_DATABASE_URL", "sqlite::memory:"),
        ("SHOP_ADMIN_EMAIL", "boss@shop.example"),
        ("SHOP_ADMIN_PASSWORD", PASSWORD),
    ];
    crate::app(Environment::of(variables).prefix("SHOP_").read::<Settings>().expect("the settings are right"))
}

/// Keeps mails for the test to look at.
#[derive(Clone, Default)]
struct Sent(Arc<Mutex<Vec<Mail>>>);

impl Outbox for Sent {
    fn send(&self, mail: Mail) {
        self.0.lock().expect("nobody panics while sending").push(mail);
    }
}

impl Sent {
    fn texts(&self) -> Vec<String> {
        self.0.lock().expect("nobody panics while sending").iter().map(|mail| mail.text.clone()).collect()
    }
}

fn register(client: &TestClient, email: &str) -> Value {
    let answer = client.post("/register").json(&json!({"email": email, "password": PASSWORD})).send();
    assert_eq!(answer.status(), 201, "{}", answer.text());
    answer.json()
}

fn log_in(client: &TestClient, email: &str, scope: &str) -> String {
    let form = [("username", email), ("password", PASSWORD), ("scope", scope)];
    let answer = client.post("/token").form(&form).send();
    assert_eq!(answer.status(), 200, "{}", answer.text());
    answer.json::<Value>()["access_token"].as_str().expect("a token is a string").to_owned()
}

fn bearer<'c>(request: TestRequest<'c>, token: &str) -> TestRequest<'c> {
    request.header("authorization", &format!("Bearer {token}"))
}

#[test]
fn somebody_registers_logs_in_and_buys() {
    let sent = Sent::default();
    let kept = sent.clone();
    let client = TestClient::new(app().override_dependency(outbox, move || Arc::new(kept.clone()) as Arc<dyn Outbox>));
    register(&client, "ann@shop.example");
    let boss = log_in(&client, "boss@shop.example", "");
    let ann = log_in(&client, "ann@shop.example", "");

    let pen = json!({"name": "Pen", "price_cents": 120, "stock": 3});
    let refused = bearer(client.post("/products/"), &ann).json(&pen).send();
    assert_eq!(refused.status(), 403);
    assert_eq!(refused.header("www-authenticate"), Some("Bearer scope=\"products:write\""));
    let pen: Value = bearer(client.post("/products/"), &boss).json(&pen).send().json();
    let id = pen["id"].as_str().expect("an id is a string");

    let buy =
        |quantity: i64| bearer(client.post(&format!("/orders/{id}")), &ann).json(&json!({"quantity": quantity})).send();
    let order = buy(2);
    assert_eq!((order.status().as_u16(), &order.json::<Value>()["total_cents"]), (201, &json!(240)));
    assert_eq!(sent.texts(), ["You bought 2 × Pen for 240 cents"]);
    let sold_out = buy(2);
    assert_eq!(sold_out.status(), 409);
    assert_eq!(sold_out.json::<Value>(), json!({"detail": "Only 1 left", "code": "sold_out", "left": 1}));
    let orders: Vec<Value> = bearer(client.get("/orders/"), &ann).send().json();
    assert_eq!(orders.len(), 1, "what was refused was not written");
    assert_eq!(client.get("/products/").send().json::<Value>()[0]["stock"], 1);
}

#[test]
fn what_is_no_token_is_refused() {
    let client = TestClient::new(app());
    register(&client, "ann@shop.example");
    let token = log_in(&client, "ann@shop.example", "");
    let [header, claims, signature] = token.split('.').collect::<Vec<_>>()[..] else { panic!("{token}") };
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{claims}.");
    let turned = signature.chars().rev().collect::<String>();
    for (sent, status) in [
        (format!("Bearer {token}"), 200),
        ("Bearer".to_owned(), 401),
        ("Basic YW5uOmE=".to_owned(), 401),
        (format!("Bearer {unsigned}"), 401),
        (format!("Bearer {header}.{claims}.{turned}"), 401),
        (format!("Bearer {header}.{claims}"), 401),
    ] {
        let answer = client.get("/me").header("authorization", &sent).send();
        assert_eq!(answer.status(), status, "{sent}");
        assert_eq!(answer.header("www-authenticate").is_some(), status == 401, "{sent}");
    }
    let narrow = log_in(&client, "ann@shop.example", "nothing");
    assert_eq!(bearer(client.get("/orders/"), &narrow).send().status(), 403);
}

#[test]
fn accounts_are_one_for_each_address_and_passwords_are_checked() {
    let client = TestClient::new(app());
    register(&client, "ann@shop.example");
    let again = client.post("/register").json(&json!({"email": "ann@shop.example", "password": PASSWORD})).send();
    assert_eq!(again.status(), 409);
    let short = client.post("/register").json(&json!({"email": "bob@shop.example", "password": "short"})).send();
    assert_eq!(short.status(), 422);
    assert_eq!(short.json::<Value>()["detail"][0]["input"], "**********");
    for (email, password) in [("ann@shop.example", "wrong"), ("nobody@shop.example", PASSWORD)] {
        let answer = client.post("/token").form(&[("username", email), ("password", password)]).send();
        assert_eq!(answer.text(), r#"{"detail":"Incorrect username or password","code":"wrong_password"}"#);
    }
}

#[test]
fn a_test_says_who_is_there() {
    let ann = User { id: Uuid::nil(), email: "ann@shop.example".to_owned(), role: Role::Customer };
    let fake = ann.clone();
    let client = TestClient::new(app().override_dependency(current_user, move || fake.clone()));
    assert_eq!(client.get("/me").send().json::<User>(), ann);
    assert_eq!(client.get("/orders/").send().text(), "[]");
    let missing = client.post(&format!("/orders/{}", Uuid::nil())).json(&json!({"quantity": 1})).send();
    assert_eq!(missing.status(), 404);
}

#[test]
fn wrong_settings_are_named_all_at_once() {
    let variables = [("SHOP_TOKEN_SECRET", "short"), ("SHOP_TOKEN_MINUTES", "0")];
    let error = Environment::of(variables).prefix("SHOP_").read::<Settings>().expect_err("both are wrong").to_string();
    assert!(error.contains("SHOP_TOKEN_SECRET") && error.contains("SHOP_TOKEN_MINUTES"), "{error}");
}
