use std::time::{SystemTime, UNIX_EPOCH};

use brigade::{
    App,
    testing::{TestClient, TestResponse},
};
use docs_src::{
    guide::api_keys,
    hs256,
    security::{tutorial001, tutorial002, tutorial003, tutorial004, tutorial005, tutorial006, tutorial007},
};
use expect_test::expect;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode};
use serde_json::{Value, json};

use crate::transcript::check;

#[test]
fn tutorial001() {
    check(
        tutorial001::app(),
        expect![[r#"
            > GET /items
            307
            location: http://testserver/items/

            > GET /items/
            401 {"detail":"Not authenticated"}
            www-authenticate: Bearer

            > GET /items/
            > authorization: Bearer testtoken
            200 {"token":"testtoken"}

            > GET /items/
            > authorization: Notexistent testtoken
            401 {"detail":"Not authenticated"}
            www-authenticate: Bearer"#]],
    );
}

#[test]
fn tutorial002() {
    check(
        tutorial002::app(),
        expect![[r#"
            > GET /users/me
            401 {"detail":"Not authenticated"}
            www-authenticate: Bearer

            > GET /users/me
            > authorization: Bearer testtoken
            200 {"username":"testtokenfakedecoded","email":"john@example.com","full_name":"John Doe","disabled":null}"#]],
    );
}

#[test]
fn tutorial003() {
    check(
        tutorial003::app(),
        expect![[r#"
            > POST /token
            > content-type: application/x-www-form-urlencoded
            > username=johndoe&password=secret
            200 {"access_token":"johndoe","token_type":"bearer"}

            > POST /token
            > content-type: application/x-www-form-urlencoded
            > username=johndoe&password=incorrect
            400 {"detail":"Incorrect username or password"}

            > POST /token
            > content-type: application/x-www-form-urlencoded
            > username=foo&password=secret
            400 {"detail":"Incorrect username or password"}

            > GET /users/me
            401 {"detail":"Not authenticated"}
            www-authenticate: Bearer

            > GET /users/me
            > authorization: Bearer johndoe
            200 {"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe","disabled":false,"hashed_password":"fakehashedsecret"}

            > GET /users/me
            > authorization: Bearer nonexistent
            401 {"detail":"Not authenticated"}
            www-authenticate: Bearer

            > GET /users/me
            > authorization: Bearer alice
            400 {"detail":"Inactive user"}"#]],
    );
}

#[test]
fn tutorial006() {
    check(
        tutorial006::app(),
        expect![[r#"
            > GET /users/me
            401 {"detail":"Not authenticated"}
            www-authenticate: Basic

            > GET /users/me
            > authorization: Basic am9objpzZWNyZXQ=
            200 {"username":"john","password":"secret"}

            > GET /users/me
            > authorization: Basic notabase64token
            401 {"detail":"Not authenticated"}
            www-authenticate: Basic

            > GET /users/me
            > authorization: Basic am9obnNlY3JldA==
            401 {"detail":"Not authenticated"}
            www-authenticate: Basic"#]],
    );
}

#[test]
fn tutorial007() {
    check(
        tutorial007::app(),
        expect![[r#"
            > GET /users/me
            401 {"detail":"Not authenticated"}
            www-authenticate: Basic

            > GET /users/me
            > authorization: Basic c3RhbmxleWpvYnNvbjpzd29yZGZpc2g=
            200 {"username":"stanleyjobson"}

            > GET /users/me
            > authorization: Basic c3RhbmxleWpvYnNvbjp3cm9uZw==
            401 {"detail":"Incorrect username or password"}
            www-authenticate: Basic

            > GET /users/me
            > authorization: Basic YWxpY2U6c3dvcmRmaXNo
            401 {"detail":"Incorrect username or password"}
            www-authenticate: Basic"#]],
    );
}

#[test]
fn a_key_or_a_token_opens_the_kitchen() {
    check(
        api_keys::app(),
        expect![[r#"
            > GET /kitchen
            > x-key: salt-and-pepper
            200 "a cook with a key"

            > GET /kitchen
            > authorization: Bearer swordfish
            200 "a cook with a token"

            > GET /kitchen
            > authorization: Bearer swordfish
            > x-key: sugar
            401 {"detail":"Cooks only"}
            www-authenticate: APIKey, Bearer

            > GET /kitchen
            401 {"detail":"Cooks only"}
            www-authenticate: APIKey, Bearer"#]],
    );
}

fn log_in(client: &TestClient, username: &str, password: &str, scope: &str) -> TestResponse {
    client.post("/token").form(&[("username", username), ("password", password), ("scope", scope)]).send()
}

fn token(client: &TestClient, username: &str, password: &str, scope: &str) -> String {
    let answer: Value = log_in(client, username, password, scope).json();
    assert_eq!(answer["token_type"], "bearer");
    answer["access_token"].as_str().expect("an answer with a token").to_owned()
}

/// Says what `path` answers to whoever has `token`: the status, the challenge and the body.
fn call(client: &TestClient, path: &str, token: &str) -> String {
    let answer = client.get(path).header("authorization", &format!("Bearer {token}")).send();
    let challenge = answer.header("www-authenticate").map(|challenge| format!(" [{challenge}]")).unwrap_or_default();
    format!("{}{challenge} {}", answer.status().as_u16(), answer.text())
}

/// Signs a token as the programs do.
fn signed(claims: &Value) -> String {
    hs256::install();
    let key = "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7";
    encode(&Header::new(Algorithm::HS256), claims, &EncodingKey::from_secret(key.as_bytes())).expect("claims are JSON")
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("it is after 1970").as_secs()
}

const JOHN: &str = r#"{"username":"johndoe","email":"johndoe@example.com","full_name":"John Doe","disabled":false}"#;

/// Takes seconds: the hash of a password is meant to be expensive.
#[test]
fn a_password_gets_a_token_and_a_token_gets_in() {
    for (app, scope, wrong) in [(tutorial004::app as fn() -> App, "", 401), (tutorial005::app, "me items", 400)] {
        let client = TestClient::new(app());
        let token = token(&client, "johndoe", "secret", scope);
        assert_eq!(call(&client, "/users/me/", &token), format!("200 {JOHN}"));
        assert_eq!(call(&client, "/users/me/items/", &token), r#"200 [{"item_id":"Foo","owner":"johndoe"}]"#);
        for (username, password) in [("johndoe", "incorrect"), ("nobody", "secret")] {
            let answer = log_in(&client, username, password, scope);
            assert_eq!(answer.status().as_u16(), wrong);
            assert_eq!(answer.text(), r#"{"detail":"Incorrect username or password"}"#);
        }
    }
}

#[test]
fn only_tokens_of_ours_that_have_not_ended_get_in() {
    let client = TestClient::new(tutorial004::app());
    let refused = r#"401 [Bearer] {"detail":"Could not validate credentials"}"#;
    let later = seconds() + 600;
    for (token, expected) in [
        (signed(&json!({"sub": "johndoe", "exp": later})), &*format!("200 {JOHN}")),
        (signed(&json!({"sub": "johndoe", "exp": seconds() - 600})), refused),
        (signed(&json!({"sub": "johndoe"})), refused),
        (signed(&json!({"sub": "nobody", "exp": later})), refused),
        (signed(&json!({"exp": later})), refused),
        // `{"alg":"none"}`, and no signature.
        ("eyJhbGciOiJub25lIn0.eyJzdWIiOiJqb2huZG9lIiwiZXhwIjo5OTk5OTk5OTk5fQ.".to_owned(), refused),
        ("nonexistent".to_owned(), refused),
    ] {
        assert_eq!(call(&client, "/users/me/", &token), expected, "{token}");
    }
}

#[test]
fn a_token_is_good_for_its_scopes_alone() {
    let client = TestClient::new(tutorial005::app());
    let none = signed(&json!({"sub": "johndoe", "exp": seconds() + 600, "scope": ""}));
    let me = signed(&json!({"sub": "johndoe", "exp": seconds() + 600, "scope": "me"}));
    let alice = signed(&json!({"sub": "alice", "exp": seconds() + 600, "scope": "me"}));
    for (path, token, expected) in [
        ("/status/", &none, r#"200 {"status":"ok"}"#),
        ("/users/me/", &none, r#"401 [Bearer scope="me"] {"detail":"Not enough permissions"}"#),
        ("/users/me/", &me, &*format!("200 {JOHN}")),
        ("/users/me/items/", &me, r#"401 [Bearer scope="items me"] {"detail":"Not enough permissions"}"#),
        ("/users/me/", &alice, r#"400 {"detail":"Inactive user"}"#),
        ("/status/", &"nonexistent".to_owned(), r#"401 [Bearer] {"detail":"Could not validate credentials"}"#),
    ] {
        assert_eq!(call(&client, path, token), expected, "{path}");
    }
}
