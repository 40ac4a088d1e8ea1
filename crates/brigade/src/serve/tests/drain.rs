//! How a server ends, and how it lives when there is too much.

use super::*;

#[test]
fn what_runs_is_answered_and_the_rest_closes() {
    let server = Server::start(Limits::default());
    let (mut fresh, mut half, mut idle, mut running) =
        (server.connect(), server.connect(), server.connect(), server.connect());
    idle.get("/a");
    check(&idle.answer(), 200, "GET /a");
    half.get("/a");
    check(&half.answer(), 200, "GET /a");
    half.send("GET / HTTP/1.1\r\nHo");
    let mut first_half = server.connect();
    first_half.send("GET / HT");
    running.get("/wait");
    assert_eq!(server.event(), "began");

    server.shutdown.ask();
    for client in [&mut fresh, &mut half, &mut idle, &mut first_half] {
        client.closed();
    }
    assert!(TcpStream::connect(server.address).is_err(), "nobody listens any more");
    server.gate.add_permits(1);
    let answer = running.answer();
    check(&answer, 200, "waited");
    assert!(answer.closes());
    running.closed();
    server.join();
}

#[test]
fn a_second_request_to_stop_is_at_once() {
    let server = Server::start(Limits::default());
    let mut running = server.connect();
    running.get("/wait");
    assert_eq!(server.event(), "began");
    server.shutdown.ask();
    server.shutdown.ask();
    assert_eq!(server.event(), "left");
    running.closed();
    server.join();
}

#[test]
fn a_drain_has_an_end() {
    let server = Server::start(Limits { drain_time_max: Duration::from_millis(100), ..Limits::default() });
    let mut running = server.connect();
    running.get("/wait");
    assert_eq!(server.event(), "began");
    server.shutdown.ask();
    running.closed();
    server.join();
}

#[test]
fn what_goes_on_without_a_client_is_waited_for() {
    let mut server = Server::start(Limits::default());
    let going_on = server.rest.clone().try_acquire_owned().unwrap();
    server.shutdown.ask();
    let Server { runtime, serving, .. } = &mut server;
    let ended = runtime.block_on(async { tokio::time::timeout(Duration::from_millis(50), serving).await });
    assert!(ended.is_err());
    drop(going_on);
    server.join();

    let server = Server::start(Limits { drain_time_max: Duration::from_millis(100), ..Limits::default() });
    let _going_on = server.rest.clone().try_acquire_owned().unwrap();
    server.shutdown.ask();
    server.join();
}

#[test]
fn connections_over_the_limit_wait_for_their_turn() {
    let server = Server::start(Limits { connections_max: Some(2), ..Limits::default() });
    let (mut first, mut second) = (server.connect(), server.connect());
    for client in [&mut first, &mut second] {
        client.get("/a");
        check(&client.answer(), 200, "GET /a");
    }
    let mut third = server.connect();
    third.get("/c");
    third.stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert_eq!(third.stream.peek(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    third.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    drop(first);
    check(&third.answer(), 200, "GET /c");
}

/// Names the variable that makes a process of this test's binary a server.
const CHILD: &str = "BRIGADE_SERVES_A_TEST";

/// Is the other process of the tests below: it prints its port, and ends when it is told to.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let server = Server::start(Limits { connections_max: Some(10_000), ..Limits::default() });
    {
        let _entered = server.runtime.enter();
        server.shutdown.ask_on_signals().unwrap();
    }
    println!("port={}", server.address.port());
    server.join();
}

/// Is a server in a process of its own, with `descriptors` at most.
struct Child(std::process::Child, SocketAddr);

impl Child {
    fn start(descriptors: u32) -> Self {
        use std::io::BufRead;
        let mut child = std::process::Command::new("sh")
            .args(["-c", &format!("ulimit -n {descriptors}; exec \"$0\" \"$@\"")])
            .arg(std::env::current_exe().unwrap())
            .args(["serve::tests::drain::child", "--exact", "--nocapture"])
            .env(CHILD, "1")
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = std::io::BufReader::new(child.stdout.as_mut().unwrap()).lines().map_while(Result::ok);
        let port = lines.find_map(|line| line.split_once("port=")?.1.parse().ok()).expect("the child tells its port");
        Self(child, (Ipv4Addr::LOCALHOST, port).into())
    }

    fn signal(&self, name: &str) {
        let status = std::process::Command::new("kill").args(["-s", name, &self.0.id().to_string()]).status();
        assert!(status.unwrap().success());
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_server_without_descriptors_recovers() {
    let child = Child::start(64);
    let mut clients: Vec<Client> = (0..120).map(|_| Client::connect(child.1)).collect();
    // The first ones are served as ever, and the last one is served as soon as there is room.
    clients[0].get("/a");
    check(&clients[0].answer(), 200, "GET /a");
    let mut last = clients.pop().unwrap();
    last.get("/b");
    last.stream.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    assert_eq!(last.stream.peek(&mut [0]).unwrap_err().kind(), ErrorKind::WouldBlock);
    last.stream.set_read_timeout(Some(PATIENCE)).unwrap();
    drop(clients);
    check(&last.answer(), 200, "GET /b");
}

#[test]
fn the_process_ends_on_sigterm() {
    let mut child = Child::start(256);
    let mut running = Client::connect(child.1);
    running.get("/a");
    check(&running.answer(), 200, "GET /a");
    child.signal("TERM");
    running.closed();
    assert!(child.0.wait().unwrap().success());
}

#[test]
fn the_process_ends_at_once_on_a_second_signal() {
    let mut child = Child::start(256);
    let mut running = Client::connect(child.1);
    running.get("/wait");
    // The answer to another connection tells that the server has read what came before it.
    let mut other = Client::connect(child.1);
    other.get("/a");
    check(&other.answer(), 200, "GET /a");
    child.signal("INT");
    other.closed();
    child.signal("TERM");
    running.closed();
    assert!(child.0.wait().unwrap().success());
}
