use std::{env, fs, process::Command};

use brigade::testing::TestClient;
use docs_src::background_tasks::{tutorial001, tutorial002};

/// Runs `test`, which is a test of this file, in a process whose working directory is empty: the tasks write there.
fn elsewhere(test: &str) {
    let folder = env::temp_dir().join(format!("brigade-{test}-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("there is room for a folder");
    let mut command = Command::new(env::current_exe().expect("this is a program"));
    let ended = command.args(["--exact", &format!("background_tasks::{test}")]).env(INSIDE, "1").current_dir(&folder);
    let ended = ended.output().expect("this program can be started again");
    fs::remove_dir_all(folder).expect("the folder is this test's");
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stdout));
}

const INSIDE: &str = "BACKGROUND_TASKS_INSIDE";

#[test]
fn tutorial001() {
    if env::var_os(INSIDE).is_none() {
        return elsewhere("tutorial001");
    }
    let client = TestClient::new(tutorial001::app());
    let answer = client.post("/send-notification/foo@example.com").send();
    assert_eq!(answer.text(), r#"{"message":"Notification sent in the background"}"#);
    assert_eq!(fs::read_to_string("log.txt").unwrap(), "notification for foo@example.com: some notification");
}

#[test]
fn tutorial002() {
    if env::var_os(INSIDE).is_none() {
        return elsewhere("tutorial002");
    }
    let client = TestClient::new(tutorial002::app());
    let answer = client.post("/send-notification/foo@example.com?q=some-query").send();
    assert_eq!(answer.text(), r#"{"message":"Message sent"}"#);
    assert_eq!(fs::read_to_string("log.txt").unwrap(), "found query: some-query\nmessage to foo@example.com\n");
}
