//! Checks the program as a whole: its command line, and what it writes about what it serves.
#![expect(clippy::unwrap_used, reason = "what tests are made of is tests, too")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Command, Stdio},
};

fn burgers(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_burgers"));
    command.args(arguments).env_remove("HOST").env_remove("PORT").env_remove("WORKERS");
    command
}

#[test]
fn operations_and_document_are_printed() {
    let routes = burgers(&["routes"]).output().unwrap();
    assert!(routes.status.success());
    assert_eq!(
        String::from_utf8_lossy(&routes.stdout),
        "GET     /burgers              read_burgers\nGET     /burgers/{burger_id}  read_burger\nPOST    /burgers              \
         create_burger\nPOST    /photos/thumbnail     create_thumbnail\n"
    );
    let document = burgers(&["openapi"]).output().unwrap();
    assert!(document.status.success() && document.stdout.ends_with(b"}\n"));
    let document: serde_json::Value = serde_json::from_slice(&document.stdout).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    let help = burgers(&["--port", "1", "--help"]).output().unwrap();
    assert!(help.status.success() && help.stdout.starts_with(b"Usage: "));
}

#[test]
fn a_wrong_command_line_is_explained() {
    for (arguments, problem) in [(["--ports", "1"], "invalid option '--ports'"), (["grill", "--port"], "--port")] {
        let output = burgers(&arguments).output().unwrap();
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(error.contains(problem) && error.contains("Usage: ") && output.stdout.is_empty(), "{error}");
    }
}

/// Serves, asks for two paths, and returns what was answered and the lines that were written of it.
fn serve_once(arguments: &[&str]) -> (Vec<String>, Vec<String>) {
    let mut program = burgers(&["--port", "0"]).args(arguments).stderr(Stdio::piped()).spawn().unwrap();
    let mut log = BufReader::new(program.stderr.take().unwrap());
    let mut first = String::new();
    log.read_line(&mut first).unwrap();
    let address = first.split("http://").nth(1).unwrap().split(',').next().unwrap();
    let answers = ["/burgers", "/nothing"].map(|path| {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.lines().next().unwrap_or_default().to_owned()
    });
    program.kill().unwrap();
    program.wait().unwrap();
    let lines = log.lines().map(|line| line.unwrap());
    (answers.to_vec(), lines.filter(|line| line.contains("brigade::access")).collect())
}

#[test]
fn each_request_is_a_line_unless_that_is_switched_off() {
    let answered = ["HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found"];
    let (answers, lines) = serve_once(&[]);
    assert_eq!(answers, answered);
    assert_eq!(lines.len(), 2, "{lines:?}");
    for (line, end) in lines.iter().zip(["path=\"/burgers\" status=200", "path=\"/nothing\" status=404"]) {
        assert!(line.contains("INFO brigade::access: client=127.0.0.1:") && line.contains(end), "{line}");
    }
    let (answers, lines) = serve_once(&["--no-access-log"]);
    assert_eq!(answers, answered);
    assert!(lines.is_empty(), "{lines:?}");
}

#[test]
fn a_log_that_nobody_reads_any_more_holds_up_nothing() {
    let mut program = burgers(&["--port", "0"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = String::new();
    BufReader::new(program.stderr.take().unwrap()).read_line(&mut first).unwrap();
    // The reader is gone. What is written from here on fails.
    let address = first.split("http://").nth(1).unwrap().split(',').next().unwrap();
    for _ in 0..2 {
        let mut stream = TcpStream::connect(address).unwrap();
        write!(stream, "GET /burgers HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    }
    let told = Command::new("kill").args(["-s", "TERM", &program.id().to_string()]).status().unwrap();
    assert!(told.success() && program.wait().unwrap().success());
}
