//! Draws digits, and trains forests meanwhile.

use std::cell::Cell;

use brigade::testing::TestClient;
use futures_util::future::join;
use serde_json::{Value, json};

/// The digits that no forest was trained with.
const UNSEEN: usize = 397;

fn sample(client: &TestClient, number: usize) -> (Value, u64) {
    let sample: Value = client.get(&format!("/samples/{number}")).send().json();
    (json!({"pixels": sample["pixels"]}), sample["digit"].as_u64().expect("a number"))
}

#[test]
fn nine_of_ten_digits_of_other_people_are_read_rightly() {
    let client = TestClient::new(digits::app());
    let report: Value = client.get("/model").send().json();
    assert_eq!((&report["model"], &report["trees"]), (&json!(1), &json!(50)));
    let mut wrong = 0;
    for number in 0..UNSEEN {
        let (drawing, digit) = sample(&client, number);
        let reading: Value = client.post("/digit").json(&drawing).send().json();
        let votes: Vec<u64> = serde_json::from_value(reading["votes"].clone()).expect("numbers");
        assert_eq!((votes.len(), votes.iter().sum::<u64>()), (10, 50));
        assert_eq!(Some(&votes[reading["digit"].as_u64().expect("a digit") as usize]), votes.iter().max());
        wrong += u64::from(reading["digit"] != digit);
    }
    // What the report says is what clients see.
    assert_eq!(report["wrong"], wrong);
    assert!(report["accuracy"].as_f64() > Some(0.9), "{report}");
    assert_eq!(client.get(&format!("/samples/{UNSEEN}")).send().status(), 404);
}

#[test]
fn the_same_plan_grows_the_same_forest() {
    let client = TestClient::new(digits::app());
    let grown = |plan: Value| {
        let report: Value = client.post("/model").json(&plan).send().json();
        let (drawing, _) = sample(&client, 7);
        let reading: Value = client.post("/digit").json(&drawing).send().json();
        assert_eq!(reading["model"], report["model"]);
        (report["wrong"].clone(), reading["votes"].clone())
    };
    let plan = json!({"trees": 30, "rows": 500, "seed": 4});
    let first = grown(plan.clone());
    assert_ne!(grown(json!({"trees": 30, "rows": 500, "seed": 5})), first);
    assert_eq!(grown(plan), first);
    assert_eq!(client.get("/model").send().json::<Value>()["model"], 4);
}

/// Digits are read without a pause while forests come and go: each answer is one forest's, and a newer one each time.
#[tokio::test]
async fn a_forest_is_replaced_and_no_digit_is_lost() {
    let client = TestClient::new(digits::app());
    let drawing = json!({"pixels": vec![8.0; 64]});
    let is_training = Cell::new(true);
    let training = async {
        for number in 2..5 {
            let answer = client.post("/model").json(&json!({"trees": 20, "rows": 400, "seed": number})).await;
            assert_eq!(answer.status(), 200, "{}", answer.text());
            let report: Value = answer.json();
            assert_eq!((&report["model"], &report["trees"]), (&json!(number), &json!(20)));
        }
        is_training.set(false);
    };
    let reading = async {
        let mut models = Vec::new();
        loop {
            // One more once the last forest is there.
            let is_last = !is_training.get();
            let answer = client.post("/digit").json(&drawing).await;
            assert_eq!(answer.status(), 200, "{}", answer.text());
            let reading: Value = answer.json();
            let votes: u64 = reading["votes"].as_array().expect("a list").iter().filter_map(Value::as_u64).sum();
            let model = reading["model"].as_u64().expect("a number");
            assert_eq!(votes, if model == 1 { 50 } else { 20 });
            models.push(model);
            if is_last {
                return models;
            }
        }
    };
    let ((), models) = join(training, reading).await;
    assert!(models.is_sorted(), "{models:?}");
    assert_eq!(models.last(), Some(&4));
    client.close().await;
}

#[tokio::test]
async fn of_forests_that_are_trained_at_once_the_last_number_stays() {
    let client = TestClient::new(digits::app());
    let train = async || {
        let report: Value = client.post("/model").json(&json!({"trees": 1, "rows": 100})).await.json();
        report["model"].as_u64().expect("a number")
    };
    for round in 0..10 {
        let ((first, second), (third, fourth)) = join(join(train(), train()), join(train(), train())).await;
        let mut models = [first, second, third, fourth];
        models.sort_unstable();
        assert_eq!(models, [2, 3, 4, 5].map(|number| number + 4 * round));
        assert_eq!(client.get("/model").await.json::<Value>()["model"], models[3]);
    }
    client.close().await;
}

#[test]
fn what_is_no_drawing_or_no_plan_is_refused_with_the_reason() {
    let client = TestClient::new(digits::app());
    let mut ink = vec![0.0; 64];
    ink[9] = 16.5;
    let pixels = |pixels: &str| format!(r#"{{"pixels":[{pixels}]}}"#);
    let zeros = |count: usize| vec!["0"; count].join(",");
    for (target, body, fault) in [
        ("/digit", pixels(""), "at least 64 items"),
        ("/digit", pixels(&zeros(63)), "at least 64 items"),
        ("/digit", pixels(&zeros(65)), "at most 64 items"),
        ("/digit", pixels(&(zeros(63) + ",NaN")), "pixel 63 is NaN, and they are from 0 to 16"),
        ("/digit", pixels(&(zeros(63) + ",1e999")), "pixel 63 is inf, and they are from 0 to 16"),
        ("/digit", pixels(&(zeros(63) + ",-1")), "pixel 63 is -1, and they are from 0 to 16"),
        ("/digit", pixels(&(zeros(63) + r#","x""#)), "valid number"),
        ("/digit", pixels(&(zeros(63) + ",null")), "valid number"),
        ("/digit", json!({ "pixels": ink }).to_string(), "pixel 9 is 16.5, and they are from 0 to 16"),
        ("/digit", "{}".to_owned(), "Field required"),
        ("/model", r#"{"trees":0}"#.to_owned(), "greater than or equal to 1"),
        ("/model", r#"{"trees":501}"#.to_owned(), "less than or equal to 500"),
        ("/model", r#"{"rows":99}"#.to_owned(), "greater than or equal to 100"),
        ("/model", r#"{"rows":1401}"#.to_owned(), "less than or equal to 1400"),
        ("/model", r#"{"depth":0}"#.to_owned(), "greater than or equal to 1"),
    ] {
        let answer = client.post(target).header("content-type", "application/json").body(body.clone()).send();
        assert_eq!(answer.status(), 422, "{body}: {}", answer.text());
        assert!(answer.text().contains(fault), "{body}: {}", answer.text());
    }
}
