use brigade::{App, Environment, testing::TestClient};
use docs_src::{
    guide,
    settings::{app01, app02, app03, tutorial001},
};

#[test]
fn applications_without_their_settings_do_not_start() {
    for app in [tutorial001::app(), app01::app()] {
        let error = TestClient::try_new(app).err().expect("the tests set no variables");
        assert!(
            error.to_string().ends_with("the settings cannot be read, 1 mistake:\n  - ADMIN_EMAIL: Field required")
        );
    }
}

#[test]
fn settings_that_operations_depend_on_are_read_for_the_first_request() {
    let environment = || Environment::of([("admin_email", "admin@example.com"), ("ITEMS_PER_USER", "7")]);
    let expected = r#"200 {"app_name":"Awesome API","admin_email":"admin@example.com","items_per_user":7}"#;
    let in_tests = r#"200 {"app_name":"Awesome API","admin_email":"testing_admin@example.com","items_per_user":50}"#;
    let without = "500 Internal Server Error";
    let app02_with =
        app02::app().override_dependency(app02::get_settings, move || environment().read::<app02::Settings>().unwrap());
    let app03_with =
        app03::app().override_dependency(app03::get_settings, move || environment().read::<app03::Settings>().unwrap());
    for (app, expected) in [
        (app02::app(), without),
        (app02_with, expected),
        (app02::app_with_overrides(), in_tests),
        (app03::app(), without),
        (app03_with, expected),
    ] {
        check_info(app, expected);
    }
}

#[track_caller]
fn check_info(app: App, expected: &str) {
    let answer = TestClient::new(app).get("/info").send();
    assert_eq!(format!("{} {}", answer.status().as_u16(), answer.text()), expected);
}

#[test]
fn guide() {
    let environment = Environment::of([
        ("BURGERS_SHOP_NAME", "The brigade"),
        ("BURGERS_CLOSED_ON", r#"["Monday"]"#),
        ("BURGERS_MAIL__SERVER", "mail.example.com"),
        ("BURGERS_MAIL__PASSWORD", "secret"),
    ]);
    let client = TestClient::new(guide::settings::app(environment).unwrap());
    let expected = r#""The brigade, closed on Monday, sends mail through mail.example.com""#;
    assert_eq!(client.get("/").send().text(), expected);

    let error = guide::settings::app(Environment::of([("BURGERS_MAIL__SERVER", "a")])).err().unwrap();
    let expected = "the settings cannot be read, 2 mistakes:\n  - BURGERS_SHOP_NAME: Field required\n  - \
                    BURGERS_MAIL__PASSWORD: Field required";
    assert_eq!(error.to_string(), expected);
}
