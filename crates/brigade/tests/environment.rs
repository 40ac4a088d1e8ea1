//! Settings from variables and `.env` files.

use std::{collections::BTreeMap, fs, path::PathBuf};

use brigade::{Environment, Model};
use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize, Model)]
struct Database {
    url: String,
    #[serde(default = "ten")]
    #[field(ge = 1)]
    connections: u32,
}

fn ten() -> u32 {
    10
}

#[derive(Debug, Serialize, Deserialize, Model)]
#[serde(rename_all = "lowercase")]
enum Mode {
    Fast,
    Safe,
}

#[derive(Debug, Serialize, Deserialize, Model)]
struct Common {
    verbose: Option<bool>,
}

#[derive(Debug, Serialize, Deserialize, Model)]
struct Settings {
    name: String,
    #[serde(default)]
    port: Option<u16>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    limits: BTreeMap<String, u32>,
    database: Option<Database>,
    mode: Option<Mode>,
    #[serde(flatten)]
    common: Common,
}

fn environment(variables: &str) -> Environment {
    Environment::of(variables.split(' ').filter_map(|pair| pair.split_once('=')))
}

#[test]
fn fields_are_variables() {
    let cases = [
        ("NAME=a", r#"{"name":"a"}"#),
        ("name=a Port=80", r#"{"name":"a","port":80}"#),
        ("NAME=7 VERBOSE=on MODE=safe OTHER=1", r#"{"name":"7","mode":"safe","verbose":true}"#),
        (r#"NAME=a HOSTS=["b","c"] LIMITS={"D":"1"}"#, r#"{"name":"a","hosts":["b","c"],"limits":{"D":1}}"#),
        (r#"NAME=a DATABASE={"url":"b"}"#, r#"{"name":"a","database":{"url":"b","connections":10}}"#),
        ("NAME=a DATABASE__URL=b", r#"{"name":"a","database":{"url":"b","connections":10}}"#),
        (
            r#"NAME=a DATABASE={"url":"b","connections":1} DATABASE__URL=c"#,
            r#"{"name":"a","database":{"url":"c","connections":1}}"#,
        ),
    ];
    for (variables, expected) in cases {
        let settings: Settings = environment(variables).read().unwrap_or_else(|error| panic!("{variables}: {error}"));
        let mut written = serde_json::to_value(settings).expect("settings serialise");
        let members = written.as_object_mut().expect("settings are an object");
        members
            .retain(|_, value| !value.is_null() && *value != serde_json::json!([]) && *value != serde_json::json!({}));
        let expected: serde_json::Value = serde_json::from_str(expected).expect("the table has JSON");
        assert_eq!(written, expected, "{variables}");
    }
}

#[track_caller]
fn check_mistakes(environment: Environment, expected: &[&str]) {
    let error = environment.read::<Settings>().expect_err("the settings are wrong").to_string();
    let mut lines = error.lines();
    let noun = if expected.len() == 1 { "mistake" } else { "mistakes" };
    assert_eq!(lines.next(), Some(&*format!("the settings cannot be read, {} {noun}:", expected.len())));
    assert_eq!(lines.map(|line| &line[4..]).collect::<Vec<_>>(), expected);
}

#[test]
fn every_mistake_is_named_by_its_variable_and_without_its_value() {
    let integer = "Input should be a valid integer, unable to parse string as an integer";
    check_mistakes(environment(""), &["NAME: Field required"]);
    check_mistakes(
        environment(
            r#"APP_PORT=secret APP_HOSTS=a,b APP_LIMITS={"a":"b"} APP_DATABASE__CONNECTIONS=0 APP_MODE=slow APP_VERBOSE=2 NAME=a"#,
        )
        .prefix("APP_"),
        &[
            "APP_NAME: Field required",
            &format!("APP_PORT: {integer}"),
            &format!("APP_LIMITS.a: {integer}"),
            "APP_DATABASE__URL: Field required",
            "APP_DATABASE__CONNECTIONS: Input should be greater than or equal to 1",
            "APP_MODE: Input should be 'fast' or 'safe'",
            "APP_VERBOSE: Input should be a valid boolean, unable to interpret input",
            "APP_HOSTS: no JSON: Expecting value",
        ],
    );
}

/// Writes a file that only this test knows.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("brigade-{}-{name}.env", std::process::id()));
    fs::write(&path, text).expect("a test can write a temporary file");
    path
}

#[test]
fn variables_win_over_files_and_later_files_over_earlier_ones() {
    let first = file("first", "name=first\nPORT=1\nMODE=fast # but not always\nHOSTS='[\"${NAME}\"]'");
    let second = file("second", "PORT=2\nDATABASE__URL=\"postgres://${USER:-nobody}@${HOST}\"");
    let missing = std::env::temp_dir().join("brigade-no-such.env");
    let environment = environment("NAME=process HOST=here").file(&first).file(&second).file(missing);
    let settings: Settings = environment.read().expect("the files are right");
    assert_eq!((&*settings.name, settings.port, &*settings.hosts[0]), ("process", Some(2), "${NAME}"));
    assert_eq!(settings.database.map(|database| database.url).as_deref(), Some("postgres://nobody@here"));
    fs::remove_file(first).expect("it is there");
    fs::remove_file(second).expect("it is there");
}

#[test]
fn mistakes_in_files_are_named_with_those_of_the_settings() {
    let path = file("wrong", "NAME 1\nPORT='2");
    let name = path.display().to_string();
    check_mistakes(
        environment("").file(&path),
        &[
            &format!("{name}: line 1: there is no `=` after the name"),
            &format!("{name}: line 2: a quote is not closed"),
            "NAME: Field required",
        ],
    );
    fs::remove_file(path).expect("it is there");
    check_mistakes(environment("NAME=a").file("/"), &["/: Is a directory (os error 21)"]);
}

#[test]
fn what_is_shown_of_an_environment_is_no_secret() {
    let shown = format!("{:?}", environment("TOKEN=secret").prefix("APP_"));
    assert_eq!(shown, "Environment { prefix: \"APP_\", .. }");
}
